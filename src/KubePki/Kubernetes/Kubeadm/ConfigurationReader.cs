using System.Net;
using KubePki.Language;
using KubePki.X509;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes.Kubeadm;

/// <summary>From settings to a <see cref="KubeadmConfiguration"/>: each value is checked as kubeadm's validation would, the first that is wrong is told.</summary>
internal sealed class ConfigurationReader
{
    private const int LeastAddressBits = 4;
    private readonly ConfigurationDocuments _documents;
    private Problem? _problem;

    private ConfigurationReader(ConfigurationDocuments documents) => _documents = documents;

    internal static Outcome<KubeadmConfiguration> Read(ConfigurationDocuments documents)
    {
        var reader = new ConfigurationReader(documents);
        var configuration = reader.Read();
        return (reader._problem ?? reader.Contradiction(configuration)) is { } problem ? problem : configuration;
    }

    private KubeadmConfiguration Read() => new()
    {
        ApiVersion = ApiVersions.Name(_documents.Version),
        NodeName = Value(Setting.NodeName, KubeadmMessages.NotNodeName, text => ConfigurationValues.DnsName(text.Trim().ToLowerInvariant())),
        // 0.0.0.0 and :: mean that kubeadm looks for the address itself: as good as not given.
        AdvertiseAddress = Value(Setting.AdvertiseAddress, KubeadmMessages.NotAddress, AdvertiseAddress) is { } address && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) ? address : null,
        BindPort = Number(Setting.BindPort),
        Endpoint = Value(Setting.Endpoint, KubeadmMessages.NotEndpoint, ConfigurationValues.Endpoint),
        KubernetesVersion = Value(Setting.Version, KubeadmMessages.NotText, text => text),
        ClusterName = Value(Setting.ClusterName, KubeadmMessages.NotText, text => text),
        CertificatesDirectory = Value(Setting.CertificatesDirectory, KubeadmMessages.NotDirectory, ConfigurationValues.Directory),
        ImageRepository = Value(Setting.ImageRepository, KubeadmMessages.NotText, text => text),
        EtcdDataDirectory = Value(Setting.EtcdDataDirectory, KubeadmMessages.NotDirectory, ConfigurationValues.Directory),
        ServiceSubnets = Networks(Setting.ServiceSubnet),
        PodSubnets = Networks(Setting.PodSubnet),
        DnsDomain = Value(Setting.DnsDomain, KubeadmMessages.NotDomain, ConfigurationValues.DnsName),
        ApiServerNames = Names(Setting.ApiServerNames),
        EtcdServerNames = Names(Setting.EtcdServerNames),
        EtcdPeerNames = Names(Setting.EtcdPeerNames),
        ExternalEtcd = External(),
        KeyAlgorithm = Value(Setting.KeyAlgorithm, KubeadmMessages.NotAlgorithm, ConfigurationValues.Algorithm)
            ?? (_documents[Setting.FeatureGates]?.Node.Scalar("PublicKeysECDSA") == "true" ? KeyAlgorithm.EcdsaP256 : null),
        CertificateValidity = Duration(Setting.Validity),
        AuthorityValidity = Duration(Setting.AuthorityValidity),
        IsJoin = _documents.JoinsControlPlane && !_documents.Kinds.HasFlag(DocumentKind.Init),
        UnknownFields = _documents.Unknown,
    };

    /// <summary>Neither of many nor of this machine alone: nobody could reach the API server by it.</summary>
    private static IPAddress? AdvertiseAddress(string text) => ConfigurationValues.Address(text) switch
    {
        { } address when address.IsIPv6Multicast || (address.GetAddressBytes() is [>= 224 and < 240, _, _, _]) || IPAddress.IsLoopback(address) => null,
        var other => other,
    };

    /// <summary>What contradicts itself although each value by itself is fine.</summary>
    private Problem? Contradiction(KubeadmConfiguration configuration)
    {
        if (_documents[Setting.ExternalEtcd] is { } external && new[] { Setting.EtcdServerNames, Setting.EtcdPeerNames, Setting.LocalEtcd, Setting.EtcdDataDirectory }.Any(s => _documents[s] is not null) && _documents.Version > ApiVersion.V1Alpha1)
        {
            return KubeadmMessages.TwoEtcds.At(external.Where);
        }

        if (configuration.ExternalEtcd is { } etcd && etcd.Endpoints.Any(e => e.StartsWith("https:", StringComparison.Ordinal)))
        {
            var missing = new[] { ("caFile", etcd.CaFile), ("certFile", etcd.CertFile), ("keyFile", etcd.KeyFile) }.FirstOrDefault(f => f.Item2 is null).Item1;
            if (missing is not null)
            {
                return KubeadmMessages.IncompleteEtcd.At(_documents[Setting.ExternalEtcd]!.Where, missing);
            }
        }

        var overlap = configuration.ServiceSubnets.SelectMany(s => configuration.PodSubnets, (s, p) => (Service: s, Pod: p)).FirstOrDefault(x => Overlap(x.Service, x.Pod));
        return overlap != default
            ? KubeadmMessages.Overlap.At(_documents[Setting.PodSubnet]!.Where, $"networking.serviceSubnet {overlap.Service}", $"networking.podSubnet {overlap.Pod}")
            : null;
    }

    private static bool Overlap(IPNetwork one, IPNetwork other)
        => one.BaseAddress.AddressFamily == other.BaseAddress.AddressFamily && (one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress));

    private ExternalEtcd? External() => _documents[Setting.ExternalEtcd] is null ? null : new ExternalEtcd(
        Strings(Setting.ExternalEtcd, KubeadmMessages.NotUrl, text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"),
        Value(Setting.EtcdCaFile, KubeadmMessages.NotDirectory, ConfigurationValues.Directory),
        Value(Setting.EtcdCertFile, KubeadmMessages.NotDirectory, ConfigurationValues.Directory),
        Value(Setting.EtcdKeyFile, KubeadmMessages.NotDirectory, ConfigurationValues.Directory));

    private IPNetwork[] Networks(Setting setting)
    {
        if (_documents[setting] is not { } found || Text(found) is not { } text)
        {
            return [];
        }

        var networks = new List<IPNetwork>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (ConfigurationValues.Network(part) is not { } network)
            {
                Wrong(found, part, KubeadmMessages.NotNetwork);
                return [];
            }

            if (network.BaseAddress.GetAddressBytes().Length * 8 - network.PrefixLength < LeastAddressBits)
            {
                _problem ??= KubeadmMessages.SmallSubnet.At(found.Where, found.Field, network.ToString());
            }

            networks.Add(network);
        }

        if (networks.Count > 2 || networks.Select(n => n.BaseAddress.AddressFamily).Distinct().Count() < networks.Count)
        {
            _problem ??= KubeadmMessages.NotDualStack.At(found.Where, found.Field);
        }

        return [.. networks];
    }

    private IReadOnlyList<string> Names(Setting setting) => Strings(setting, KubeadmMessages.NotCertificateName, text => ConfigurationValues.CertificateName(text) is not null);

    private IReadOnlyList<string> Strings(Setting setting, Message expected, Func<string, bool> accepts)
    {
        if (_documents[setting] is not { } found)
        {
            return [];
        }

        if (found.Node is not YamlSequenceNode list)
        {
            Wrong(found, found.Node.ToString(), KubeadmMessages.NotList);
            return [];
        }

        var texts = list.Children.Select(c => (Node: c, Text: (c as YamlScalarNode)?.Value ?? "")).ToList();
        foreach (var (node, text) in texts.Where(t => !accepts(t.Text)))
        {
            Wrong(found with { Where = $"{_documents.Where}:{node.Start.Line}" }, text, expected);
        }

        return [.. texts.Select(t => t.Text)];
    }

    private int? Number(Setting setting)
        => _documents[setting] is { } found && Text(found) is { } text && text != "0" ? ConfigurationValues.Port(text) ?? Missing<int>(found, text, KubeadmMessages.NotPort) : null;

    private TimeSpan? Duration(Setting setting)
        => _documents[setting] is { } found && Text(found) is { } text ? ConfigurationValues.Duration(text) ?? Missing<TimeSpan>(found, text, KubeadmMessages.NotDuration) : null;

    private T? Value<T>(Setting setting, Message expected, Func<string, T?> read)
        where T : class
    {
        if (_documents[setting] is not { } found || Text(found) is not { } text)
        {
            return null;
        }

        var value = read(text);
        if (value is null)
        {
            Wrong(found, text, expected);
        }

        return value;
    }

    private string? Text(FoundValue found)
    {
        if (found.Node is YamlScalarNode { Value: { } text })
        {
            return text;
        }

        Wrong(found, found.Node is YamlSequenceNode ? "[…]" : "{…}", KubeadmMessages.NotText);
        return null;
    }

    private T? Missing<T>(FoundValue found, string text, Message expected)
        where T : struct
    {
        Wrong(found, text, expected);
        return null;
    }

    private void Wrong(FoundValue found, string text, Message expected) => _problem ??= expected.At(found.Where, found.Field, text);
}
