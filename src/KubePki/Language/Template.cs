using System.Text;

namespace KubePki.Language;

/// <summary>
/// A text with the places <c>{0}</c> to <c>{9}</c>; <c>{0:day|days}</c> is the word that fits the number in that place, and <c>{0:sh}</c>
/// a word of a command, as a shell takes it.
/// </summary>
public static class Template
{
    private const string One = "1";

    /// <summary>Marks a place in a command.</summary>
    internal const string InCommand = "sh";

    /// <summary>Fills the places in one pass: what an argument holds is never read as a place.</summary>
    public static string Fill(string template, IReadOnlyList<string> arguments) => Fill(template, arguments, text => text);

    /// <param name="template">The text with its places.</param>
    /// <param name="arguments">What stands in them.</param>
    /// <param name="shown">How an argument is shown outside of commands.</param>
    internal static string Fill(string template, IReadOnlyList<string> arguments, Func<string, string> shown)
    {
        if (arguments.Count == 0)
        {
            return template;
        }

        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (PlaceAt(template, i) is var end && end > 0 && template[i + 1] - '0' is var place && place >= 0 && place < arguments.Count)
            {
                text.Append(end == i + 2 ? shown(arguments[place]) : Word(template.AsSpan(i + 3, end - i - 3), arguments[place]));
                i = end;
            }
            else
            {
                text.Append(template[i]);
            }
        }

        return text.ToString();
    }

    /// <summary>Where the place that begins here ends; 0 when none begins here.</summary>
    private static int PlaceAt(string template, int start)
        => template[start] != '{' || start + 2 >= template.Length ? 0
            : template[start + 2] == '}' ? start + 2
            : template[start + 2] == ':' ? Math.Max(0, template.IndexOf('}', start)) : 0;

    private static string Word(ReadOnlySpan<char> words, string number)
        => words is InCommand ? ShellWord.Of(number)
            : words.IndexOf('|') is var middle && middle < 0 ? words.ToString() : (number == One ? words[..middle] : words[(middle + 1)..]).ToString();
}
