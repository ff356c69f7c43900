using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Judge.Checks;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge.Connections;

/// <summary>
/// The signers of the certificates and the connections between the components, computed from a node's files, flags and kubeconfigs.
/// Signatures are verified; names decide nothing.
/// </summary>
internal sealed class TrustGraph
{
    private const string Pods = "pods";
    private readonly NodeState _state;
    private readonly Surroundings _around;
    private readonly IReadOnlyList<PkiEntry> _authorities;
    private readonly Dictionary<string, Signing> _signings;
    private readonly Dictionary<string, PkiEntry> _places;
    private readonly Dictionary<string, PkiEntry> _names;

    private TrustGraph(NodeState state, Surroundings around)
    {
        (_state, _around) = (state, around);
        _authorities = [.. state.Items.Where(i => i.Entry.Kind == EntryKind.CertificateAuthority)];
        Signings = [.. state.Items.Where(i => i is { Problem: null, Certificate: not null }).Select(Sign)];
        _signings = Signings.DistinctBy(s => s.Item.Name).ToDictionary(s => s.Item.Name, StringComparer.Ordinal);
        _names = state.Items.DistinctBy(i => i.Name).ToDictionary(i => i.Name, StringComparer.Ordinal);
        _places = state.Items.DistinctBy(i => i.Path).ToDictionary(i => i.Path, StringComparer.Ordinal);
        Connections = [.. ConnectionTable.Rows.SelectMany(Connect), .. Home(), .. OfPods()];
    }

    /// <summary>The node of the graph.</summary>
    public NodeState State => _state;

    /// <summary>Every item with a certificate, and its signer.</summary>
    public IReadOnlyList<Signing> Signings { get; }

    /// <summary>Every connection with at least one end on this node.</summary>
    public IReadOnlyList<Connection> Connections { get; }

    /// <summary>Computes the graph. Pure.</summary>
    public static TrustGraph Of(NodeState state, Surroundings around) => new(state, around);

    /// <summary>The signer of an item's certificate; null for an item without a certificate.</summary>
    public Signing? SigningOf(PkiEntry item) => _signings.GetValueOrDefault(item.Name);

    /// <summary>The connections in which an item is presented, served, or trusted.</summary>
    public IEnumerable<Connection> Of(PkiEntry item) => Connections.Where(c => c.ClientItem == item || c.ServerItem == item
        || c.ClientTrusts?.Authorities.Contains(item) == true || c.ServerTrusts?.Authorities.Contains(item) == true);

    /// <summary>The items that a CA of this node signed.</summary>
    public IEnumerable<PkiEntry> SignedBy(PkiEntry authority)
        => Signings.Where(s => s.Authority == authority && s.Item != authority).Select(s => s.Item);

    private Signing Sign(PkiEntry item)
    {
        var certificate = item.Certificate!;
        var authority = _authorities
            .FirstOrDefault(a => a != item
                && a.Certificates.Any(c => c.Subject.IsSameAs(certificate.Issuer)
                    && CertificateSignature.Check(certificate, c, "") is null));
        return new Signing(
            item, authority,
            authority is null && certificate.IsSelfIssued && CertificateSignature.Check(certificate, certificate, "") is null);
    }

    private IEnumerable<Connection> Connect(ConnectionRow row)
    {
        var ends = row.ItemNames.Count > 0
            ? row.ItemNames.Select(name => (Item: _names.GetValueOrDefault(name), By: (string?)null)).Where(e => e.Item is not null)
            : [(Item: At(row.ClientItem), By: Written(row.ClientItem))];
        foreach (var (item, by) in ends)
        {
            if (item is null && by is null && At(row.ServerItem) is null)
            {
                continue;
            }

            yield return Judge(new Connection
            {
                Id = row.Id,
                Purpose = row.Purpose,
                Breaks = row.Breaks,
                Client = row.Client,
                Server = row.Server,
                ClientItem = item,
                ClientSetting = by,
                ServerItem = At(row.ServerItem),
                ServerSetting = Written(row.ServerItem),
                ClientTrusts = item?.Kubeconfig is null ? Trusts(row.ClientTrusts) : Trusts(item),
                ServerTrusts = Trusts(row.ServerTrusts),
            },
                row,
                row.AddressFlag is { } flag
                    ? Host(_state.Layout.Pod(row.Client)?.Flag(flag)?.Split(',')[0])
                    : Host(item?.Kubeconfig?.Cluster?.Server));
        }
    }

    /// <summary>The kubeconfigs in home directories; each one connects like admin.conf.</summary>
    private IEnumerable<Connection> Home()
    {
        var row = ConnectionTable.Rows.Single(r => r.Id == "kubectl-to-apiserver");
        return _state.Items.Where(i => i.IsInHome).SelectMany(i => Connect(row with { ItemNames = [i.Name] }));
    }

    /// <summary>Pods present tokens, not certificates, so a renewal does not affect them.</summary>
    private IEnumerable<Connection> OfPods()
    {
        if (_state.Layout.Pod(Components.ApiServer) is not { } apiServer || _state.Find("sa") is not { } pair)
        {
            yield break;
        }

        var served = At(new Setting(Components.ApiServer, "tls-cert-file"));
        var keys = apiServer.AllValues("service-account-key-file").Select(apiServer.OnHost).ToList();
        yield return Judge(new Connection
        {
            Id = "pods-to-apiserver",
            Purpose = new(
                "kube-proxy, CoreDNS, the network plugin and all other pods authenticate with service account tokens and need no "
                    + "certificates",
                "kube-proxy、CoreDNS、网络插件及所有其他 Pod 使用服务账号令牌认证，无需证书"),
            Breaks = new("pods cannot talk to the API server", "Pod 无法访问 API server"),
            Client = Pods,
            Server = Components.ApiServer,
            ClientItem = pair,
            ClientSetting = Written(new Setting(Components.ControllerManager, "service-account-private-key-file")),
            ServerItem = served,
            ServerSetting = Written(new Setting(Components.ApiServer, "tls-cert-file")),
            ClientTrusts = Trusts(new Setting(Components.ControllerManager, "root-ca-file")),
            ServerTrusts = new TrustSource(
                keys.Count > 0 ? "--service-account-key-file" : "--tls-private-key-file",
                string.Join(", ", keys.Count > 0 ? keys : [apiServer.OnHost(apiServer.Flag("tls-private-key-file") ?? "")]), [], []),
        }, null, null);
    }

    private PkiEntry? At(Setting? setting)
        => setting is null ? null
            : setting is { Component: Components.Kubelet, Flag: "tls-cert-file" } ? _state.Find("kubelet-serving")
            : _state.Layout.HostFlag(setting.Component, setting.Flag) is { } path ? _places.GetValueOrDefault(path) : null;

    private string? Written(Setting? setting)
        => setting is not null && _state.Layout.HostFlag(setting.Component, setting.Flag) is { } path ? $"--{setting.Flag}={path}" : null;

    private TrustSource? Trusts(Setting? setting)
    {
        if (setting is null)
        {
            return null;
        }

        var isKubelet = setting is { Component: Components.Kubelet, Flag: "client-ca-file" };
        var path = _state.Layout.HostFlag(setting.Component, setting.Flag) ?? (isKubelet ? _state.Layout.Kubelet?.ClientCaFile : null);
        return string.IsNullOrEmpty(path)
            ? null
            : Source(isKubelet ? "clientCAFile" : "--" + setting.Flag, path, _around.Bundles.GetValueOrDefault(path));
    }

    private TrustSource? Trusts(PkiEntry kubeconfig)
        => kubeconfig.Cluster is not { } cluster ? null
            : cluster.CertificateAuthorityData is { } data
                ? Source("certificate-authority-data", kubeconfig.Path, CertificateReader.ReadAll(data, kubeconfig.Path))
            : cluster.CertificateAuthorityPath is { } path
                ? Source("certificate-authority", kubeconfig.Kubeconfig!.PathOf(path), kubeconfig.AuthorityFile)
                : null;

    private TrustSource Source(string setting, string place, Outcome<IReadOnlyList<Certificate>>? read)
    {
        var certificates = read?.Value ?? [];
        return new TrustSource(
            setting, place, certificates,
            [.. _authorities.Where(i => i.Certificates.Any(own => certificates.Any(c => c.PublicKey.AsSpan()
                .SequenceEqual(own.PublicKey))))])
        {
            Problem = read?.Problem,
        };
    }

    /// <summary>
    /// Judges whether both sides would accept each other now, as Go's verifier decides. Unreadable files and ends that are not on this node
    /// decide nothing.
    /// </summary>
    private Connection Judge(Connection connection, ConnectionRow? row, string? host)
    {
        var ends = new[] {
            connection.Client == Pods ? null : End(connection.ClientItem), End(connection.ServerItem),
        }.OfType<DateTimeOffset>()
            .ToList();
        var problems = new[]
        {
            Unusable(connection.ClientItem), Unusable(connection.ServerItem), connection.ClientTrusts?.Problem,
            connection.ServerTrusts?.Problem,
            Refused(connection.ServerItem, connection.Client, connection.ClientItem, connection.ClientTrusts, Oids.ServerAuth, host),
            Refused(connection.ClientItem, connection.Server, null, connection.ServerTrusts, Oids.ClientAuth, null),
        }.OfType<Problem>().ToLookup(IsUnread);
        return connection with
        {
            ExpiresAt = ends.Count > 0 ? ends.Min() : null,
            Failure = problems[false].FirstOrDefault() is { } broken ? EntryRemedies.Possible(_state, broken) : null,
            UnknownReason = problems[true].FirstOrDefault()
                ?? (row is null
                    ? null
                    : Absent(row.ServerItem, connection.ServerItem)
                        ?? (row.ItemNames.Count == 0 ? Absent(row.ClientItem, connection.ClientItem) : null)),
        };
    }

    private Problem? Unusable(PkiEntry? item) => item switch
    {
        null => null,
        { Problem: { } missing, IsMissing: true } => Remedies.AdviseOnMissing(_state, item, missing),
        { Problem: { } problem } => EntryRemedies.Fit(_state, Remedies.Advise(item, problem)),
        _ => (item.Kubeconfig?.Refusal ?? EntryJudge.KeyProblem(_state, item)) is { } problem ? EntryRemedies.Fit(_state, problem) : null,
    };

    /// <summary>
    /// Why one side's certificate is not known: the manifest that would name it cannot be read or is missing, or the component runs
    /// elsewhere.
    /// </summary>
    private Problem? Absent(Setting? setting, PkiEntry? item)
        => setting is null || item is not null ? null
            : _state.Problems.FirstOrDefault(p => p.Where == _state.Layout.ManifestOf(setting.Component))
                ?? ComponentManifests.Missing(_state, setting.Component) ?? ConnectionMessages.EndElsewhere.At("", setting.Component);

    /// <summary>True if a problem reports an unreadable object, so that it decides nothing.</summary>
    internal static bool IsUnread(Problem problem) => problem.Is(FileMessages.Unreadable) || problem.Is(ObserveMessages.TooManyUsers);

    /// <summary>Why one end refuses the other's certificate. If the certificate is in order, the end's trust is wrong.</summary>
    private Problem? Refused(PkiEntry? item, string by, PkiEntry? trusting, TrustSource? trusted, string usage, string? host)
        => item?.Certificate is not { } certificate || trusted is not { Certificates.Count: > 0 }
            || ChainVerifier.Verify(
                certificate, new VerificationRequest(
                    trusted.Certificates, item.Certificates, _state.ObservedAt, usage,
                    host)
                { Kubernetes = _state.Kubernetes }, item.Path) is not { } problem ? null
            : problem.Is(X509Messages.UnknownAuthority) && item.Entry.Issuer is not null
                && EntryJudge.ChainProblem(_state, item, certificate) is null
                ? TrustProblem(item, by, trusting, trusted) ?? problem
                : Remedies.AdviseOnRefusal(_state, item, problem, host);

    private Problem? TrustProblem(PkiEntry shown, string by, PkiEntry? trusting, TrustSource trusted)
        => trusting?.Kubeconfig is null ? ConnectionMessages.TrustsAnother.At(trusted.Place, by, trusted.Setting, shown.Path)
            : TrustChecks.KubeconfigCa(_state, trusting, shown, shown.Certificate!) is { } problem ? EntryRemedies.Fit(_state, problem)
            : null;

    /// <summary>When an item's certificate expires, or its CA if that expires earlier.</summary>
    private DateTimeOffset? End(PkiEntry? item)
    {
        if (item?.Certificate is not { } certificate)
        {
            return null;
        }

        var signer = SigningOf(item)?.Authority;
        return (signer?.SigningCertificate ?? signer?.Certificate) is { } ca && ca.NotAfter < certificate.NotAfter
            ? ca.NotAfter
            : certificate.NotAfter;
    }

    private static string? Host(string? url) => ServerUrl.Host(url);
}
