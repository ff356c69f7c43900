namespace KubePki.Language;

/// <summary>
/// The options that say which node a command line means. Texts for people suggest commands without them (<see cref="Template"/>); each gets
/// them where the text is told, so that what is copied works on the same node.
/// </summary>
/// <param name="Root"><c>--root</c> with its value as the shell takes it, after a blank; empty for this machine's own.</param>
/// <param name="Configuration"><c>--config</c> likewise; empty where none was given.</param>
internal sealed record SuggestedCommands(string Root = "", string Configuration = "")
{
    /// <summary>The directory that <c>--root</c> names; empty for this machine's own.</summary>
    public string Directory { get; init; } = "";

    /// <summary>The options for a root directory.</summary>
    public static SuggestedCommands At(string? root)
        => root is null or "/" ? new SuggestedCommands()
            : new SuggestedCommands($" --root {ShellWord.Of(root)}") { Directory = root.TrimEnd('/') };

    /// <summary>A path of the node's in a command of another program, which knows no <c>--root</c>, as a shell takes it.</summary>
    internal string Path(string path) => ShellWord.Of(path.StartsWith('/') ? Directory + path : path);

    /// <summary>What every command begins with.</summary>
    internal const string Program = "kubepki ";

    private const string ConfigurationOption = "--config";

    /// <summary>What stands in a text for a configuration that its reader has to name.</summary>
    private const string AnyConfiguration = "cluster.yaml";

    /// <summary>The commands that look at a node. <c>activate</c> is none of them: it knows this machine only.</summary>
    private static readonly (string Words, bool TakesConfiguration, bool TakesNames)[] OfNodes =
    [
        ("status", true, false), ("explain", true, true), ("verify", true, false), ("authenticate", false, true), ("renew", true, true),
        ("create", true, true), ("report", true, false), ("csr export", true, true), ("csr import", true, true),
        ("kubeconfig create", true, true), ("kubeconfig user", true, true), ("config show", false, false),
        ("undo", false, true), ("recover", false, false), ("history", false, false), ("backup create", false, false), (
            "backup list", false, false),
        ("backup verify", false, false), ("backup restore", false, false), ("backup prune", false, false),
    ];

    /// <summary>Whether a command looks at a node, and so takes the options.</summary>
    internal static bool IsOfNode(string command) => Find(command).Words is not null;

    /// <summary>
    /// A command, its options after the names that follow its verb. One that names a configuration keeps it, unless that is
    /// left to the reader and known here.
    /// </summary>
    /// <param name="command">The command with its places, which <paramref name="fill"/> fills.</param>
    /// <param name="fill">Fills the places of one part.</param>
    internal string Of(string command, Func<string, string> fill)
    {
        List<string> parts = [.. Template.Parts(command)];
        if (Find(command) is not { Words: { } words } verb)
        {
            return string.Join(' ', parts.Select(fill));
        }

        var given = parts.IndexOf(ConfigurationOption);
        if (given > 0 && Configuration.Length > 0 && parts[given + 1] == AnyConfiguration)
        {
            parts.RemoveRange(given, 2);
            given = -1;
        }

        var known = 1 + words.Split(' ').Length;
        known = verb.TakesNames ? known + parts.Skip(known).TakeWhile(part => part[0] != '-').Count() : known;
        var options = Root + (verb.TakesConfiguration && given < 0 ? Configuration : "");
        return string.Join(
            ' ', parts.Take(known).Select(fill)) + options + string.Concat(parts.Skip(known).Select(part => " " + fill(part)));
    }

    private static (string? Words, bool TakesConfiguration, bool TakesNames) Find(string command)
        => Array.Find(OfNodes, c => $"{command} ".StartsWith($"{Program}{c.Words} ", StringComparison.Ordinal));
}
