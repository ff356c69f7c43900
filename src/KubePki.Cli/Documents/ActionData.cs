using KubePki.Language;
using KubePki.Plan;

namespace KubePki.Cli.Documents;

/// <summary>A certificate that is renewed.</summary>
internal sealed class RenewalActionData
{
    /// <summary>What is done.</summary>
    [OneOf("renew")]
    public required string Action { get; init; }

    /// <summary>Name of the item.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the CA that signs.</summary>
    public required string Authority { get; init; }

    /// <summary>Why.</summary>
    public required ProblemData Reason { get; init; }

    /// <summary>End of the certificate that is there.</summary>
    public required DateTimeOffset OldNotAfter { get; init; }

    /// <summary>Start of the new one.</summary>
    public required DateTimeOffset NewNotBefore { get; init; }

    /// <summary>End of the new one.</summary>
    public required DateTimeOffset NewNotAfter { get; init; }

    /// <summary>Kind of its key.</summary>
    public required string KeyAlgorithm { get; init; }

    /// <summary>Whether the key that is there is kept.</summary>
    public required bool ReuseKey { get; init; }

    /// <summary>The files that are written.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The end that was asked for; left out unless the CA ends sooner.</summary>
    [Optional]
    public DateTimeOffset? CappedFrom { get; init; }

    /// <summary>What an operator has to know before; left out where there is nothing.</summary>
    [Optional]
    public IReadOnlyList<ProblemData>? Notes { get; init; }

    /// <summary>How the identity changes; left out where it does not.</summary>
    [Optional]
    public IdentityChangeData? Change { get; init; }

    public static RenewalActionData Of(RenewalAction action, Tongue tongue) => new()
    {
        Action = "renew",
        Name = action.Item.Name,
        Authority = action.Authority.Name,
        Reason = ProblemData.Of(action.Reason, tongue),
        OldNotAfter = action.Existing.NotAfter,
        NewNotBefore = action.NotBefore,
        NewNotAfter = action.NotAfter,
        KeyAlgorithm = action.KeyAlgorithm.Name,
        ReuseKey = action.KeepsKey,
        Paths = [.. action.Paths],
        CappedFrom = action.CappedFrom,
        Notes = ProblemData.IfAny(action.Notes, tongue),
        Change = IdentityChangeData.Of(action.Change),
    };
}

/// <summary>Something that is made.</summary>
internal sealed class CreationActionData
{
    /// <summary>What is done; <c>recreate</c> where something is replaced.</summary>
    [OneOf("create", "recreate")]
    public required string Action { get; init; }

    /// <summary>Name of the item.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the CA that signs; null for a CA and a bare key pair.</summary>
    public required string? Authority { get; init; }

    /// <summary>Why.</summary>
    public required ProblemData Reason { get; init; }

    /// <summary>Start of the new certificate; null for a bare key pair.</summary>
    public required DateTimeOffset? NewNotBefore { get; init; }

    /// <summary>End of the new certificate; null for a bare key pair.</summary>
    public required DateTimeOffset? NewNotAfter { get; init; }

    /// <summary>Kind of its key.</summary>
    public required string KeyAlgorithm { get; init; }

    /// <summary>Whether the key that is there is kept.</summary>
    public required bool ReuseKey { get; init; }

    /// <summary>The files that are written.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Common name of the new certificate; left out for a CA and a bare key pair.</summary>
    [Optional]
    public string? CommonName { get; init; }

    /// <summary>Organizations of the new certificate; left out for a CA and a bare key pair.</summary>
    [Optional]
    public IReadOnlyList<string>? Organizations { get; init; }

    /// <summary>Subject alternative names of the new certificate; left out for a CA and a bare key pair.</summary>
    [Optional]
    public IReadOnlyList<string>? Sans { get; init; }

    /// <summary>URL of the API server in a new kubeconfig; left out for what is no kubeconfig.</summary>
    [Optional]
    public string? Server { get; init; }

    /// <summary>The end that was asked for; left out unless the CA ends sooner.</summary>
    [Optional]
    public DateTimeOffset? CappedFrom { get; init; }

    /// <summary>What an operator has to know before; left out where there is nothing.</summary>
    [Optional]
    public IReadOnlyList<ProblemData>? Notes { get; init; }

    /// <summary>How the identity changes; left out where nothing is replaced.</summary>
    [Optional]
    public IdentityChangeData? Change { get; init; }

    public static CreationActionData Of(CreationAction action, Tongue tongue) => new()
    {
        Action = action.Replaces ? "recreate" : "create",
        Name = action.Item.Name,
        Authority = action.Item.Entry.Issuer,
        Reason = ProblemData.Of(action.Reason, tongue),
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
        Notes = ProblemData.IfAny(action.Notes, tongue),
        Change = IdentityChangeData.Of(action.Change),
    };
}

/// <summary>A signed certificate that is put in place.</summary>
internal sealed class ImportActionData
{
    /// <summary>What is done.</summary>
    [OneOf("import")]
    public required string Action { get; init; }

    /// <summary>Name of the item.</summary>
    public required string Name { get; init; }

    /// <summary>The issuer's distinguished name.</summary>
    public required string Issuer { get; init; }

    /// <summary>Start of the new certificate.</summary>
    public required DateTimeOffset NewNotBefore { get; init; }

    /// <summary>End of the new certificate.</summary>
    public required DateTimeOffset NewNotAfter { get; init; }

    /// <summary>Kind of its key.</summary>
    public required string KeyAlgorithm { get; init; }

    /// <summary>The files that are written.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>What an operator has to know before; left out where there is nothing.</summary>
    [Optional]
    public IReadOnlyList<ProblemData>? Notes { get; init; }

    public static ImportActionData Of(ImportAction action, Tongue tongue) => new()
    {
        Action = "import",
        Name = action.Item.Name,
        Issuer = action.Certificates[0].Issuer.Text,
        NewNotBefore = action.Certificates[0].NotBefore,
        NewNotAfter = action.Certificates[0].NotAfter,
        KeyAlgorithm = action.Certificates[0].KeyAlgorithm.Name,
        Paths = [.. action.Paths],
        Notes = ProblemData.IfAny(action.Notes, tongue),
    };
}

/// <summary>How an identity changes.</summary>
internal sealed class IdentityChangeData
{
    /// <summary>Names and addresses that come in.</summary>
    public required IReadOnlyList<string> AddedSans { get; init; }

    /// <summary>Names and addresses that go.</summary>
    public required IReadOnlyList<string> RemovedSans { get; init; }

    /// <summary>Names that were to go and stay, because the node's own components use them.</summary>
    public required IReadOnlyList<string> KeptSans { get; init; }

    /// <summary>The subject as it is; null where it stays.</summary>
    public required string? OldSubject { get; init; }

    /// <summary>The subject as it becomes; null where it stays.</summary>
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
