using KubePki.Localization;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>The manifest of a static pod: the command of its component and the files that it mounts.</summary>
/// <param name="Component">Its label <c>component</c>, else the component that its container runs, else the container's name.</param>
/// <param name="Image">The container's image.</param>
/// <param name="Command">Command and arguments, with the container's environment expanded.</param>
internal sealed record StaticPod(string Component, string Image, IReadOnlyList<string> Command)
{
    private const string EtcdPrefix = "ETCD_";

    private readonly Dictionary<string, List<string>> _flags = GoFlags.Read(Command);
    private IReadOnlyList<(string Container, string Host)> _mounts = [];

    /// <summary>Why the kubelet does not run it, although it is readable.</summary>
    public IReadOnlyList<Problem> Problems { get; private init; } = [];

    /// <summary>
    /// Parts that the kubelet ignores or that are easily misread: duplicate keys, flags that are known only to the running container.
    /// </summary>
    public IReadOnlyList<Problem> Warnings { get; private init; } = [];

    /// <summary>The image's tag, for example <c>v1.20.2</c>; null for an image by digest.</summary>
    public string? Version
        => Image.LastIndexOf(':') is var colon && colon > Image.LastIndexOf('/') && !Image.Contains('@') ? Image[(colon + 1)..] : null;

    /// <summary>Reads a manifest (YAML or JSON).</summary>
    public static Outcome<StaticPod> Read(ReadOnlySpan<byte> content, string where)
        => YamlText.Read(content, where, "pod manifest").Then(yaml => ReadNodes(yaml, where));

    /// <summary>The value of <c>--name</c>, the last one if it is repeated; null without this flag.</summary>
    public string? Flag(string name) => AllValues(name) is [.., var last] ? last : null;

    /// <summary>
    /// The value of a boolean flag; null without this flag, and for an invalid value, with which the component does not start.
    /// </summary>
    public bool? Truth(string name) => GoFlags.Truth(Flag(name));

    /// <summary>Every value of a repeatable flag, in order.</summary>
    public IReadOnlyList<string> AllValues(string name) => _flags.GetValueOrDefault(name) ?? [];

    /// <summary>Whether a text has a part that is known only to the running container.</summary>
    public static bool IsUnknown(string text) => text.Contains(VariableReferences.Unknown, StringComparison.Ordinal);

    /// <summary>Boolean flags whose value is invalid, with that value.</summary>
    internal IEnumerable<(string Name, string Value)> InvalidBooleanFlags
        => _flags.Where(f => GoFlags.IsBoolean(f.Key))
            .SelectMany(f => f.Value.Where(v => GoFlags.Truth(v) is null && !IsUnknown(v)).Select(v => (f.Key, v)));

    /// <summary>
    /// The host's path for a path in the container, by the hostPath volume with the longest matching mount path; unchanged without a match.
    /// </summary>
    public string OnHost(string containerPath)
    {
        var mount = _mounts
            .Where(m => containerPath == m.Container || containerPath.StartsWith(m.Container + "/", StringComparison.Ordinal))
            .OrderByDescending(m => m.Container.Length)
            .FirstOrDefault();
        return mount.Container is null
            ? containerPath
            : mount.Host + containerPath[mount.Container.Length..] is { Length: > 0 } path ? path : "/";
    }

    private static Outcome<StaticPod> ReadNodes(YamlText yaml, string where)
    {
        var root = yaml.Documents[0];
        if (root.Scalar("kind") != "Pod" || root.Field("spec").List("containers").FirstOrDefault() is null)
        {
            return KubernetesMessages.WrongKind.At(where, "pod manifest");
        }

        var label = root.Field("metadata").Field("labels").Scalar("component");
        var container = PodContainer.Of([.. root.Field("spec").List("containers")], label);
        if (container.Words is not { } words)
        {
            return PodFields.Problems(root, where) is [var refused, ..]
                ? refused
                : KubernetesMessages.CommandUnreadable.At(where, container.Line);
        }

        var component = label ?? container.Component ?? container.Name;
        string[] command = [.. words, .. component == Catalogue.Components.Etcd ? EtcdFlags(words, container.Environment) : []];
        return new StaticPod(component, container.Image, command)
        {
            Problems = PodFields.Problems(root, where) is { Count: > 0 } problems ? problems : [],
            Warnings =
            [
                .. yaml.Warnings(where), .. command.Where(IsUnknown).Select(word => KubernetesMessages.FlagUnreadable.At(where, word)),
            ],
            _mounts = container.Mounts(root.Field("spec")),
        };
    }

    /// <summary>etcd reads the flags that are not on its command line from its environment (ETCD_CERT_FILE).</summary>
    private static IEnumerable<string> EtcdFlags(IReadOnlyList<string> words, IReadOnlyDictionary<string, string?> environment)
    {
        var given = GoFlags.Read(words);
        return environment.Where(v => v.Key.StartsWith(EtcdPrefix, StringComparison.Ordinal) && v.Value is not "")
            .Select(v => (Flag: v.Key[EtcdPrefix.Length..].ToLowerInvariant().Replace('_', '-'), v.Value))
            .Where(v => !given.ContainsKey(v.Flag))
            .Select(v => $"--{v.Flag}={v.Value ?? VariableReferences.Unknown}");
    }
}
