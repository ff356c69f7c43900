using System.Text;

namespace KubePki.Localization;

/// <summary>
/// A text with the placeholders <c>{0}</c> to <c>{9}</c>. <c>{0:day|days}</c> is the singular or plural for the number in that argument,
/// and <c>{0:sh}</c> a word of a command, as a shell word. A path of the node in a command of another program is <c>{0:path}</c>, or the
/// literal <c>{/etc/kubernetes}</c>: the root is added before it. <c>{name}</c> is the placeholder for the names of the items that a hint
/// is for. A kubepki command is in braces of its own, <c>{kubepki renew {0:sh} --yes}</c>, and gets the options that select the node.
/// </summary>
internal static class Template
{
    /// <summary>The placeholder for the names of the items that a hint is for, so that equal hints become one command.</summary>
    internal const string NamePlace = "{name}";

    /// <summary>Marks a placeholder in a command.</summary>
    internal const string InCommand = "sh";

    /// <summary>
    /// Marks the placeholder for a path of the node in a command of another program: the root is added before it, and it is a shell word.
    /// </summary>
    internal const string PathInCommand = "path";

    private const string One = "1";
    private static readonly SuggestedCommands Here = new();

    /// <summary>Fills in the placeholders in one pass: text in an argument is never read as a placeholder.</summary>
    public static string Fill(string template, IReadOnlyList<string> arguments) => Fill(template, arguments, text => text, Here);

    /// <param name="template">The text with its placeholders.</param>
    /// <param name="arguments">The values of the placeholders.</param>
    /// <param name="shown">Formats an argument outside of commands.</param>
    /// <param name="commands">The options that are added to commands.</param>
    /// <param name="names">The value of the names placeholder, each name as a shell word.</param>
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

    /// <summary>The parts of a command, separated by blanks: a placeholder is one part.</summary>
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

    /// <summary>The end of the braces that begin here; 0 if they do not end.</summary>
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
