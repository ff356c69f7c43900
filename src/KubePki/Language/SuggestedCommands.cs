using System.Text;

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

    private const string Program = "kubepki ";
    private static readonly char[] AfterName = [' ', ',', ';', ':', '(', ')', '\uff0c', '\uff1b', '\uff1a', '\uff08', '\uff09', '\u3002', '\u3001'];
    private static readonly char[] InName = ['.', '-', '/'];

    /// <summary>The commands that look at a node. <c>activate</c> is none of them: it knows this machine only.</summary>
    private static readonly (string Words, bool TakesConfiguration, bool TakesNames)[] OfNodes =
    [
        ("status", true, false), ("explain", true, true), ("verify", true, false), ("authenticate", false, true), ("renew", true, true), ("create", true, true), ("report", true, false),
        ("csr export", true, true), ("csr import", true, true), ("kubeconfig create", true, true), ("kubeconfig user", true, true), ("config show", false, false),
        ("undo", false, false), ("recover", false, false), ("history", false, false),
        ("backup create", false, false), ("backup list", false, false), ("backup verify", false, false), ("backup restore", false, false), ("backup prune", false, false),
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
        var (whole, from) = (new StringBuilder(), 0);
        for (var at = known.IndexOf(Program, StringComparison.Ordinal); at >= 0; at = known.IndexOf(Program, at + Program.Length, StringComparison.Ordinal))
        {
            if (Array.Find(OfNodes, c => string.CompareOrdinal(known, at + Program.Length, c.Words, 0, c.Words.Length) == 0) is { Words: { } words } command)
            {
                var end = at + Program.Length + words.Length;
                end = command.TakesNames ? AfterNames(known, end) : end;
                whole.Append(known, from, end - from).Append(Root).Append(command.TakesConfiguration ? configuration : "");
                from = end;
            }
        }

        return whole.Append(known, from, known.Length - from).ToString();
    }

    /// <summary>
    /// Where the names that follow a command end: the first word, whatever it is, and others that look like names (<c>admin.conf</c>). Punctuation
    /// ends them, and so does an option.
    /// </summary>
    private static int AfterNames(string text, int at)
    {
        for (var first = true; at < text.Length && text[at] == ' '; first = false)
        {
            var end = ShellWord.EndOf(text, at + 1, AfterName);
            var word = text[(at + 1)..end];
            if (word.Length == 0 || word[0] == '-' || (!first && word.IndexOfAny(InName) < 0))
            {
                break;
            }

            at = end;
        }

        return at;
    }
}
