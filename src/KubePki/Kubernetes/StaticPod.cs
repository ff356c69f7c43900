using KubePki.Language;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>A static pod's manifest, as far as its first container's command and the files it mounts go.</summary>
/// <param name="Component">Its label <c>component</c>, else the container's name.</param>
/// <param name="Image">The container's image.</param>
/// <param name="Command">Command and arguments.</param>
public sealed record StaticPod(string Component, string Image, IReadOnlyList<string> Command)
{
    private static readonly string[] CommandFields = ["command", "args"];

    private readonly Dictionary<string, List<string>> _flags = ReadFlags(Command);
    private IReadOnlyList<(string Container, string Host)> _mounts = [];

    /// <summary>
    /// Why the kubelet does not run it, though it could be read: it decodes a manifest strictly, and one entry of the command that is no
    /// text fails the whole (kubernetes pkg/kubelet/config/common.go, tryDecodeSinglePod).
    /// </summary>
    public IReadOnlyList<Problem> Problems { get; private init; } = [];

    /// <summary>The image's tag, for example <c>v1.20.2</c>; null for an image by digest.</summary>
    public string? Version => Image.LastIndexOf(':') is var colon && colon > Image.LastIndexOf('/') && !Image.Contains('@') ? Image[(colon + 1)..] : null;

    /// <summary>Reads a manifest (YAML or JSON).</summary>
    public static Outcome<StaticPod> Read(ReadOnlySpan<byte> content, string where)
        => YamlText.Read(content, where, "pod manifest").Then(yaml => ReadNodes(yaml.Documents[0], where));

    /// <summary>The value of <c>--name</c>, the last one when it is given more than once; null when it is not given.</summary>
    public string? Flag(string name) => AllValues(name) is [.., var last] ? last : null;

    /// <summary>Every value of a repeatable flag, in order.</summary>
    public IReadOnlyList<string> AllValues(string name) => _flags.GetValueOrDefault(name) ?? [];

    /// <summary>The host's path for a path in the container: the hostPath volume mounted nearest to it; unchanged where none is.</summary>
    public string OnHost(string containerPath)
    {
        var mount = _mounts
            .Where(m => containerPath == m.Container || containerPath.StartsWith(m.Container + "/", StringComparison.Ordinal))
            .OrderByDescending(m => m.Container.Length)
            .FirstOrDefault();
        return mount.Container is null ? containerPath : mount.Host + containerPath[mount.Container.Length..] is { Length: > 0 } path ? path : "/";
    }

    private static Outcome<StaticPod> ReadNodes(YamlMappingNode root, string where)
    {
        if (root.Scalar("kind") != "Pod" || root.Field("spec").List("containers").FirstOrDefault() is not { } container)
        {
            return KubernetesMessages.WrongKind.At(where, "pod manifest");
        }

        var hostPaths = root.Field("spec").List("volumes")
            .Select(v => (Name: v.Scalar("name"), Path: v.Field("hostPath").Scalar("path")))
            .Where(v => v.Name is not null && v.Path is not null)
            .GroupBy(v => v.Name!)
            .ToDictionary(v => v.Key, v => v.First().Path!.TrimEnd('/'), StringComparer.Ordinal);
        return new StaticPod(
            root.Field("metadata").Field("labels").Scalar("component") ?? container.Scalar("name") ?? "",
            container.Scalar("image") ?? "",
            [.. CommandFields.SelectMany(list => container.Strings(list))])
        {
            Problems = [.. CommandFields.SelectMany(list => container.NotTexts(list).Select(entry => KubernetesMessages.EntryNotText.At(where, entry.Start.Line.ToString(), list)))],
            _mounts = [.. container.List("volumeMounts")
                .Select(m => (Container: m.Scalar("mountPath")?.TrimEnd('/'), Volume: m.Scalar("name")))
                .Where(m => m.Container is not null && m.Volume is not null && hostPaths.ContainsKey(m.Volume))
                .Select(m => (m.Container!, hostPaths[m.Volume!]))],
        };
    }

    /// <summary>
    /// Flags as the components' flag library reads them: <c>--name=value</c>, <c>--name value</c>, and bare
    /// <c>--name</c>; underscores count as dashes.
    /// </summary>
    private static Dictionary<string, List<string>> ReadFlags(IReadOnlyList<string> command)
    {
        var flags = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (var i = 1; i < command.Count; i++)
        {
            if (!command[i].StartsWith('-'))
            {
                continue;
            }

            var word = command[i].TrimStart('-');
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = (equals >= 0 ? word[..equals] : word).Replace('_', '-');
            var value = equals >= 0 ? word[(equals + 1)..] : i + 1 < command.Count && !command[i + 1].StartsWith('-') ? command[++i] : "true";
            (flags.TryGetValue(name, out var values) ? values : flags[name] = []).Add(value);
        }

        return flags;
    }
}
