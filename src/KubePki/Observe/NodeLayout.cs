using System.Text;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;

namespace KubePki.Observe;

/// <summary>
/// The paths of a node: kubeadm's defaults, overridden by the kubelet's configuration and the static pod manifests, because the running
/// components use those.
/// </summary>
internal sealed class NodeLayout
{
    private const string KubernetesDirectory = "/etc/kubernetes";

    /// <summary>Files with the settings of an etcd that runs under systemd: kubespray's and KubeKey's, and those of packages.</summary>
    private static readonly string[] EtcdEnvironmentFiles = ["/etc/etcd.env", "/etc/etcd/etcd.conf", "/etc/default/etcd"];

    /// <summary>Flags that name files of the PKI directory. One flag may be wrong, so the most frequent directory counts.</summary>
    private static readonly (string Component, string Flag)[] DirectoryFlags =
    [
        (Components.ApiServer, "client-ca-file"), (Components.ApiServer, "tls-cert-file"), (
            Components.ApiServer, "kubelet-client-certificate"),
        (Components.ApiServer, "proxy-client-cert-file"), (Components.ApiServer, "requestheader-client-ca-file"), (
            Components.ApiServer, "service-account-key-file"),
        (Components.ControllerManager, "cluster-signing-cert-file"), (Components.ControllerManager, "root-ca-file"), (
            Components.ControllerManager, "service-account-private-key-file"),
    ];

    /// <summary>Further flags that name one CA, by its entry, in addition to the uses in the catalogue.</summary>
    private static readonly Dictionary<string, (string Component, string Flag)[]> AuthorityFlags = new(StringComparer.Ordinal)
    {
        ["ca"] =
        [
            (Components.ControllerManager, "root-ca-file"),
            (Components.ControllerManager, "client-ca-file"),
            (Components.Scheduler, "client-ca-file"),
        ],
        ["etcd-ca"] = [(Components.Etcd, "peer-trusted-ca-file")],
    };

    private readonly IReadOnlyDictionary<string, StaticPod> _pods;
    private readonly Dictionary<string, string> _kubeletFlags;
    private readonly KubeadmConfiguration? _configuration;

    private NodeLayout(
        Dictionary<string, StaticPod> pods,
        Dictionary<string, string> manifests,
        Dictionary<string, string> kubeletFlags,
        KubeletConfiguration? kubelet,
        string manifestDirectory,
        string kubeletConfigurationPath,
        IReadOnlyList<Problem> problems,
        KubeadmConfiguration? configuration)
    {
        (_pods, Manifests, _kubeletFlags, Kubelet, ManifestDirectory, Problems,
            _configuration) = (pods, manifests, kubeletFlags, kubelet, manifestDirectory, problems, configuration);
        KubeletConfigurationPath = kubeletConfigurationPath;
        var flagged = DirectoryFlags.Select(f => DirectoryOf(HostFlag(f.Component, f.Flag))).Append(DirectoryOf(KubeletAuthority));
        CertificatesDirectory = Most(flagged) ?? configuration?.CertificatesDirectory ?? KubernetesDirectory + "/pki";
    }

    /// <summary>kubeadm's certificatesDir: the directory that the flags for the PKI's files name most often.</summary>
    public string CertificatesDirectory { get; }

    /// <summary>The static pod directory of the kubelet.</summary>
    public string ManifestDirectory { get; }

    /// <summary>Path of the kubelet's configuration.</summary>
    public string KubeletConfigurationPath { get; }

    /// <summary>The kubelet's configuration, when it could be read.</summary>
    public KubeletConfiguration? Kubelet { get; }

    /// <summary>
    /// The machine's host name (/etc/hostname), in lower case as kubeadm uses it; null if the file is missing, unreadable or empty.
    /// </summary>
    public string? HostName { get; private init; }

    /// <summary>
    /// DNS domain of services: the kubelet's, else that of a configuration. A configuration without a domain means kubeadm's default; a
    /// configuration for joining leaves the domain to the cluster. Null if neither has a domain.
    /// </summary>
    public string? DnsDomain => HostFlag(Components.Kubelet, "cluster-domain") ?? Kubelet?.ClusterDomain ?? _configuration?.DnsDomain
        ?? (_configuration is { IsJoin: false } ? KubeadmConfiguration.DefaultDnsDomain : null);

    /// <summary>Problems of files that could not be read or parsed.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    /// <summary>Content that components ignore and readers may misunderstand, in the files that determine paths.</summary>
    public IReadOnlyList<Problem> Warnings { get; private init; } = [];

    /// <summary>The files that set the kubelet's flags.</summary>
    internal IReadOnlyList<string> KubeletFlagFiles { get; private init; } = [];

    /// <summary>The files of the static pod directory that are manifests, with the component of each.</summary>
    public IReadOnlyDictionary<string, string> Manifests { get; }

    /// <summary>The static pods, in the order of their names.</summary>
    public IEnumerable<StaticPod> Pods => _pods.Values.OrderBy(p => p.Component, StringComparer.Ordinal);

    /// <summary>The directory of the kubelet's own certificates.</summary>
    public string KubeletPkiDirectory => _kubeletFlags.GetValueOrDefault("cert-dir") ?? "/var/lib/kubelet/pki";

    /// <summary>The symbolic link to the client certificate that the kubelet rotates.</summary>
    public string KubeletClientLink => $"{KubeletPkiDirectory}/kubelet-client-current.pem";

    /// <summary>Whether the kubelet rotates its client certificate; null if neither its flags nor its configuration say so.</summary>
    public bool? RotatesKubeletClient
        => HostFlag(Components.Kubelet, "rotate-certificates") is { } flag ? GoFlags.Truth(flag) != false : Kubelet?.RotateCertificates;

    /// <summary>The etcd of this node, as a static pod or under systemd; null if the API server's etcd runs elsewhere.</summary>
    public StaticPod? Etcd => Pod(Components.Etcd) ?? EtcdOnHost;

    /// <summary>The etcd that runs under systemd on this node and that the API server uses, or null.</summary>
    public StaticPod? EtcdOnHost { get; private init; }

    /// <summary>The file with the settings of <see cref="EtcdOnHost"/>; null if there is none.</summary>
    public string? EtcdOnHostFile { get; private init; }

    /// <summary>
    /// True if etcd does not run as a static pod here and the API server does not reach it at a loopback address. kubeadm calls this
    /// external, even on the same machine. Without an API server, the configuration decides.
    /// </summary>
    public bool HasExternalEtcd
        => Pod(Components.Etcd) is null && (Pod(Components.ApiServer)?.Flag("etcd-servers") is { } servers
            ? !servers.Contains("127.0.0.1", StringComparison.Ordinal) && !servers.Contains("localhost", StringComparison.Ordinal)
            : _configuration?.ExternalEtcd is not null);

    /// <summary>
    /// Finds the paths of a node. Never fails: an unreadable file leaves the default and adds a problem. A configuration provides settings
    /// for which there is no manifest yet.
    /// </summary>
    public static NodeLayout Of(NodeRoot root, KubeadmConfiguration? configuration = null)
    {
        var problems = new List<Problem>();
        var command = KubeletCommand.Read(root, problem => AddUnreadable(problem, problems));
        var flags = command.Flags;
        var kubeletConfiguration = flags.GetValueOrDefault("config") ?? "/var/lib/kubelet/config.yaml";
        var kubelet = KubeletConfigurationFiles.Read(root, kubeletConfiguration, flags.GetValueOrDefault("config-dir"), problems);
        var manifests = flags.GetValueOrDefault("pod-manifest-path") ?? kubelet?.StaticPodPath ?? KubernetesDirectory + "/manifests";
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var warnings = new List<Problem>(kubelet?.Warnings ?? []);
        var pods = ReadPods(root, manifests.TrimEnd('/'), files, problems, warnings);
        var (onHost, settings) = pods.ContainsKey(Components.Etcd)
            ? (null, null)
            : ReadEtcd(root, pods.GetValueOrDefault(Components.ApiServer));
        return new NodeLayout(pods, files, flags, kubelet, manifests.TrimEnd('/'), kubeletConfiguration, problems, configuration)
        {
            Warnings = warnings,
            KubeletFlagFiles = command.Files,
            EtcdOnHost = onHost,
            EtcdOnHostFile = settings,
            HostName = root.Read("/etc/hostname").Value is { } own && Encoding.UTF8.GetString(own.Content).Trim() is { Length: > 0 } host
                ? host.ToLowerInvariant()
                : null,
        };
    }

    /// <summary>The static pod of a component, or null.</summary>
    public StaticPod? Pod(string component) => _pods.GetValueOrDefault(component);

    /// <summary>The path of a component's manifest, or the path that it should have.</summary>
    public string ManifestOf(string component)
        => Manifests.FirstOrDefault(m => m.Value == component).Key ?? $"{ManifestDirectory}/{component}.yaml";

    /// <summary>
    /// The file in which to change a component's flags: its manifest, or the settings of an etcd that runs under systemd.
    /// </summary>
    public string SettingsOf(string component) => component == Components.Etcd && EtcdOnHostFile is { } file ? file : ManifestOf(component);

    /// <summary>
    /// The value of a component's flag, with a path in its container replaced by the path on the host; null without the pod or the flag.
    /// </summary>
    public string? HostFlag(string component, string flag)
    {
        if (component == Components.Kubelet)
        {
            return _kubeletFlags.GetValueOrDefault(flag);
        }

        return (component == Components.Etcd ? Etcd : Pod(component)) is { } pod && pod.Flag(flag) is { Length: > 0 } path
            ? pod.OnHost(path)
            : null;
    }

    /// <summary>Every file with keys that the API server uses to verify service account tokens; none if no manifest names one.</summary>
    public IReadOnlyList<string> VerificationKeyFiles
        => Pod(Components.ApiServer) is { } pod
            ? [.. pod.AllValues("service-account-key-file").Where(v => v.Length > 0).Select(pod.OnHost).Distinct()]
            : [];

    /// <summary>The actual path of an entry's certificate or kubeconfig.</summary>
    public string CertificatePath(CatalogueEntry entry)
        => (entry.Kind == EntryKind.CertificateAuthority ? AuthorityPath(entry) : FirstFlag(entry, use => use.CertificateFlag))
            ?? OfExternalEtcd(entry, key: false) ?? Default(entry, entry.CertificatePath);

    /// <summary>The actual path of an entry's private key; null if it has no file of its own.</summary>
    public string? KeyPath(CatalogueEntry entry)
    {
        if (entry.KeyPath is null)
        {
            return null;
        }

        // If only the certificate's path is not the default (a CA given by flag), the key is expected beside it.
        var certificate = CertificatePath(entry);
        return FirstFlag(entry, use => use.KeyFlag)
            ?? OfExternalEtcd(entry, key: true)
            ?? (certificate == Default(entry, entry.CertificatePath) ? Default(entry, entry.KeyPath)
                : certificate.EndsWith(".crt", StringComparison.Ordinal) ? certificate[..^4] + ".key"
                : certificate.EndsWith(".pem", StringComparison.Ordinal) ? certificate[..^4] + "-key.pem"
                : Default(entry, entry.KeyPath));
    }

    /// <summary>The paths that a configuration has for the files of an external etcd.</summary>
    private string? OfExternalEtcd(CatalogueEntry entry, bool key) => (entry.Name, key) switch
    {
        _ when !HasExternalEtcd => null,
        ("etcd-ca", false) => _configuration?.ExternalEtcd?.CaFile,
        ("apiserver-etcd-client", false) => _configuration?.ExternalEtcd?.CertFile,
        ("apiserver-etcd-client", true) => _configuration?.ExternalEtcd?.KeyFile,
        _ => null,
    };

    /// <summary>The CA's file according to most settings: a setting that names another file is wrong, not the CA's file.</summary>
    private string? AuthorityPath(CatalogueEntry entry)
        => Most(entry.Uses.Where(use => use.CertificateFlag is not null).Select(use => (use.Component, Flag: use.CertificateFlag!))
            .Concat(AuthorityFlags.GetValueOrDefault(entry.Name) ?? []).Select(f => HostFlag(f.Component, f.Flag))
            .Append(entry.Name == "ca" && Pods.Any() ? KubeletAuthority : null));

    /// <summary>The CA by which the kubelet verifies its clients.</summary>
    private string? KubeletAuthority
        => HostFlag(Components.Kubelet, "client-ca-file") ?? (Kubelet?.ClientCaFile is { Length: > 0 } path ? path : null);

    /// <summary>The most frequent value; among equally frequent values the first. Null if there is no value.</summary>
    private static string? Most(IEnumerable<string?> said)
        => said.OfType<string>().GroupBy(s => s, StringComparer.Ordinal).MaxBy(same => same.Count())?.Key;

    private string? FirstFlag(CatalogueEntry entry, Func<Use, string?> flag)
        => entry.Uses.Select(use => flag(use) is { } name ? HostFlag(use.Component, name) : null).FirstOrDefault(path => path is not null);

    private string Default(CatalogueEntry entry, string relative) => entry.Base switch
    {
        BaseDirectory.Certificates => $"{CertificatesDirectory}/{relative}",
        BaseDirectory.KubeletPki => $"{KubeletPkiDirectory}/{relative}",
        _ => $"{KubernetesDirectory}/{relative}",
    };

    private static Dictionary<string, StaticPod> ReadPods(
        NodeRoot root, string directory, Dictionary<string, string> files, List<Problem> problems, List<Problem> warnings)
    {
        var pods = new Dictionary<string, StaticPod>(StringComparer.Ordinal);
        var listed = root.List(directory);
        AddUnreadable(listed.Problem, problems);
        foreach (var name in (listed.Value
            ?? []).Where(n => n.EndsWith(".yaml", StringComparison.Ordinal) || n.EndsWith(".yml", StringComparison.Ordinal)
                || n.EndsWith(".json", StringComparison.Ordinal)))
        {
            var path = $"{directory}/{name}";
            var pod = root.Read(path).Then(file => StaticPod.Read(file.Content, path));
            if (pod.Succeeded)
            {
                pods.TryAdd(pod.Value.Component, pod.Value);
                files[path] = pod.Value.Component;
                problems.AddRange(pod.Value.Problems);
                warnings.AddRange(pod.Value.Warnings);
            }
            else
            {
                problems.Add(pod.Problem);
            }
        }

        return pods;
    }

    /// <summary>
    /// The first environment file of an etcd that the API server connects to; without an API server's manifest, the first file.
    /// </summary>
    private static (StaticPod? Etcd, string? File) ReadEtcd(NodeRoot root, StaticPod? apiServer)
    {
        var used = Hosts(apiServer?.Flag("etcd-servers"));
        return EtcdEnvironmentFiles.Where(root.Exists)
            .Select(path => (Etcd: root.Read(path) is { Succeeded: true, Value: var file }
                ? EtcdEnvironment.Read(file.Content, Components.Etcd)
                : null,
                File: path))
            .FirstOrDefault(e => e.Etcd is { } etcd
                && (apiServer is null
                    || Hosts(etcd.Flag("advertise-client-urls")).Concat(Hosts(etcd.Flag("listen-client-urls"))).Any(used.Contains)));
    }

    private static IReadOnlyList<string> Hosts(string? urls)
        => [.. (urls ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(url => ServerUrl.Parse(url)?.Host).OfType<string>()];

    /// <summary>A masked file (a link to /dev/null) or a dangling link has no content. An unreadable file may have any content.</summary>
    private static void AddUnreadable(Problem? problem, List<Problem> problems)
    {
        if (problem?.Is(FileMessages.Unreadable) == true)
        {
            problems.Add(problem);
        }
    }

    private static string? DirectoryOf(string? path) => path is null ? null : System.IO.Path.GetDirectoryName(path);
}
