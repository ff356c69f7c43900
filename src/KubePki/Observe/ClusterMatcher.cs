using System.Net;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Observe;

/// <summary>
/// Finds the contexts of a kubeconfig in a home directory that belong to this cluster: those that trust its CA, connect to its server, or
/// present one of the node's own certificates. CA and certificate may be data in the kubeconfig, or files that it names by an absolute or a
/// relative path.
/// </summary>
internal sealed class ClusterMatcher
{
    private const int DefaultPort = 6443;
    private readonly NodeRoot _root;
    private readonly IReadOnlyList<Certificate> _authorities;
    private readonly IReadOnlyList<Certificate> _identities;
    private readonly HashSet<string> _files;
    private readonly HashSet<string> _servers;

    internal ClusterMatcher(NodeRoot root, NodeLayout layout, IReadOnlyList<PkiEntry> known)
    {
        _root = root;
        _authorities = known.FirstOrDefault(i => i.Name == "ca")?.Certificates ?? [];
        _identities = [.. known.Where(i => i.Entry.Kind == EntryKind.Kubeconfig).Select(i => i.Certificate).OfType<Certificate>()];
        _files = known.SelectMany(i => i.Files).Select(f => f.RealPath).ToHashSet(StringComparer.Ordinal);
        _servers = Servers(layout, known).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// The contexts of this cluster, each with its CA file if it names one. <paramref name="home"/> is the real path of the home directory
    /// whose owner may name only files in it; null if root wrote the kubeconfig. <paramref name="read"/> reads a file with the owner's
    /// permissions.
    /// </summary>
    internal IReadOnlyList<(KubeconfigUser User, Outcome<IReadOnlyList<Certificate>>? AuthorityFile)> Contexts(
        Kubeconfig kubeconfig, string? home, Func<string, Outcome<NodeFile>> read)
    {
        var users = kubeconfig.Users.Where(u => u.CertificateData is not null || u.CertificatePath is not null).GroupBy(u => u.Name)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var clusters = kubeconfig.Clusters.GroupBy(c => c.Name)
            .ToDictionary(
                g => g.Key,
                g => new Lazy<(bool IsOurs, Outcome<IReadOnlyList<Certificate>>? File)>(() => Look(kubeconfig, g.First(), home, read)),
                StringComparer.Ordinal);
        var found = new List<(KubeconfigUser, Outcome<IReadOnlyList<Certificate>>?)>();
        foreach (var context in kubeconfig.Contexts.Where(c => c is { User: not null, Cluster: not null }).DistinctBy(c => c.User))
        {
            if (users.TryGetValue(context.User!, out var user) && clusters.TryGetValue(context.Cluster!, out var joined)
                && (joined.Value.IsOurs || ShowsOurs(kubeconfig, user, home, read)))
            {
                found.Add((user, joined.Value.File));
            }
        }

        return found;
    }

    /// <summary>
    /// Why a file that a kubeconfig in a home directory names is not read: the owner must not make root read files elsewhere. Null for a
    /// file in the home directory, or one of the node's own PKI files.
    /// </summary>
    internal Problem? Distrust(Kubeconfig kubeconfig, string where, string named, string? home)
    {
        var path = kubeconfig.PathOf(named);
        return home is null
            || (_root.Resolve(path).Value is { } real && (real.StartsWith(home + "/", StringComparison.Ordinal) || _files.Contains(real)))
            ? null
            : ObserveMessages.NamesFileOutside.At(where, path);
    }

    private (bool IsOurs,
        Outcome<IReadOnlyList<Certificate>>? File) Look(
            Kubeconfig kubeconfig, KubeconfigCluster cluster, string? home, Func<string, Outcome<NodeFile>> read)
    {
        var file = cluster is { CertificateAuthorityData: null, CertificateAuthorityPath: { } named }
            ? ReadAuthorities(kubeconfig, named, home, read)
            : null;
        var trusted = cluster.CertificateAuthorityData is { } data ? CertificateReader.ReadAll(data, "").Value : file?.Value;
        return (trusted?.Any(_authorities.Contains) == true || SpeaksToOurs(cluster), file);
    }

    private Outcome<IReadOnlyList<Certificate>> ReadAuthorities(
        Kubeconfig kubeconfig, string named, string? home, Func<string, Outcome<NodeFile>> read)
    {
        var path = kubeconfig.PathOf(named);
        return Distrust(kubeconfig, path, named, home) is { } problem
            ? problem
            : read(path).Then(file => CertificateReader.ReadAll(file.Content, path));
    }

    private bool SpeaksToOurs(KubeconfigCluster cluster) => Address(cluster.Server) is { } address && _servers.Contains(address);

    private bool ShowsOurs(Kubeconfig kubeconfig, KubeconfigUser user, string? home, Func<string, Outcome<NodeFile>> read)
    {
        if (user.CertificateData is { } data)
        {
            return CertificateReader.ReadAll(data, "").Value?.Any(_identities.Contains) == true;
        }

        var path = kubeconfig.PathOf(user.CertificatePath!);
        return Distrust(kubeconfig, path, user.CertificatePath!, home) is null
            && read(path).Then(file => CertificateReader.ReadAll(file.Content, path)).Value?.Any(_identities.Contains) == true;
    }

    /// <summary>
    /// The servers of the node's own kubeconfigs, and the names and addresses of the API server's certificate on the same ports. Names that
    /// every cluster has, and loopback addresses, do not identify the cluster.
    /// </summary>
    private static IEnumerable<string> Servers(NodeLayout layout, IReadOnlyList<PkiEntry> known)
    {
        var own = known.Where(i => i.Entry.Kind == EntryKind.Kubeconfig).Select(i => Address(i.Cluster?.Server)).OfType<string>().ToList();
        var port = int.TryParse(layout.Pod(Components.ApiServer)?.Flag("secure-port"), out var given) ? given : DefaultPort;
        var ports = own.Select(address => address[(address.LastIndexOf(':') + 1)..])
            .Append(port.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Distinct()
            .ToList();
        var names = known.FirstOrDefault(i => i.Name == "apiserver")?.Certificate?.Names;
        return own.Concat((names?.Dns ?? []).Where(n => n != "localhost" && n.Split('.')[0] is not ("kubernetes" or "*"))
            .Concat((names?.Addresses ?? []).Where(a => !IPAddress.IsLoopback(a)).Select(a => a.ToString()))
            .SelectMany(host => ports.Select(p => $"{host}:{p}")));
    }

    private static string? Address(string? server)
        => ServerUrl.Parse(server) is { IsLoopback: false } url ? $"{url.BareHost()}:{url.Port}" : null;
}
