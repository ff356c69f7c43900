using System.Text;

namespace KubePki.Kubernetes;

/// <summary>
/// A program's command line in a shell script, as far as it is literal: <c>exec kube-apiserver --a=b &gt;&gt;log 2&gt;&amp;1</c>.
/// Environment variables are expanded. A word with other shell expansions keeps the rest of its text, with
/// <see cref="VariableReferences.Unknown"/> in it.
/// </summary>
internal static class ShellCommand
{
    private const string Operators = ";&|()<>\n";
    private static readonly string[] Shells = ["sh", "bash", "dash", "ash"];

    /// <summary>The script, if the words are a shell with <c>-c</c>; else null.</summary>
    internal static string? ScriptOf(IReadOnlyList<string> words)
    {
        if (words.Count < 3 || !Shells.Contains(ProgramOf(words[0])))
        {
            return null;
        }

        var option = words.Skip(1).TakeWhile(w => w.StartsWith('-')).ToList();
        return option.FindIndex(w => w.EndsWith('c') && !w.StartsWith("--", StringComparison.Ordinal)) >= 0
            && words.Count > option.Count + 1
            ? words[option.Count + 1]
            : null;
    }

    /// <summary>The last part of a program's path.</summary>
    internal static string ProgramOf(string word) => word[(word.LastIndexOf('/') + 1)..];

    /// <summary>The words of the first command with an accepted program; null if the script has none.</summary>
    internal static IReadOnlyList<string>? Find(string script, Func<string, bool> isProgram, ProgramVariables environment)
        => Commands(script, environment).Select(words => FromProgram(words, isProgram)).FirstOrDefault(words => words is not null);

    private static IReadOnlyList<string>? FromProgram(List<string> words, Func<string, bool> isProgram)
        => words.FindIndex(w => isProgram(ProgramOf(w))) is var start and >= 0 ? words[start..] : null;

    /// <summary>
    /// Splits a script into commands and commands into words, like a shell with quotes, backslashes, comments and redirections.
    /// </summary>
    private static IEnumerable<List<string>> Commands(string script, ProgramVariables environment)
    {
        var (words, word, hasWord, skipsNext) = (new List<string>(), new StringBuilder(), false, false);
        void End()
        {
            if (hasWord && !skipsNext)
            {
                words.Add(word.ToString());
            }

            skipsNext = skipsNext && !hasWord;
            word.Clear();
            hasWord = false;
        }

        for (var i = 0; i < script.Length; i++)
        {
            var c = script[i];
            if (c is ' ' or '\t')
            {
                End();
            }
            else if (c == '#' && !hasWord)
            {
                i = script.IndexOf('\n', i) is var end and >= 0 ? end - 1 : script.Length;
            }
            else if (c is '<' or '>' || (c == '&' && i + 1 < script.Length && script[i + 1] == '>'))
            {
                // A number before the operator is the redirected file descriptor.
                hasWord = hasWord && !word.ToString().All(char.IsAsciiDigit);
                End();
                i += script.AsSpan(i).IndexOfAnyExcept('<', '>', '&') is var length and > 0 ? length - 1 : 0;
                skipsNext = true;
            }
            else if (Operators.Contains(c))
            {
                End();
                yield return words;
                words = [];
            }
            else
            {
                hasWord = true;
                i = ReadPart(script, i, word, environment);
            }
        }

        End();
        yield return words;
    }

    /// <summary>Reads a quoted part, a variable or a character; returns the index of its last character.</summary>
    private static int ReadPart(string script, int at, StringBuilder word, ProgramVariables environment)
    {
        switch (script[at])
        {
            case '\\' when at + 1 < script.Length:
                word.Append(script[at + 1] == '\n' ? "" : script[at + 1].ToString());
                return at + 1;
            case '\'':
                var end = script.IndexOf('\'', at + 1);
                word.Append(script.AsSpan(at + 1, (end < 0 ? script.Length : end) - at - 1));
                return end < 0 ? script.Length : end;
            case '"':
                return ReadDoubleQuoted(script, at + 1, word, environment);
            case '$' or '`':
                return VariableReferences.ReadShell(script, at, word, environment);
            default:
                word.Append(script[at]);
                return at;
        }
    }

    private static int ReadDoubleQuoted(string script, int at, StringBuilder word, ProgramVariables environment)
    {
        for (; at < script.Length && script[at] != '"'; at++)
        {
            if (script[at] is '\\' && at + 1 < script.Length && "\"\\$`\n".Contains(script[at + 1]))
            {
                word.Append(script[++at] == '\n' ? "" : script[at].ToString());
            }
            else if (script[at] is '$' or '`')
            {
                at = VariableReferences.ReadShell(script, at, word, environment);
            }
            else
            {
                word.Append(script[at]);
            }
        }

        return at;
    }
}
