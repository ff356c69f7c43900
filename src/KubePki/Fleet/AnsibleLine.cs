using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace KubePki.Fleet;

/// <summary>
/// Parses the lines of Ansible's INI inventories: words as a POSIX shell splits them, with quotes, backslashes and comments; and values,
/// which are parsed as Python literals if possible.
/// https://docs.ansible.com/ansible/latest/collections/ansible/builtin/ini_inventory.html
/// </summary>
internal static partial class AnsibleLine
{
    /// <summary>The words of a line up to a comment, which may begin within a word; null if a quote is not closed.</summary>
    internal static List<string>? Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (inWord, quote) = (false, '\0');
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote == '\'' ? c == '\'' : quote == '"' ? c == '"' : c is '"' or '\'')
            {
                (quote, inWord) = (quote == '\0' ? c : '\0', true);
            }
            else if (quote == '\0' && c is ' ' or '\t' or '\r' or '\n')
            {
                End();
            }
            else if (quote == '\0' && c == '#')
            {
                break;
            }
            else
            {
                // In double quotes, a backslash is literal unless it escapes a quote or a backslash.
                if (c == '\\' && quote != '\'' && i + 1 < line.Length && (quote == '\0' || line[i + 1] is '"' or '\\'))
                {
                    c = line[++i];
                }

                word.Append(c);
                inWord = true;
            }
        }

        End();
        return quote == '\0' ? words : null;

        void End()
        {
            if (inWord)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            inWord = false;
        }
    }

    /// <summary>Parses a value as Python does: a quoted string, a number, a boolean or None; otherwise the text itself.</summary>
    internal static InventoryValue Value(string text, string where, long line)
    {
        if (Literal().Match(text) is not { Success: true } literal)
        {
            // A list, a mapping or a tuple, unless it is a template.
            var value = new InventoryValue(text, where, line);
            return value with { IsOtherThanText = !value.IsTemplate && text is ['[' or '{' or '(', ..] };
        }

        var (quoted, number, word) = (literal.Groups["quoted"], literal.Groups["number"], literal.Groups["word"].Value);
        return quoted.Success ? new InventoryValue(Unescaped(quoted.Value[1..^1]), where, line)
            : number.Success ? new InventoryValue(number.Value.Replace("_", "", StringComparison.Ordinal), where, line)
            : word == "None" ? new InventoryValue(null, where, line)
            : new InventoryValue(word.ToLower(CultureInfo.InvariantCulture), where, line) { IsOtherThanText = true };
    }

    private static string Unescaped(string text)
        => Escape().Replace(text, m => m.Groups[1].Value switch { "n" => "\n", "t" => "\t", "r" => "\r", var same => same });

    [GeneratedRegex("""^\s*(?:(?<quoted>"(?:[^"\\]|\\["'\\ntr])*"|'(?:[^'\\]|\\["'\\ntr])*')|(?<number>-?(?:0|[1-9](?:_?[0-9])*))|(?<word>True|False|None))\s*(?:#.*)?\z""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Literal();

    [GeneratedRegex("""\\(["'\\ntr])""", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
