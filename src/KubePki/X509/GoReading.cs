namespace KubePki.X509;

/// <summary>One version of Go (1.x) that judges a chain. Records whether another version could decide differently.</summary>
internal sealed class GoReading(int version)
{
    /// <summary>True if a rule was queried that is not the same in all versions.</summary>
    internal bool IsVersioned { get; private set; }

    /// <summary>True if the version has a rule.</summary>
    internal bool Has(GoRule rule)
    {
        IsVersioned = true;
        return version >= rule.From;
    }

    /// <summary>The first rule by which the version refuses to parse a certificate, or null if it parses it.</summary>
    internal GoRule? Refusal(Certificate certificate)
    {
        IsVersioned |= certificate.BrokenRules.Count > 0;
        return certificate.BrokenRules.FirstOrDefault(rule => rule.Refuses(version));
    }

    /// <summary>The labels of a domain; null if the version considers it invalid.</summary>
    internal string[]? Labels(string domain) => DomainLabels.Of(domain, domain.StartsWith('.') && !Has(GoRules.LeadingDot));
}
