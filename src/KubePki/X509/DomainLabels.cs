namespace KubePki.X509;

/// <summary>A domain name as its labels, as Go's verifier takes it apart for name constraints.</summary>
internal static class DomainLabels
{
    /// <summary>The labels, the top one first; empty for an empty name; null for what is no name (an empty label, a blank, a final dot).</summary>
    internal static string[]? Of(string domain)
    {
        if (domain.Length == 0)
        {
            return [];
        }

        var labels = domain.Split('.');
        Array.Reverse(labels);
        return labels.All(label => label.Length > 0 && label.All(c => c is >= (char)33 and <= (char)126)) ? labels : null;
    }

    /// <summary>Whether a domain lies in the one constrained to; an empty constraint holds everything, a leading dot asks for a further label.</summary>
    internal static bool LiesIn(string domain, string constraint)
    {
        if (constraint.Length == 0)
        {
            return true;
        }

        var below = constraint[0] == '.';
        var (labels, wanted) = (Of(domain), Of(below ? constraint[1..] : constraint));
        return labels is not null && wanted is not null && labels.Length >= wanted.Length + (below ? 1 : 0)
            && wanted.Zip(labels).All(pair => pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
    }
}
