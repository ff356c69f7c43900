using KubePki.X509;

namespace KubePki.Plan;

/// <summary>What the operator wants to be created.</summary>
internal sealed record CreationWish
{
    /// <summary>Names of items; null for <c>all</c>: everything that is missing.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>What is looked at when nothing is named; null for everything.</summary>
    public IReadOnlyList<string>? Offered { get; init; }

    /// <summary>How long new leaf certificates shall be valid; null for what the configuration says.</summary>
    public Validity? Validity { get; init; }

    /// <summary>How long new CAs shall be valid; null for what the configuration says.</summary>
    public Validity? AuthorityValidity { get; init; }

    /// <summary>Kind of new keys; null for what the configuration says.</summary>
    public KeyAlgorithm? KeyAlgorithm { get; init; }

    /// <summary>Whether a key that signs or verifies service account tokens is replaced too; false keeps it.</summary>
    public bool ReplaceTokenKey { get; init; }

    /// <summary>Whether a new certificate may expire sooner than the one it replaces, or live less than a day.</summary>
    public bool AllowShorter { get; init; }
}
