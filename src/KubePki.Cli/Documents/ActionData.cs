using KubePki.Localization;
using KubePki.Plan;

namespace KubePki.Cli.Documents;

/// <summary>A certificate that is renewed.</summary>
internal sealed class RenewalActionData
{
    /// <summary>The action.</summary>
    [OneOf("renew")]
    public required string Action { get; init; }

    /// <summary>Name of the item.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the CA that signs the certificate.</summary>
    public required string Authority { get; init; }

    /// <summary>The reason for the renewal.</summary>
    public required ProblemData Reason { get; init; }

    /// <summary>Expiry of the current certificate.</summary>
    public required DateTimeOffset OldNotAfter { get; init; }

    /// <summary>Start of the new certificate's validity.</summary>
    public required DateTimeOffset NewNotBefore { get; init; }

    /// <summary>Expiry of the new certificate.</summary>
    public required DateTimeOffset NewNotAfter { get; init; }

    /// <summary>Algorithm of the new certificate's key.</summary>
    public required string KeyAlgorithm { get; init; }

    /// <summary>Whether the existing key is kept.</summary>
    public required bool ReuseKey { get; init; }

    /// <summary>The files to write.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The requested expiry; omitted unless the CA expires sooner.</summary>
    [Optional]
    public DateTimeOffset? CappedFrom { get; init; }

    /// <summary>What the operator must know beforehand; omitted if there is nothing.</summary>
    [Optional]
    public IReadOnlyList<ProblemData>? Notes { get; init; }

    /// <summary>How the identity changes; omitted if it does not.</summary>
    [Optional]
    public IdentityChangeData? Change { get; init; }

    public static RenewalActionData Of(RenewalAction action, Language language) => new()
    {
        Action = "renew",
        Name = action.Item.Name,
        Authority = action.Authority.Name,
        Reason = ProblemData.Of(action.Reason, language),
        OldNotAfter = action.Existing.NotAfter,
        NewNotBefore = action.NotBefore,
        NewNotAfter = action.NotAfter,
        KeyAlgorithm = action.KeyAlgorithm.Name,
        ReuseKey = action.KeepsKey,
        Paths = [.. action.Paths],
        CappedFrom = action.CappedFrom,
        Notes = ProblemData.IfAny(action.Notes, language),
        Change = IdentityChangeData.Of(action.Change),
    };
}

/// <summary>An item that is created.</summary>
internal sealed class CreationActionData
{
    /// <summary>The action; <c>recreate</c> if an existing item is replaced.</summary>
    [OneOf("create", "recreate")]
    public required string Action { get; init; }

    /// <summary>Name of the item.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the CA that signs the certificate; null for a CA and a bare key pair.</summary>
    public required string? Authority { get; init; }

    /// <summary>The reason for the creation.</summary>
    public required ProblemData Reason { get; init; }

    /// <summary>Start of the new certificate's validity; null for a bare key pair.</summary>
    public required DateTimeOffset? NewNotBefore { get; init; }

    /// <summary>Expiry of the new certificate; null for a bare key pair.</summary>
    public required DateTimeOffset? NewNotAfter { get; init; }

    /// <summary>Algorithm of the key.</summary>
    public required string KeyAlgorithm { get; init; }

    /// <summary>Whether the existing key is kept.</summary>
    public required bool ReuseKey { get; init; }

    /// <summary>The files to write.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Common name of the new certificate; omitted for a CA and a bare key pair.</summary>
    [Optional]
    public string? CommonName { get; init; }

    /// <summary>Organizations of the new certificate; omitted for a CA and a bare key pair.</summary>
    [Optional]
    public IReadOnlyList<string>? Organizations { get; init; }

    /// <summary>Subject alternative names of the new certificate; omitted for a CA and a bare key pair.</summary>
    [Optional]
    public IReadOnlyList<string>? Sans { get; init; }

    /// <summary>URL of the API server in a new kubeconfig; omitted for other items.</summary>
    [Optional]
    public string? Server { get; init; }

    /// <summary>The requested expiry; omitted unless the CA expires sooner.</summary>
    [Optional]
    public DateTimeOffset? CappedFrom { get; init; }

    /// <summary>What the operator must know beforehand; omitted if there is nothing.</summary>
    [Optional]
    public IReadOnlyList<ProblemData>? Notes { get; init; }

    /// <summary>How the identity changes; omitted if nothing is replaced.</summary>
    [Optional]
    public IdentityChangeData? Change { get; init; }

    public static CreationActionData Of(CreationAction action, Language language) => new()
    {
        Action = action.Replaces ? "recreate" : "create",
        Name = action.Item.Name,
        Authority = action.Item.Entry.Issuer,
        Reason = ProblemData.Of(action.Reason, language),
        NewNotBefore = action.NotBefore,
        NewNotAfter = action.NotAfter,
        KeyAlgorithm = action.KeyAlgorithm.Name,
        ReuseKey = action.KeepsKey,
        Paths = [.. action.Paths],
        CommonName = action.Identity?.CommonName,
        Organizations = action.Identity?.Organizations,
        Sans = action.Identity is { } identity ? [.. identity.Names] : null,
        Server = action.Server,
        CappedFrom = action.CappedFrom,
        Notes = ProblemData.IfAny(action.Notes, language),
        Change = IdentityChangeData.Of(action.Change),
    };
}

/// <summary>A signed certificate that is installed.</summary>
internal sealed class ImportActionData
{
    /// <summary>The action.</summary>
    [OneOf("import")]
    public required string Action { get; init; }

    /// <summary>Name of the item.</summary>
    public required string Name { get; init; }

    /// <summary>The issuer's distinguished name.</summary>
    public required string Issuer { get; init; }

    /// <summary>Start of the new certificate's validity.</summary>
    public required DateTimeOffset NewNotBefore { get; init; }

    /// <summary>Expiry of the new certificate.</summary>
    public required DateTimeOffset NewNotAfter { get; init; }

    /// <summary>Algorithm of the new certificate's key.</summary>
    public required string KeyAlgorithm { get; init; }

    /// <summary>The files to write.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>What the operator must know beforehand; omitted if there is nothing.</summary>
    [Optional]
    public IReadOnlyList<ProblemData>? Notes { get; init; }

    public static ImportActionData Of(ImportAction action, Language language) => new()
    {
        Action = "import",
        Name = action.Item.Name,
        Issuer = action.Certificates[0].Issuer.Text,
        NewNotBefore = action.Certificates[0].NotBefore,
        NewNotAfter = action.Certificates[0].NotAfter,
        KeyAlgorithm = action.Certificates[0].KeyAlgorithm.Name,
        Paths = [.. action.Paths],
        Notes = ProblemData.IfAny(action.Notes, language),
    };
}

/// <summary>How an identity changes.</summary>
internal sealed class IdentityChangeData
{
    /// <summary>Added names and addresses.</summary>
    public required IReadOnlyList<string> AddedSans { get; init; }

    /// <summary>Removed names and addresses.</summary>
    public required IReadOnlyList<string> RemovedSans { get; init; }

    /// <summary>Names that are kept although their removal was requested, because the node's own components use them.</summary>
    public required IReadOnlyList<string> KeptSans { get; init; }

    /// <summary>The current subject; null if it does not change.</summary>
    public required string? OldSubject { get; init; }

    /// <summary>The new subject; null if it does not change.</summary>
    public required string? NewSubject { get; init; }

    public static IdentityChangeData? Of(IdentityChange? change) => change is null ? null : new()
    {
        AddedSans = change.Added,
        RemovedSans = change.Removed,
        KeptSans = change.Kept,
        OldSubject = change.OldSubject,
        NewSubject = change.NewSubject,
    };
}
