using KubePki.X509;

namespace KubePki.Plan;

/// <summary>The operator's request to create items.</summary>
internal sealed record CreationSpec
{
    /// <summary>Names of items; null for <c>all</c>: every missing item.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Names of the items that are considered if none are named; null for all.</summary>
    public IReadOnlyList<string>? Offered { get; init; }

    /// <summary>Validity of new leaf certificates; null for that of the configuration.</summary>
    public Validity? Validity { get; init; }

    /// <summary>Validity of new CAs; null for that of the configuration.</summary>
    public Validity? AuthorityValidity { get; init; }

    /// <summary>Kind of new keys; null for that of the configuration.</summary>
    public KeyAlgorithm? KeyAlgorithm { get; init; }

    /// <summary>Whether a key that signs or verifies service account tokens is replaced too; false keeps it.</summary>
    public bool ReplaceTokenKey { get; init; }

    /// <summary>Whether a new certificate may expire sooner than the one it replaces, or be valid for less than a day.</summary>
    public bool AllowShorter { get; init; }
}
