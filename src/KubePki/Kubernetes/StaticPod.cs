using KubePki.Language;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>A static pod's manifest, as far as the command of its component and the files it mounts go.</summary>
/// <param name="Component">Its label <c>component</c>, else the component that its container runs, else the container's name.</param>
/// <param name="Image">The container's image.</param>
/// <param name="Command">Command and arguments, with the container's environment put in.</param>
internal sealed record StaticPod(string Component, string Image, IReadOnlyList<string> Command)
{
    private const string EtcdPrefix = "ETCD_";

    private readonly Dictionary<string, List<string>> _flags = GoFlags.Read(Command);
    private IReadOnlyList<(string Container, string Host)> _mounts = [];

    /// <summary>Why the kubelet does not run it, though it could be read.</summary>
    public IReadOnlyList<Problem> Problems { get; private init; } = [];

    /// <summary>What the kubelet passes over and people may read otherwise: keys that stand there twice, flags that only the running container knows.</summary>
    public IReadOnlyList<Problem> Warnings { get; private init; } = [];

    /// <summary>The image's tag, for example <c>v1.20.2</c>; null for an image by digest.</summary>
    public string? Version => Image.LastIndexOf(':') is var colon && colon > Image.LastIndexOf('/') && !Image.Contains('@') ? Image[(colon + 1)..] : null;

    /// <summary>Reads a manifest (YAML or JSON).</summary>
    public static Outcome<StaticPod> Read(ReadOnlySpan<byte> content, string where)
        => YamlText.Read(content, where, "pod manifest").Then(yaml => ReadNodes(yaml, where));

    /// <summary>The value of <c>--name</c>, the last one when it is given more than once; null when it is not given.</summary>
    public string? Flag(string name) => AllValues(name) is [.., var last] ? last : null;

    /// <summary>What a flag that is true or false says; null where it is not given, or holds neither: then the component does not start.</summary>
    public bool? Truth(string name) => GoFlags.Truth(Flag(name));

    /// <summary>Every value of a repeatable flag, in order.</summary>
    public IReadOnlyList<string> AllValues(string name) => _flags.GetValueOrDefault(name) ?? [];

    /// <summary>Whether a text holds a part that only the running container knows.</summary>
    public static bool IsUnknown(string text) => text.Contains(VariableReferences.Unknown, StringComparison.Ordinal);

    /// <summary>Flags that are true or false and hold neither, with what stands there.</summary>
    internal IEnumerable<(string Name, string Value)> FlagsWithoutTruth
        => _flags.Where(f => GoFlags.IsBoolean(f.Key)).SelectMany(f => f.Value.Where(v => GoFlags.Truth(v) is null && !IsUnknown(v)).Select(v => (f.Key, v)));

    /// <summary>The host's path for a path in the container: the hostPath volume mounted nearest to it; unchanged where none is.</summary>
    public string OnHost(string containerPath)
    {
        var mount = _mounts
            .Where(m => containerPath == m.Container || containerPath.StartsWith(m.Container + "/", StringComparison.Ordinal))
            .OrderByDescending(m => m.Container.Length)
            .FirstOrDefault();
        return mount.Container is null ? containerPath : mount.Host + containerPath[mount.Container.Length..] is { Length: > 0 } path ? path : "/";
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
            return PodFields.Problems(root, where) is [var refused, ..] ? refused : KubernetesMessages.CommandUnreadable.At(where, container.Line);
        }

        var component = label ?? container.Component ?? container.Name;
        string[] command = [.. words, .. component == Catalogue.Components.Etcd ? EtcdFlags(words, container.Environment) : []];
        return new StaticPod(component, container.Image, command)
        {
            Problems = PodFields.Problems(root, where) is { Count: > 0 } problems ? problems : [],
            Warnings = [.. yaml.Warnings(where), .. command.Where(IsUnknown).Select(word => KubernetesMessages.FlagUnreadable.At(where, word))],
            _mounts = container.Mounts(root.Field("spec")),
        };
    }

    /// <summary>etcd reads flags that its command line leaves out from its environment (ETCD_CERT_FILE).</summary>
    private static IEnumerable<string> EtcdFlags(IReadOnlyList<string> words, IReadOnlyDictionary<string, string?> environment)
    {
        var given = GoFlags.Read(words);
        return environment.Where(v => v.Key.StartsWith(EtcdPrefix, StringComparison.Ordinal) && v.Value is not "")
            .Select(v => (Flag: v.Key[EtcdPrefix.Length..].ToLowerInvariant().Replace('_', '-'), v.Value))
            .Where(v => !given.ContainsKey(v.Flag))
            .Select(v => $"--{v.Flag}={v.Value ?? VariableReferences.Unknown}");
    }
}
