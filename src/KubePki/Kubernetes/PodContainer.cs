using System.Globalization;
using KubePki.Catalogue;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>The container of a static pod that runs its component.</summary>
internal sealed class PodContainer
{
    private static readonly string[] Known = [Components.ApiServer, Components.ControllerManager, Components.Scheduler, Components.Etcd];
    private static readonly string[] CommandFields = ["command", "args"];
    private readonly YamlNode _node;
    private readonly ProgramVariables _variables;

    private PodContainer(YamlNode node)
    {
        _node = node;
        (Environment, _variables) = EnvironmentOf(node);
        Words = WordsOf(
            [.. CommandFields.SelectMany(list => node.Strings(list)).Select(word => VariableReferences.Expand(word, _variables))]);
    }

    internal string Name => _node.Scalar("name") ?? "";

    internal string Image => _node.Scalar("image") ?? "";

    internal string Line => _node.Start.Line.ToString(CultureInfo.InvariantCulture);

    /// <summary>Its environment variables; null for a value that is known only to the running container.</summary>
    internal IReadOnlyDictionary<string, string?> Environment { get; }

    /// <summary>
    /// Command and arguments; null if a shell script does not contain them literally, or if a component has neither program nor flags.
    /// </summary>
    internal IReadOnlyList<string>? Words { get; }

    /// <summary>The component that it runs, by its name or its program; null for another program.</summary>
    internal string? Component => Known.FirstOrDefault(Runs);

    /// <summary>
    /// Selects the container with the component's name, or with its program, among several; the others are sidecars. Falls back to the
    /// first container.
    /// </summary>
    internal static PodContainer Of(IReadOnlyList<YamlNode> containers, string? component)
    {
        var all = containers.Select(node => new PodContainer(node)).ToList();
        return all.Find(c => component is not null && c.Name == component)
            ?? all.Find(c => component is not null && c.Runs(component))
            ?? (component is null ? all.Find(c => c.Component is not null) : null)
            ?? all[0];
    }

    /// <summary>The host paths mounted in the container: the mounts of hostPath volumes, with their subPath.</summary>
    internal IReadOnlyList<(string Container, string Host)> Mounts(YamlNode? spec)
    {
        var hostPaths = spec.List("volumes")
            .Select(v => (Name: v.Scalar("name"), Path: v.Field("hostPath").Scalar("path")))
            .Where(v => v.Name is not null && v.Path is not null)
            .GroupBy(v => v.Name!)
            .ToDictionary(v => v.Key, v => v.First().Path!.TrimEnd('/'), StringComparer.Ordinal);
        return
        [
            .. _node.List("volumeMounts")
                .Select(m => (Container: m.Scalar("mountPath")?.TrimEnd('/'), Volume: m.Scalar("name"), Below: Below(m)))
                .Where(m => m.Container is not null && m.Volume is not null && hostPaths.ContainsKey(m.Volume))
                .Select(m => (m.Container!, hostPaths[m.Volume!] + m.Below)),
        ];
    }

    private string Below(YamlNode mount)
    {
        var path = mount.Scalar("subPath")
            ?? (mount.Scalar("subPathExpr") is { } written ? VariableReferences.Expand(written, _variables) : null);
        return path?.Trim('/') is { Length: > 0 } inner ? "/" + inner : "";
    }

    private bool Runs(string component)
        => Name == component || Words?.Take(2).Any(word => ShellCommand.ProgramOf(word) == component) == true;

    /// <summary>The words of the program; those of the script if a shell runs it.</summary>
    private IReadOnlyList<string>? WordsOf(IReadOnlyList<string> words)
    {
        var found = ShellCommand.ScriptOf(words) is not { } script ? words
            : ShellCommand.Find(script, Known.Contains, _variables) ?? (IsOfComponent(script) ? null : words);
        return found is not null && Known.Contains(Name)
            && !found.Any(word => word.StartsWith('-') || Known.Contains(ShellCommand.ProgramOf(word)))
            && !Environment.Keys.Any(name => name.StartsWith("ETCD_", StringComparison.Ordinal))
            ? null
            : found;
    }

    /// <summary>Whether a script mentions a component, although its command line is not literally in the script.</summary>
    private bool IsOfComponent(string script)
        => Known.Contains(Name) || Known.Any(component => script.Contains(component, StringComparison.Ordinal));

    private static (Dictionary<string, string?> Environment, ProgramVariables Variables) EnvironmentOf(YamlNode node)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        var variables = new ProgramVariables(environment);
        foreach (var variable in node.List("env"))
        {
            if (variable.Scalar("name") is { } name)
            {
                environment[name] = YamlScalars.KindOf(variable.Field("valueFrom")) == ValueKind.Nothing
                    ? VariableReferences.Expand(variable.Scalar("value") ?? "", variables) : null;
            }
        }

        return (environment, variables);
    }
}
