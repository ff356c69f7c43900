using KubePki.Catalogue;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>One certificate to request from a CA whose key is elsewhere.</summary>
/// <param name="Item">The existing item, possibly missing.</param>
/// <param name="Identity">The requested identity: the existing one, else that of the configuration.</param>
/// <param name="KeyAlgorithm">Kind of the new key.</param>
/// <param name="Server">The API server of a kubeconfig; null for other items.</param>
internal sealed record RequestAction(PkiEntry Item, LeafIdentity Identity, KeyAlgorithm KeyAlgorithm, string? Server)
{
    /// <summary>
    /// Why the request is for the existing key: it signs or verifies service account tokens. Null if a new key is generated.
    /// </summary>
    public Problem? KeptKey { get; init; }

    private string Stem
        => Item.Entry.CertificatePath.EndsWith(".crt", StringComparison.Ordinal)
            ? Item.Entry.CertificatePath[..^4]
            : Item.Entry.CertificatePath;

    /// <summary>Whether it is for a kubeconfig.</summary>
    public bool IsKubeconfig => Item.Entry.Kind == EntryKind.Kubeconfig;

    /// <summary>
    /// Paths of key, request and signed certificate in an exchange directory: kubeadm's names (<c>certs generate-csr</c>).
    /// </summary>
    public (string Key, string Request, string Certificate) Places
        => IsKubeconfig ? ($"/{Stem}", $"/{Stem}.csr", $"/{Stem}.crt") : ($"/pki/{Stem}.key", $"/pki/{Stem}.csr", $"/pki/{Stem}.crt");
}

/// <summary>The certificates to request. Pure data; if there are <see cref="Refusals"/>, nothing is written.</summary>
internal sealed record RequestPlan(IReadOnlyList<RequestAction> Actions, IReadOnlyList<Problem> Refusals)
{
    /// <summary>The accepted names: leaf certificates and kubeconfigs.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. KubeadmCatalogue.Entries.Where(e => e.Kind is EntryKind.Certificate or EntryKind.Kubeconfig).Select(e => e.Name),
    ];

    /// <summary>The reasons for the names for which no request is written.</summary>
    public static IReadOnlyList<Problem> Unknown(NodeState state, IReadOnlyList<string> names)
        => [.. names.Except(Names).Select(n => Unknown(state, n))];

    /// <summary>
    /// Plans requests for these names; null for all that kubeadm would create for this node. <paramref name="fromConfiguration"/>: whether
    /// the configuration decides the identity even if a certificate exists. <paramref name="replaceTokenKey"/>: whether a key that signs or
    /// verifies service account tokens is replaced too.
    /// </summary>
    public static RequestPlan Of(
        NodeState state, ClusterFacts facts, IReadOnlyList<string>? names, KeyAlgorithm? algorithm, bool fromConfiguration,
        bool replaceTokenKey = false)
    {
        var refusals = Unknown(state, names ?? []);
        var actions = KubeadmCatalogue.Entries
            .Where(e => Names.Contains(e.Name)
                && (names?.Contains(e.Name)
                    ?? (!IsRotated(state, e)
                        && (IsThere(state, e)
                            || (!e.Optional && e.Since <= facts.MinorVersion && !(state.HasExternalEtcd && e.IsEtcdServerSide))))))
            .Select(e => state.Find(e.Name) ?? Missing(state, e))
            .Select(item => new RequestAction(
                item, Identity(item, facts, fromConfiguration), algorithm ?? item.KeyAlgorithm ?? facts.KeyAlgorithm, Server(item, facts))
            {
                KeptKey = !replaceTokenKey && item.KeyPublicKey is not null && state.TokenKeyOf(item) is { } token
                    ? KeyChoice.NoteOn(item, token, keeps: true)
                    : null,
            })
            .ToList();
        var lacking = actions
            .Where(a => !fromConfiguration && a.Item.Certificate is null)
            .Select(a => NeededSetting.UnknownSettingProblem(state, a.Item.Entry, a.Item.Path, facts))
            .OfType<Problem>();
        return new RequestPlan(actions, [.. refusals, .. lacking]);
    }

    /// <summary>Why no request is written for a name: it is listed by status but not requestable, or unknown.</summary>
    private static Problem Unknown(NodeState state, string name)
    {
        var message = state.Find(name)?.Entry.Kind switch
        {
            null => PlanMessages.UnknownName,
            EntryKind.KubeletCertificate => PlanMessages.NotRequested,
            EntryKind.Kubeconfig => PlanMessages.NotRequestedInHome,
            _ => PlanMessages.NotSignedElsewhere,
        };
        return message.At(state.Find(name)?.Path ?? "", name, string.Join(' ', Names));
    }

    /// <summary>Whether it points at a file of another item, which its component rotates: an import of <c>all</c> skips it.</summary>
    private static bool IsRotated(NodeState state, CatalogueEntry entry)
        => state.Find(entry.Name)?.PointsAt is { } file && state.Items.Any(i => i.Path == file);

    private static bool IsThere(NodeState state, CatalogueEntry entry) => state.Find(entry.Name) is { Certificate: not null };

    private static LeafIdentity Identity(PkiEntry item, ClusterFacts facts, bool fromConfiguration)
        => item.Certificate is { } existing && !fromConfiguration
            ? new LeafIdentity(
                existing.Subject.CommonName ?? "", existing.Subject.Organizations, existing.ExtendedKeyUsages, existing.Names.Dns,
                existing.Names.Addresses)
            : NewIdentity.InPlaceOf(item.Certificate, item.Entry, facts);

    private static string? Server(PkiEntry item, ClusterFacts facts)
        => item.Entry.Kind != EntryKind.Kubeconfig ? null
            : item.Kubeconfig?.Cluster?.Server ?? (item.Entry.OwnServerSince <= facts.MinorVersion ? facts.LocalServer : facts.Server);

    private static PkiEntry Missing(NodeState state, CatalogueEntry entry) => new(entry)
    {
        Name = entry.Name,
        Path = state.Layout.CertificatePath(entry),
        KeyPath = state.Layout.KeyPath(entry),
        Problem = Files.FileMessages.Missing.At(state.Layout.CertificatePath(entry)),
    };
}
