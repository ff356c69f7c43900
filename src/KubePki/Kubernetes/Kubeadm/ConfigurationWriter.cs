using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Kubernetes.Kubeadm;

/// <summary>Writes a configuration in its own version as kubeadm reads it, by the same field table as the reader.</summary>
internal static partial class ConfigurationWriter
{
    private const int StableDualStackSince = 21;

    private static readonly (Setting Setting, Func<KubeadmConfiguration, object?> Value)[] Values =
    [
        (Setting.AdvertiseAddress, c => c.AdvertiseAddress?.ToString()),
        (Setting.BindPort, c => c.BindPort),
        (Setting.NodeName, c => c.NodeName),
        (Setting.Version, c => c.KubernetesVersion),
        (Setting.ClusterName, c => c.ClusterName),
        (Setting.Endpoint,
            c => c.Endpoint is { } e ? (e.Host.Contains(':') ? $"[{e.Host}]" : e.Host) + (e.Port is { } port ? $":{port}" : "") : null),
        (Setting.CertificatesDirectory, c => c.CertificatesDirectory),
        (Setting.ImageRepository, c => c.ImageRepository),
        (Setting.ServiceSubnet, c => Joined(c.ServiceSubnets)),
        (Setting.PodSubnet, c => Joined(c.PodSubnets)),
        (Setting.DnsDomain, c => c.DnsDomain),
        (Setting.ApiServerNames, c => c.ApiServerNames),
        (Setting.EtcdDataDirectory, c => c.ExternalEtcd is null ? c.EtcdDataDirectory : null),
        (Setting.EtcdServerNames, c => c.ExternalEtcd is null ? c.EtcdServerNames : null),
        (Setting.EtcdPeerNames, c => c.ExternalEtcd is null ? c.EtcdPeerNames : null),
        (Setting.ExternalEtcd, c => c.ExternalEtcd?.Endpoints),
        (Setting.EtcdCaFile, c => c.ExternalEtcd?.CaFile),
        (Setting.EtcdCertFile, c => c.ExternalEtcd?.CertFile),
        (Setting.EtcdKeyFile, c => c.ExternalEtcd?.KeyFile),
        (Setting.KeyAlgorithm, c => c.KeyAlgorithm is { } a && a != KeyAlgorithm.Rsa2048 ? Named(a) : null),
        (Setting.Validity, c => Duration(c.CertificateValidity)),
        (Setting.AuthorityValidity, c => Duration(c.AuthorityValidity)),
    ];

    /// <summary>
    /// The documents. <paramref name="comment"/> returns the comment after the value of a field, given the field's name in the newest
    /// version; null for none.
    /// </summary>
    public static string Write(KubeadmConfiguration configuration, Func<string, string?>? comment = null)
    {
        var version = ApiVersions.Find(configuration.ApiVersion) ?? ApiVersion.V1Beta4;
        var kinds = version <= ApiVersion.V1Alpha2
            ? [(DocumentKind.Master, "MasterConfiguration")]
            : new[] { (DocumentKind.Init, "InitConfiguration"), (DocumentKind.Cluster, "ClusterConfiguration") };
        return string.Join("---\n", kinds.Select(kind => Document(configuration, version, kind.Item1, kind.Item2, comment)));
    }

    /// <summary>Only the document about the node; empty for versions with a single document.</summary>
    public static string WriteNode(KubeadmConfiguration configuration)
        => (ApiVersions.Find(configuration.ApiVersion) ?? ApiVersion.V1Beta4) is var version && version <= ApiVersion.V1Alpha2 ? ""
            : Document(configuration, version, DocumentKind.Init, "InitConfiguration", null);

    private static string Document(
        KubeadmConfiguration configuration, ApiVersion version, DocumentKind kind, string kindName, Func<string, string?>? comment)
    {
        var root = new Tree();
        foreach (var (setting, value) in Values)
        {
            if (ConfigurationFields.PathOf(setting, kind, version) is { } path
                && value(configuration) is { } said and not IReadOnlyList<string> { Count: 0 })
            {
                root.Put(path.Split('.'), said, comment?.Invoke(ConfigurationFields.NewestPathOf(setting)));
            }
        }

        foreach (var gate in kind == DocumentKind.Init ? [] : Gates(configuration, version))
        {
            root.Put(["featureGates", gate], true, null);
        }

        var text = new StringBuilder($"apiVersion: {ApiVersions.Group}{ApiVersions.Name(version)}\nkind: {kindName}\n");
        root.Write(text, "");
        return text.ToString();
    }

    /// <summary>The settings that older versions express as feature gates.</summary>
    private static IEnumerable<string> Gates(KubeadmConfiguration configuration, ApiVersion version)
    {
        if (configuration.KeyAlgorithm?.Family == KeyFamily.Ecdsa && version is >= ApiVersion.V1Beta1 and < ApiVersion.V1Beta4)
        {
            yield return "PublicKeysECDSA";
        }

        var parts = configuration.KubernetesVersion?.TrimStart('v').Split('.');
        if (configuration.ServiceSubnets.Count > 1 && parts is ["1", var minor, ..]
            && int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < StableDualStackSince)
        {
            yield return "IPv6DualStack";
        }
    }

    private static string? Joined(IReadOnlyList<IPNetwork> networks) => networks.Count == 0 ? null : string.Join(',', networks);

    private static string Named(KeyAlgorithm algorithm)
        => algorithm.Family == KeyFamily.Rsa ? $"RSA-{algorithm.Bits}" : $"ECDSA-P{algorithm.Bits}";

    private static string? Duration(TimeSpan? span)
        => span is { } s ? string.Create(CultureInfo.InvariantCulture, $"{(long)s.TotalHours}h{s.Minutes}m{s.Seconds}s") : null;

    /// <summary>A value, unquoted if YAML reads it as the same text, else in double quotes.</summary>
    private static string Scalar(object value) => value switch
    {
        true => "true",
        string text when !Plain().IsMatch(text) || YamlText.IsAmbiguousScalar(text) =>
            $"\"{VisibleText.InYaml(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString())}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    [GeneratedRegex(@"^(/?[A-Za-z][A-Za-z0-9._/-]*|\d{1,3}(\.\d{1,3}){3}(/\d{1,2})?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    /// <summary>Nested fields, in insertion order.</summary>
    private sealed class Tree
    {
        private readonly List<(string Key, object Value, string? Comment)> _children = [];

        internal void Put(ReadOnlySpan<string> path, object value, string? comment)
        {
            if (path.Length == 1)
            {
                _children.Add((path[0], value, comment));
                return;
            }

            var key = path[0];
            if (_children.Find(c => c.Key == key).Value is not Tree inner)
            {
                inner = new Tree();
                _children.Add((key, inner, null));
            }

            inner.Put(path[1..], value, comment);
        }

        internal void Write(StringBuilder text, string indent)
        {
            foreach (var (key, value, comment) in _children)
            {
                var behind = comment is null ? "" : $"  # {VisibleText.Of(comment)}";
                switch (value)
                {
                    case Tree inner:
                        text.Append($"{indent}{key}:\n");
                        inner.Write(text, indent + "  ");
                        break;
                    case IReadOnlyList<string> list:
                        text.Append($"{indent}{key}:{behind}\n");
                        foreach (var one in list)
                        {
                            text.Append($"{indent}- {Scalar(one)}\n");
                        }

                        break;
                    default:
                        text.Append($"{indent}{key}: {Scalar(value)}{behind}\n");
                        break;
                }
            }
        }
    }
}
