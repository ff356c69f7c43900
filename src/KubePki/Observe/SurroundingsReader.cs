using System.Security.Cryptography;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Observe;

/// <summary>Reads the surroundings of a node's PKI, with limits on the number and depth of entries and on the size of files.</summary>
internal sealed class SurroundingsReader
{
    private const int MaximumEntries = 4_000;
    private const int MaximumDepth = 4;
    private const int MaximumKeyFile = 256 * 1024;
    private const UnixFileMode Enter = UnixFileMode.OtherExecute;

    /// <summary>systemd-timesyncd creates this file while it keeps the clock synchronized (systemd-timesyncd.service(8)).</summary>
    private const string Synchronised = "/run/systemd/timesync/synchronized";

    /// <summary>Flags whose value is a bundle of CAs.</summary>
    private static readonly string[] BundleFlags =
    [
        "client-ca-file", "requestheader-client-ca-file", "etcd-cafile", "kubelet-certificate-authority", "root-ca-file",
        "cluster-signing-cert-file",
        "trusted-ca-file", "peer-trusted-ca-file", "oidc-ca-file",
    ];

    /// <summary>Flags whose value is a key of service account tokens.</summary>
    private static readonly string[] TokenKeyFlags =
    [
        "service-account-key-file", "service-account-signing-key-file", "service-account-private-key-file", "tls-private-key-file",
    ];

    /// <summary>The links to the kubelet's current certificates (client-go certificate store).</summary>
    private static readonly string[] KubeletLinks = ["kubelet-client-current.pem", "kubelet-server-current.pem"];

    private readonly NodeRoot _root;
    private readonly List<DirectoryEntry> _entries = [];
    private readonly List<Problem> _unlisted = [];

    private SurroundingsReader(NodeRoot root) => _root = root;

    /// <summary>Reads the surroundings. Directories that cannot be listed are in <see cref="Surroundings.Unlisted"/>.</summary>
    public static Surroundings Read(NodeRoot root, NodeState state)
    {
        var reader = new SurroundingsReader(root);
        var layout = state.Layout;
        string[] places =
        [
            .. root.Names("/etc").Where(n => n.StartsWith("kubernetes", StringComparison.Ordinal)).Select(n => $"/etc/{n}"),
            layout.CertificatesDirectory, layout.KubeletPkiDirectory, layout.ManifestDirectory, "/var/lib/kubepki",
        ];
        foreach (var place in places.Distinct()
            .Where(p => !places.Any(other => p != other && p.StartsWith(other + "/", StringComparison.Ordinal))))
        {
            reader.Walk(place, MaximumDepth);
        }

        reader.Walk("/root", 1);
        reader.Walk("/tmp", 1);
        List<StaticPod> pods = [.. layout.Pods, .. new[] { layout.EtcdOnHost }.OfType<StaticPod>()];
        return new Surroundings
        {
            Entries = reader._entries,
            Unlisted = reader._unlisted,
            Manifests = [.. reader._entries.Where(e => Path.GetDirectoryName(e.Path) == layout.ManifestDirectory)],
            Bundles = pods.SelectMany(p => BundleFlags.SelectMany(p.AllValues).Where(v => v.Length > 0).Select(p.OnHost))
                .Append(layout.HostFlag(Components.Kubelet, "client-ca-file") ?? layout.Kubelet?.ClientCaFile ?? "")
                .Where(p => p.Length > 0)
                .Distinct()
                .ToDictionary(p => p, p => root.Read(p).Then(f => CertificateReader.ReadAll(f.Content, p)), StringComparer.Ordinal),
            TokenKeys = pods.SelectMany(p => TokenKeyFlags.SelectMany(p.AllValues).Where(v => v.Length > 0).Select(p.OnHost)).Distinct()
                .ToDictionary(p => p, p => Keys(root, p), StringComparer.Ordinal),
            AuthenticationConfiguration = layout.HostFlag(Components.ApiServer, "authentication-config") is { } structured
                ? root.Read(structured).Then(f => AuthenticationConfiguration.Read(f.Content, structured)) : null,
            StartFiles = StartFile.Read(root, layout),
            KubeletClientFiles = [.. root.Names(layout.KubeletPkiDirectory)
                .Where(n => n.StartsWith("kubelet-client-", StringComparison.Ordinal) && n.EndsWith(".pem", StringComparison.Ordinal)
                    && n != "kubelet-client-current.pem")
                .Select(n => $"{layout.KubeletPkiDirectory}/{n}")],
            KubeletCurrent = root.Facts($"{layout.KubeletPkiDirectory}/kubelet-client-current.pem") is not null
                ? root.Resolve($"{layout.KubeletPkiDirectory}/kubelet-client-current.pem").Value
                : null,
            KubeletFilesForLinks =
            [
                .. KubeletLinks.Select(name => $"{layout.KubeletPkiDirectory}/{name}")
                    .Where(path => root.Facts(path)?.Kind == FileKind.Regular),
            ],
            Root = root.Facts("/etc")?.Owner ?? 0,
            NewestChange = reader._entries.Where(e => e.Facts.Kind == FileKind.Regular).Select(e => (DateTimeOffset?)e.Facts.ChangedAt)
                .Max(),
            ClockIsSynchronised = root.Facts(Synchronised) is not null ? true : null,
        };
    }

    private void Walk(string directory, int depth)
    {
        if (_root.IsUndecodable(directory))
        {
            _unlisted.Add(FileMessages.Undecodable(directory));
        }

        if (_root.Resolve(directory) is not { Succeeded: true, Value: var real }
            || _root.Facts(real) is not { Kind: FileKind.Directory } facts)
        {
            return;
        }

        Walk(directory, real, facts, depth, IsReachable(real));
    }

    private void Walk(string shown, string real, FileFacts facts, int depth, bool reachable)
    {
        _entries.Add(new DirectoryEntry(shown, facts, HoldsPrivateKey: false, reachable));
        var open = reachable && facts.Mode.HasFlag(Enter);
        var names = _root.List(real);
        if (names.Problem is { } unlisted && unlisted.Is(FileMessages.Unreadable))
        {
            _unlisted.Add(unlisted with { Where = shown });
        }

        // Any user can create thousands of such names, for example in /tmp, so only the first one of each directory is reported.
        if (names.Value?.FirstOrDefault(name => _root.IsUndecodable($"{real}/{name}")) is { } undecodable)
        {
            _unlisted.Add(FileMessages.Undecodable($"{shown}/{undecodable}"));
        }

        foreach (var name in names.Value ?? [])
        {
            if (_entries.Count >= MaximumEntries || _root.Facts($"{real}/{name}") is not { } own)
            {
                continue;
            }

            // Links to directories are not followed: their targets are not this node's PKI.
            if (own.Kind == FileKind.Directory)
            {
                if (depth > 1)
                {
                    Walk($"{shown}/{name}", $"{real}/{name}", own, depth - 1, open);
                }

                continue;
            }

            var target = own.Kind == FileKind.Link && _root.Resolve($"{real}/{name}").Value is { } leads ? _root.Facts(leads) ?? own : own;
            _entries.Add(new DirectoryEntry(
                $"{shown}/{name}", target, target.Kind == FileKind.Regular && HoldsKey($"{real}/{name}", target), open));
        }
    }

    private bool IsReachable(string real)
    {
        for (var above = Path.GetDirectoryName(real); above is not null and not "/"; above = Path.GetDirectoryName(above))
        {
            if (_root.Facts(above)?.Mode.HasFlag(Enter) == false)
            {
                return false;
            }
        }

        return true;
    }

    private bool HoldsKey(string path, FileFacts facts)
    {
        if (facts.Size is 0 or > MaximumKeyFile || _root.Read(path) is not { Succeeded: true, Value: var file })
        {
            return false;
        }

        var holds = file.Content.AsSpan().IndexOf("PRIVATE KEY-----"u8) >= 0 || file.Content.AsSpan().IndexOf("client-key-data:"u8) >= 0;
        CryptographicOperations.ZeroMemory(file.Content);
        return holds;
    }

    private static Outcome<IReadOnlyList<byte[]>> Keys(NodeRoot root, string path)
    {
        var file = root.Read(path);
        var keys = file.Then(f => PublicKeyFile.Read(f.Content, path));
        CryptographicOperations.ZeroMemory(file.Value?.Content ?? []);
        return keys;
    }
}
