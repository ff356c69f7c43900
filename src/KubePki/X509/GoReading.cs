namespace KubePki.X509;

/// <summary>One version of Go (1.x) that decides about a chain, which notes whether another version could decide otherwise.</summary>
internal sealed class GoReading(int version)
{
    /// <summary>Whether a rule that is not the same in all versions was asked for.</summary>
    internal bool IsVersioned { get; private set; }

    /// <summary>Whether the version has a rule.</summary>
    internal bool Has(GoRule rule)
    {
        IsVersioned = true;
        return version >= rule.From;
    }

    /// <summary>The first rule by which the version refuses a certificate as a whole, or null when it reads it.</summary>
    internal GoRule? Refusal(Certificate certificate)
    {
        IsVersioned |= certificate.Broken.Count > 0;
        return certificate.Broken.FirstOrDefault(rule => rule.Refuses(version));
    }

    /// <summary>The labels of a domain; null when the version takes it for none.</summary>
    internal string[]? Labels(string domain) => DomainLabels.Of(domain, domain.StartsWith('.') && !Has(GoRules.LeadingDot));
}
