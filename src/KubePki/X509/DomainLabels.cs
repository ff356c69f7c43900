namespace KubePki.X509;

/// <summary>The labels of a domain name, as Go's verifier splits it for name constraints.</summary>
internal static class DomainLabels
{
    /// <summary>
    /// The labels, the top-level label first; empty for an empty name; null for an invalid name (an empty label, a blank, a final dot). Go
    /// versions that accept a leading dot drop it.
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

    /// <summary>
    /// Throws <see cref="System.Formats.Asn1.AsnContentException"/> if no Go version accepts a domain, else records the rules that it
    /// breaks.
    /// </summary>
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
