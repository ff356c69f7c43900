namespace KubePki.Localization;

/// <summary>
/// The options of a command line that select the node. Texts for users suggest commands without these options (<see cref="Template"/>); the
/// options are added when the text is printed, so that a copied command works on the same node.
/// </summary>
/// <param name="Root"><c>--root</c> with its value as a shell word, after a blank; empty for this machine's own root.</param>
/// <param name="Configuration"><c>--config</c> with its value as a shell word, after a blank; empty without one.</param>
internal sealed record SuggestedCommands(string Root = "", string Configuration = "")
{
    /// <summary>The directory of <c>--root</c>; empty for this machine's own root.</summary>
    public string Directory { get; init; } = "";

    /// <summary>The words that start the program: <c>kubepki</c>, or <c>kubectl pki</c> when kubectl runs it as its plugin.</summary>
    public string CalledAs { get; init; } = Program.TrimEnd();

    /// <summary>The options for a root directory.</summary>
    public static SuggestedCommands At(string? root)
        => root is null or "/" ? new SuggestedCommands()
            : new SuggestedCommands($" --root {ShellWord.Of(root)}") { Directory = root.TrimEnd('/') };

    /// <summary>A path of the node in a command of another program, which has no <c>--root</c>, as a shell word.</summary>
    internal string Path(string path) => ShellWord.Of(path.StartsWith('/') ? Directory + path : path);

    /// <summary>The beginning of every command.</summary>
    internal const string Program = "kubepki ";

    private const string ConfigurationOption = "--config";

    /// <summary>Placeholder in a text for a configuration that the reader must name.</summary>
    private const string AnyConfiguration = "cluster.yaml";

    /// <summary>
    /// The commands that work on a node and take the options. <c>activate</c> is not among them: it works only on this machine.
    /// </summary>
    private static readonly (string Words, bool TakesConfiguration, bool TakesNames)[] OfNodes =
    [
        ("status", true, false), ("explain", true, true), ("verify", true, false), ("authenticate", false, true), ("renew", true, true),
        ("create", true, true), ("report", true, false), ("csr export", true, true), ("csr import", true, true),
        ("kubeconfig create", true, true), ("kubeconfig user", true, true), ("config show", false, false),
        ("undo", false, true), ("recover", false, false), ("history", false, false), ("backup create", false, false), (
            "backup list", false, false),
        ("backup verify", false, false), ("backup restore", false, false), ("backup prune", false, false),
    ];

    /// <summary>Whether a command works on a node, and therefore takes the options.</summary>
    internal static bool TakesNodeOptions(string command) => Find(command).Words is not null;

    /// <summary>
    /// A command with its options after the names that follow its verb. A command that names a configuration keeps it, unless it has the
    /// placeholder for the reader and the configuration is known.
    /// </summary>
    /// <param name="command">The command with its placeholders, which <paramref name="fill"/> fills in.</param>
    /// <param name="fill">Fills in the placeholders of one part.</param>
    internal string Of(string command, Func<string, string> fill)
    {
        List<string> parts = [CalledAs, .. Template.Parts(command).Skip(1)];
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
