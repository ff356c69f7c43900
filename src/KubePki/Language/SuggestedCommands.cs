namespace KubePki.Language;

/// <summary>
/// The options that say which node a command line means. Texts for people suggest commands without them; here each gets them, so that
/// what is copied works on the same node.
/// </summary>
/// <param name="Root"><c>--root</c> with its value as the shell takes it, after a blank; empty for this machine's own.</param>
/// <param name="Configuration"><c>--config</c> likewise; empty where none was given.</param>
public sealed record SuggestedCommands(string Root = "", string Configuration = "")
{
    /// <summary>What stands in a text for a configuration that its reader has to name.</summary>
    private const string AnyConfiguration = " --config cluster.yaml";

    /// <summary>The commands that look at a node. <c>activate</c> is none of them: it knows this machine only.</summary>
    private static readonly (string Words, bool TakesConfiguration)[] OfNodes =
    [
        ("status", true), ("explain", true), ("verify", true), ("authenticate", false), ("renew", true), ("create", true), ("report", true),
        ("csr export", true), ("csr import", true), ("kubeconfig create", true), ("kubeconfig user", true), ("config show", false),
        ("undo", false), ("recover", false), ("history", false),
        ("backup create", false), ("backup list", false), ("backup verify", false), ("backup restore", false), ("backup prune", false),
    ];

    /// <summary>A text whose commands name the node; a configuration that a command names already stays.</summary>
    public string In(string text)
    {
        if (Root.Length + Configuration.Length == 0)
        {
            return text;
        }

        var known = Configuration.Length == 0 ? text : text.Replace(AnyConfiguration, Configuration, StringComparison.Ordinal);
        var configuration = known.Contains(" --config ", StringComparison.Ordinal) ? "" : Configuration;
        return OfNodes.Aggregate(known, (told, command) => told.Replace(
            $"kubepki {command.Words}", $"kubepki {command.Words}{Root}{(command.TakesConfiguration ? configuration : "")}", StringComparison.Ordinal));
    }
}
