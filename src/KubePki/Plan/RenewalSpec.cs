using KubePki.X509;

namespace KubePki.Plan;

/// <summary>The operator's request to renew.</summary>
public sealed record RenewalSpec
{
    /// <summary>Names of items; null for <c>all</c>.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Validity of the new certificates; default: one year, as with kubeadm.</summary>
    public Validity Validity { get; init; } = Validity.OneYear;

    /// <summary>Kind of the new keys; null for that of the existing keys.</summary>
    public KeyAlgorithm? KeyAlgorithm { get; init; }

    /// <summary>Whether the existing keys are kept.</summary>
    public bool ReuseKey { get; init; }

    /// <summary>Only items that expire within this period; null for all.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>DNS names and addresses to add to the certificates.</summary>
    public IReadOnlyList<string> AddNames { get; init; } = [];

    /// <summary>DNS names and addresses to remove from the certificates.</summary>
    public IReadOnlyList<string> RemoveNames { get; init; } = [];

    /// <summary>Whether names change.</summary>
    public bool ChangesNames => AddNames.Count + RemoveNames.Count > 0;

    /// <summary>Whether certificates that do not chain to the CA on disk may be renewed (the CA was replaced).</summary>
    public bool AcceptNewAuthority { get; init; }

    /// <summary>Whether a key that signs or verifies service account tokens is replaced too; false keeps it.</summary>
    public bool ReplaceTokenKey { get; init; }

    /// <summary>Whether a new certificate may expire sooner than the one it replaces, or be valid for less than a day.</summary>
    public bool AllowShorter { get; init; }
}
