using System.Globalization;
using System.Net;
using KubePki.Localization;
using KubePki.X509;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes.Kubeadm;

/// <summary>
/// Converts settings to a <see cref="KubeadmConfiguration"/>: each value is checked as kubeadm's validation does, and the first invalid one
/// is reported.
/// </summary>
internal sealed class ConfigurationReader
{
    /// <summary>
    /// The minimum number of address bits of a network, the corresponding number of addresses, and the maximum number of bits
    /// (cmd/kubeadm/app/constants: at least 10 services or 50 pods, at most 20 bits for services).
    /// </summary>
    private static readonly Dictionary<Setting, (int Least, int Addresses, int Most)> AddressBits = new()
    {
        [Setting.ServiceSubnet] = (4, 10, 20),
        [Setting.PodSubnet] = (6, 50, 128),
    };

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
        NodeName = Value(
            Setting.NodeName, KubeadmMessages.NotNodeName, text => ConfigurationValues.DnsName(text.Trim().ToLowerInvariant())),
        // 0.0.0.0 and :: make kubeadm detect the address itself: they count as absent.
        AdvertiseAddress = Value(Setting.AdvertiseAddress, KubeadmMessages.NotAddress, ConfigurationValues.AdvertiseAddress) is { } address
            && !address.Equals(IPAddress.Any)
            && !address.Equals(IPAddress.IPv6Any)
            ? address
            : null,
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
        // kubeadm converts the API server's names to lower case and leaves those of etcd unchanged (LowercaseSANs).
        ApiServerNames = Names(Setting.ApiServerNames, text => text.ToLowerInvariant()),
        EtcdServerNames = Names(Setting.EtcdServerNames, text => text),
        EtcdPeerNames = Names(Setting.EtcdPeerNames, text => text),
        ExternalEtcd = External(),
        KeyAlgorithm = Value(Setting.KeyAlgorithm, KubeadmMessages.NotAlgorithm, ConfigurationValues.Algorithm)
            ?? (HasGate("PublicKeysECDSA") ? KeyAlgorithm.EcdsaP256 : null),
        CertificateValidity = Duration(Setting.Validity),
        AuthorityValidity = Duration(Setting.AuthorityValidity),
        IsJoin = _documents.JoinsControlPlane && !_documents.Kinds.HasFlag(DocumentKind.Init),
        UnknownFields = _documents.Unknown,
        Warnings = _documents.Warnings,
    };

    /// <summary>Values that contradict each other although each one is valid.</summary>
    private Problem? Contradiction(KubeadmConfiguration configuration)
    {
        if (_documents[Setting.ExternalEtcd] is { } external
            && new[] {
                Setting.EtcdServerNames, Setting.EtcdPeerNames, Setting.LocalEtcd, Setting.EtcdDataDirectory,
            }.Any(s => _documents[s] is not null)
            && _documents.Version > ApiVersion.V1Alpha1)
        {
            return KubeadmMessages.TwoEtcds.At(external.Where);
        }

        if (configuration.ExternalEtcd is { } etcd && etcd.Endpoints.Any(e => e.StartsWith("https:", StringComparison.Ordinal)))
        {
            var missing = new[] {
                ("caFile", etcd.CaFile), ("certFile", etcd.CertFile), ("keyFile", etcd.KeyFile),
            }.FirstOrDefault(f => f.Item2 is null).Item1;
            if (missing is not null)
            {
                return KubeadmMessages.IncompleteEtcd.At(_documents[Setting.ExternalEtcd]!.Where, missing);
            }
        }

        var overlap = configuration.ServiceSubnets.SelectMany(s => configuration.PodSubnets, (s, p) => (Service: s, Pod: p))
            .FirstOrDefault(x => Overlap(x.Service, x.Pod));
        return overlap != default
            ? KubeadmMessages.Overlap.At(
                _documents[Setting.PodSubnet]!.Where, $"networking.serviceSubnet {overlap.Service}", $"networking.podSubnet {overlap.Pod}")
            : null;
    }

    private static bool Overlap(IPNetwork one, IPNetwork other)
        => one.BaseAddress.AddressFamily == other.BaseAddress.AddressFamily
            && (one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress));

    private ExternalEtcd? External() => _documents[Setting.ExternalEtcd] is null ? null : new ExternalEtcd(
        Strings(
            Setting.ExternalEtcd, KubeadmMessages.NotUrl,
            text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"),
        Value(Setting.EtcdCaFile, KubeadmMessages.NotDirectory, ConfigurationValues.Directory),
        Value(Setting.EtcdCertFile, KubeadmMessages.NotDirectory, ConfigurationValues.Directory),
        Value(Setting.EtcdKeyFile, KubeadmMessages.NotDirectory, ConfigurationValues.Directory));

    private bool HasGate(string gate)
    {
        if (_documents[Setting.FeatureGates] is not { } found || found.Node.Field(gate) is not { } value
            || YamlScalars.KindOf(value) == ValueKind.Nothing)
        {
            return false;
        }

        if (YamlScalars.Truth(value) is not { } truth)
        {
            Wrong(
                found with { Field = $"{found.Field}.{gate}", Where = $"{_documents.Where}:{value.Start.Line}" }, Shown(value),
                KubeadmMessages.NotTruth);
            return false;
        }

        return truth;
    }

    private IPNetwork[] Networks(Setting setting)
    {
        if (_documents[setting] is not { } found || Text(found) is not { } text)
        {
            return [];
        }

        var networks = new List<IPNetwork>();
        foreach (var part in text.Split(','))
        {
            if (ConfigurationValues.Network(part) is not { } network)
            {
                Wrong(found, part, KubeadmMessages.NotNetwork);
                return [];
            }

            var bits = network.BaseAddress.GetAddressBytes().Length * 8 - network.PrefixLength;
            if (bits < AddressBits[setting].Least)
            {
                _problem ??= KubeadmMessages.SmallSubnet.At(
                    found.Where, found.Field, network.ToString(), Text(AddressBits[setting].Addresses));
            }
            else if (bits > AddressBits[setting].Most)
            {
                _problem ??= KubeadmMessages.LargeSubnet.At(found.Where, found.Field, network.ToString(), Text(AddressBits[setting].Most));
            }

            networks.Add(network);
        }

        if (networks.Count > 2 || networks.Select(n => n.BaseAddress.AddressFamily).Distinct().Count() < networks.Count)
        {
            _problem ??= KubeadmMessages.NotDualStack.At(found.Where, found.Field);
        }

        return [.. networks];
    }

    private IReadOnlyList<string> Names(Setting setting, Func<string, string> written)
        =>
        [
            .. Strings(setting, KubeadmMessages.NotCertificateName, text => ConfigurationValues.CertificateName(written(text)) is not null)
                .Select(text => ConfigurationValues.InCertificate(written(text))),
        ];

    private IReadOnlyList<string> Strings(Setting setting, Message expected, Func<string, bool> accepts)
    {
        if (_documents[setting] is not { } found)
        {
            return [];
        }

        if (found.Node is not YamlSequenceNode list)
        {
            Wrong(found, Shown(found.Node), KubeadmMessages.NotList);
            return [];
        }

        foreach (var node in list.Children.Where(c => YamlScalars.KindOf(c) is not (ValueKind.Text or ValueKind.Nothing)))
        {
            Wrong(found with { Where = $"{_documents.Where}:{node.Start.Line}" }, Shown(node), KubeadmMessages.NotText);
        }

        var texts = list.Children.Select(c => (Node: c, Text: (c as YamlScalarNode)?.Value ?? "")).ToList();
        foreach (var (node, text) in texts.Where(t => !accepts(t.Text)))
        {
            Wrong(found with { Where = $"{_documents.Where}:{node.Start.Line}" }, text, expected);
        }

        return [.. texts.Select(t => t.Text)];
    }

    /// <summary>A port as a number, not as a string; 0 means kubeadm's default.</summary>
    private int? Number(Setting setting)
        => _documents[setting] is not { } found ? null
            : YamlScalars.Whole(found.Node) is not { } number ? Missing<int>(found, Shown(found.Node), KubeadmMessages.NotPort)
            : number == 0 ? null
            : number is > 0 and <= ushort.MaxValue ? (int)number : Missing<int>(found, Shown(found.Node), KubeadmMessages.NotPort);

    private TimeSpan? Duration(Setting setting)
        => _documents[setting] is { } found && Text(found) is { } text
            ? ConfigurationValues.Duration(text) ?? Missing<TimeSpan>(found, text, KubeadmMessages.NotDuration)
            : null;

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

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string? Text(FoundValue found)
    {
        if (YamlScalars.KindOf(found.Node) == ValueKind.Text)
        {
            return ((YamlScalarNode)found.Node).Value;
        }

        Wrong(found, Shown(found.Node), KubeadmMessages.NotText);
        return null;
    }

    private static string Shown(YamlNode node)
        => node switch { YamlScalarNode { Value: { } text } => text, YamlSequenceNode => "[…]", _ => "{…}" };

    private T? Missing<T>(FoundValue found, string text, Message expected)
        where T : struct
    {
        Wrong(found, text, expected);
        return null;
    }

    private void Wrong(FoundValue found, string text, Message expected) => _problem ??= expected.At(found.Where, found.Field, text);
}
