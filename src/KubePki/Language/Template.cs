using System.Text;

namespace KubePki.Language;

/// <summary>
/// A text with the places <c>{0}</c> to <c>{9}</c>; <c>{0:day|days}</c> is the word that fits the number in that place, and <c>{0:sh}</c>
/// a word of a command, as a shell takes it. A path of the node's in a command of another program is <c>{0:path}</c>, or
/// <c>{/etc/kubernetes}</c> by itself: it gets the root in front. <c>{name}</c> stands for the names of the items that a hint is for. A
/// command of kubepki's stands in braces of its own, <c>{kubepki renew {0:sh} --yes}</c>, and gets the options that name the node.
/// </summary>
internal static class Template
{
    /// <summary>The place of the names of the items that a hint is for, so that what is alike is given in one command.</summary>
    internal const string NamePlace = "{name}";

    /// <summary>Marks a place in a command.</summary>
    internal const string InCommand = "sh";

    /// <summary>
    /// Marks the place of a node's path in a command that is not kubepki's own: it has the root in front, as the shell takes it.
    /// </summary>
    internal const string PathInCommand = "path";

    private const string One = "1";
    private static readonly SuggestedCommands Here = new();

    /// <summary>Fills the places in one pass: what an argument holds is never read as a place.</summary>
    public static string Fill(string template, IReadOnlyList<string> arguments) => Fill(template, arguments, text => text, Here);

    /// <param name="template">The text with its places.</param>
    /// <param name="arguments">What stands in them.</param>
    /// <param name="shown">How an argument is shown outside of commands.</param>
    /// <param name="commands">The options that commands get.</param>
    /// <param name="names">What stands in the place of the names, each as a shell takes it.</param>
    internal static string Fill(
        string template, IReadOnlyList<string> arguments, Func<string, string> shown, SuggestedCommands commands, string names = NamePlace)
    {
        if (!template.Contains('{', StringComparison.Ordinal))
        {
            return template;
        }

        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var end = template[i] == '{' ? EndOf(template, i) : 0;
            if (end > 0 && Place(template[(i + 1)..end]) is { } filled)
            {
                text.Append(filled);
                i = end;
            }
            else
            {
                text.Append(template[i]);
            }
        }

        return text.ToString();

        string? Place(string place)
            => place.StartsWith('/') ? commands.Path(place)
                : place.StartsWith(SuggestedCommands.Program, StringComparison.Ordinal)
                    ? commands.Of(place, part => Fill(part, arguments, shown, commands, names))
                : place == NamePlace[1..^1] ? names
                : place is [>= '0' and <= '9' and var digit, .. var form] && digit - '0' < arguments.Count
                    ? Filled(arguments[digit - '0'], form)
                : null;

        string? Filled(string argument, string form)
            => form.Length == 0 ? shown(argument)
                : form[0] != ':' ? null
                : form[1..] == InCommand ? ShellWord.Of(argument)
                : form[1..] == PathInCommand ? commands.Path(argument)
                : Fitting(form[1..], argument);
    }

    /// <summary>The parts of a command, as they are between blanks: a place is one part.</summary>
    internal static IEnumerable<string> Parts(string command)
    {
        for (int start = 0, at = 0; at <= command.Length; at++)
        {
            at = at < command.Length && command[at] == '{' ? Math.Max(at, EndOf(command, at)) : at;
            if (at == command.Length || command[at] == ' ')
            {
                yield return command[start..at];
                start = at + 1;
            }
        }
    }

    /// <summary>Where the braces that begin here end; 0 when they do not.</summary>
    private static int EndOf(string template, int start)
    {
        for (int at = start, depth = 0; at < template.Length; at++)
        {
            depth += template[at] == '{' ? 1 : template[at] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return at;
            }
        }

        return 0;
    }

    private static string Fitting(string words, string number)
        => words.IndexOf('|', StringComparison.Ordinal) is var middle && middle < 0 ? words : number == One ? words[..middle]
            : words[(middle + 1)..];
}
