namespace KubePki.X509;

/// <summary>A domain name as its labels, as Go's verifier takes it apart for name constraints.</summary>
internal static class DomainLabels
{
    /// <summary>
    /// The labels, the top one first; empty for an empty name; null for what is no name (an empty label, a blank, a final dot). Versions
    /// that take a leading dot drop it.
    /// </summary>
    internal static string[]? Of(string domain, bool allowsLeadingDot = false)
    {
        if (domain.Length == 0)
        {
            return [];
        }

        var labels = (allowsLeadingDot && domain is ['.', _, ..] ? domain[1..] : domain).Split('.');
        Array.Reverse(labels);
        return labels.All(label => label.Length > 0 && label.All(c => c is >= (char)33 and <= (char)126)) ? labels : null;
    }

    /// <summary>Throws when no version takes a domain; notes which rules it breaks otherwise.</summary>
    internal static void Require(string domain, bool isConstraint, List<GoRule>? broken)
    {
        var bare = isConstraint && domain.StartsWith('.') ? domain[1..] : domain;
        if (isConstraint && domain == ".")
        {
            GoRules.LoneDot.Add(broken);
        }
        else if (Of(bare) is not null)
        {
            return;
        }
        else if (Of(bare, allowsLeadingDot: true) is not null)
        {
            GoRules.LeadingDot.Add(broken);
        }
        else
        {
            throw DerReader.Refusal("a domain is damaged");
        }
    }
}
