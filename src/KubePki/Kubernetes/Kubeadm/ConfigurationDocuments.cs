using System.Text;
using KubePki.Localization;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes.Kubeadm;

/// <summary>A value with its field and position.</summary>
/// <param name="Field">Path of the field.</param>
/// <param name="Node">The node of the value.</param>
/// <param name="Where">File and line.</param>
internal sealed record FoundValue(string Field, YamlNode Node, string Where);

/// <summary>kubeadm's documents of one file, split into settings.</summary>
internal sealed class ConfigurationDocuments
{
    private const string VersionField = "apiVersion";
    private const string KindField = "kind";
    private static readonly string[] TypeFields = [VersionField, KindField];

    private readonly string _where;
    private readonly Dictionary<Setting, FoundValue> _found = [];
    private readonly List<string> _unknown = [];

    private ConfigurationDocuments(string where) => _where = where;

    /// <summary>The kinds of the documents.</summary>
    internal DocumentKind Kinds { get; private set; }

    /// <summary>
    /// The version of the cluster document, else that of the last document: kubeadm accepts several versions in one file.
    /// </summary>
    internal ApiVersion Version { get; private set; }

    /// <summary>The file of the documents.</summary>
    internal string Where => _where;

    /// <summary>Unknown fields, with their lines.</summary>
    internal IReadOnlyList<string> Unknown => _unknown;

    /// <summary>Duplicate keys: kubeadm uses the last one.</summary>
    internal IReadOnlyList<Problem> Warnings { get; private init; } = [];

    /// <summary>Whether the documents describe a joining control-plane node.</summary>
    internal bool JoinsControlPlane { get; private set; }

    /// <summary>The value of a setting, or null.</summary>
    internal FoundValue? this[Setting setting] => _found.GetValueOrDefault(setting);

    /// <summary>Reads the documents; returns the first problem with kind or version.</summary>
    internal static Outcome<ConfigurationDocuments> Of(YamlText yaml, string where)
    {
        var all = new List<YamlMappingNode>();
        foreach (var document in yaml.Documents)
        {
            // A ConfigMap, as kubectl prints it, contains the documents as strings.
            var inner = document.Scalar(KindField) == "ConfigMap" ? FromConfigMap(document, where) : new List<YamlMappingNode> { document };
            if (!inner.Succeeded)
            {
                return inner.Problem;
            }

            all.AddRange(inner.Value);
        }

        var documents = new ConfigurationDocuments(where) { Warnings = yaml.Warnings(where) };
        if (all.Select(documents.Foreign).FirstOrDefault(foreign => foreign is not null) is { } foreign)
        {
            return foreign;
        }

        var own = all.Where(IsOfGroup).ToList();
        if (own.Where(document => !IsPassedOver(document, own)).Select(documents.Add)
            .FirstOrDefault(problem => problem is not null) is { } problem)
        {
            return problem;
        }

        return documents.Kinds is DocumentKind.None or DocumentKind.Status or DocumentKind.Other ? KubeadmMessages.NoConfiguration.At(where)
            : documents.Kinds.HasFlag(DocumentKind.Join) && !documents.JoinsControlPlane ? KubeadmMessages.Worker.At(where)
            : documents;
    }

    /// <summary>
    /// Whether `kubeadm init` ignores a document: a JoinConfiguration beside an InitConfiguration, or that of a worker beside a
    /// ClusterConfiguration. The JoinConfiguration of a control-plane node beside only a ClusterConfiguration describes how that node
    /// joins.
    /// </summary>
    private static bool IsPassedOver(YamlMappingNode document, List<YamlMappingNode> all)
        => KindOf(document) == DocumentKind.Join
            && (all.Any(other => KindOf(other) is DocumentKind.Init or DocumentKind.Master)
                || (!JoinsAsMaster(document) && all.Any(other => KindOf(other) == DocumentKind.Cluster)));

    private static ApiVersion? VersionOf(YamlMappingNode document)
        => ApiVersions.Find(document.Scalar(VersionField)![ApiVersions.Group.Length..]);

    private static DocumentKind KindOf(YamlMappingNode document)
        => VersionOf(document) is { } version ? ApiVersions.Kind(document.Scalar(KindField), version) : DocumentKind.None;

    private static bool JoinsAsMaster(YamlMappingNode document)
        => VersionOf(document) is { } version
            && (version == ApiVersion.V1Alpha3
                ? document.Truth("controlPlane") == true
                : version > ApiVersion.V1Alpha3 && document.Field("controlPlane") is YamlMappingNode);

    private static Outcome<List<YamlMappingNode>> FromConfigMap(YamlMappingNode map, string where)
    {
        var documents = new List<YamlMappingNode>();
        foreach (var name in new[] { "MasterConfiguration", "ClusterConfiguration", "ClusterStatus" })
        {
            if (map.Field("data").Scalar(name) is { } text)
            {
                var read = YamlText.Read(Encoding.UTF8.GetBytes(text), $"{where}: data.{name}", "kubeadm configuration");
                if (!read.Succeeded)
                {
                    return read.Problem;
                }

                documents.AddRange(read.Value.Documents);
            }
        }

        return documents;
    }

    private static bool IsOfGroup(YamlMappingNode document)
        => document.Scalar(VersionField)?.StartsWith(ApiVersions.Group, StringComparison.Ordinal) == true;

    /// <summary>
    /// The problem of a document that kubeadm would ignore although it is meant for kubeadm: both fields are mandatory (kubeadm
    /// util/marshal.go, GroupVersionKindsFromBytes), and kubeadm's kinds belong only to its own group. Documents of other components are no
    /// problem.
    /// </summary>
    private Problem? Foreign(YamlMappingNode document)
        => TypeFields.FirstOrDefault(field => document.Scalar(field) is null) is { } missing
            ? KubeadmMessages.NoType.At(PlaceOf(document), missing)
            : !IsOfGroup(document) && ApiVersions.IsKind(document.Scalar(KindField)!)
                ? KubeadmMessages.ForeignGroup.At(
                    PlaceOf(document), document.Scalar(KindField)!, document.Scalar(VersionField)!, string.Join(' ', ApiVersions.All))
            : null;

    private string PlaceOf(YamlMappingNode document) => $"{_where}:{document.Start.Line}";

    private Problem? Add(YamlMappingNode document)
    {
        var place = PlaceOf(document);
        var name = document.Scalar(VersionField)![ApiVersions.Group.Length..];
        if (VersionOf(document) is not { } version)
        {
            return KubeadmMessages.UnknownVersion.At(place, name, string.Join(' ', ApiVersions.All));
        }

        var kind = KindOf(document);
        if (kind == DocumentKind.None)
        {
            return KubeadmMessages.UnknownKind.At(place, document.Scalar(KindField)!, name);
        }

        if (Kinds.HasFlag(kind) && kind != DocumentKind.Other)
        {
            return KubeadmMessages.KindTwice.At(place, document.Scalar(KindField)!);
        }

        Version = Kinds.HasFlag(DocumentKind.Cluster) ? Version : version;
        Kinds |= kind;
        if (kind is not (DocumentKind.Status or DocumentKind.Other))
        {
            Walk(document, kind, version, "");
        }

        JoinsControlPlane |= kind == DocumentKind.Join && JoinsAsMaster(document);
        return null;
    }

    private void Walk(YamlMappingNode map, DocumentKind kind, ApiVersion version, string above)
    {
        foreach (var (key, value) in map.Pairs())
        {
            var path = above + (key as YamlScalarNode)?.Value;
            if (path is VersionField or KindField or "metadata" || IsNothing(value))
            {
                continue;
            }

            if (ConfigurationFields.Find(kind, version, path) is { } field)
            {
                // If a file has both an Init- and a JoinConfiguration, the first one counts.
                _found.TryAdd(field.Setting, new FoundValue(path, value, $"{_where}:{value.Start.Line}"));
            }
            else if (ConfigurationFields.HasBelow(kind, version, path) && value is YamlMappingNode inner)
            {
                Walk(inner, kind, version, path + ".");
            }
            else
            {
                _unknown.Add($"{path} (line {key.Start.Line})");
            }
        }
    }

    /// <summary>An empty string, a null in any spelling, an empty list: each counts as absent.</summary>
    private static bool IsNothing(YamlNode value)
        => YamlScalars.KindOf(value) == ValueKind.Nothing
            || value is YamlScalarNode { Value: null or "" } or YamlSequenceNode { Children.Count: 0 };
}
