using System.Text;

namespace KubePki.Kubernetes;

/// <summary>
/// The command of a service according to its unit file and drop-ins, in the order in which systemd reads them (systemd.exec(5),
/// systemd.service(5)): an empty assignment resets the earlier ones.
/// </summary>
internal sealed class SystemdUnit
{
    private const string Service = "[Service]";
    private const string CommandPrefixes = "@-:+!|";
    private readonly List<(string Name, string Value)> _environment = [];
    private readonly List<string> _environmentFiles = [];
    private string? _command;

    /// <summary>The environment files, in order; the dash that marks an optional file is removed.</summary>
    internal IReadOnlyList<string> EnvironmentFiles => [.. _environmentFiles.Select(f => f.TrimStart('-'))];

    /// <summary>Adds a further file.</summary>
    internal SystemdUnit Append(string text)
    {
        var section = "";
        foreach (var line in Lines(text))
        {
            if (line.StartsWith('['))
            {
                section = line;
            }
            else if (section == Service && line.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
            {
                Assign(line[..equals].TrimEnd(), line[(equals + 1)..].TrimStart());
            }
        }

        return this;
    }

    /// <summary>
    /// The words of the command; null if the unit has none. <paramref name="files"/> are the contents of the environment files, in order.
    /// </summary>
    internal IReadOnlyList<string>? Command(IEnumerable<string> files)
    {
        if (_command is null)
        {
            return null;
        }

        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in _environment.Concat(files.SelectMany(EnvironmentFile.Read)))
        {
            environment[name] = value;
        }

        var variables = new ProgramVariables(environment);
        var words = Words(_command.TrimStart(CommandPrefixes.ToCharArray())).SelectMany(word => Expanded(word, variables)).ToList();
        return ShellCommand.ScriptOf(words) is { } script
            ? ShellCommand.Find(script, program => program == Catalogue.Components.Kubelet, variables) ?? words : words;
    }

    /// <summary>
    /// Words separated by whitespace; quotes keep whitespace and are removed, a backslash makes the next character literal.
    /// </summary>
    internal static IReadOnlyList<string> Words(string text)
    {
        var (words, word, quote, hasWord) = (new List<string>(), new StringBuilder(), '\0', false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (hasWord)
                {
                    words.Add(word.ToString());
                }

                (hasWord, _) = (false, word.Clear());
                continue;
            }

            hasWord = true;
            if (c == '\\' && i + 1 < text.Length)
            {
                word.Append(text[++i]);
            }
            else if (c == quote || (quote == '\0' && c is '"' or '\''))
            {
                quote = c == quote ? '\0' : c;
            }
            else
            {
                word.Append(c);
            }
        }

        return hasWord ? [.. words, word.ToString()] : words;
    }

    private void Assign(string name, string value)
    {
        switch (name)
        {
            case "ExecStart":
                _command = value.Length > 0 ? value : null;
                break;
            case "EnvironmentFile" when value.Length == 0:
                _environmentFiles.Clear();
                break;
            case "EnvironmentFile":
                _environmentFiles.Add(value);
                break;
            case "Environment" when value.Length == 0:
                _environment.Clear();
                break;
            case "Environment":
                _environment.AddRange(Words(value).Where(word => word.IndexOf('=', StringComparison.Ordinal) > 0)
                    .Select(word => (word[..word.IndexOf('=', StringComparison.Ordinal)],
                        word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..])));
                break;
        }
    }

    /// <summary>
    /// A word that is a variable becomes as many words as its value has. Within a word, <c>${NAME}</c> is replaced by the value as it is,
    /// and references in the value are not expanded.
    /// </summary>
    private static IEnumerable<string> Expanded(string word, ProgramVariables variables)
    {
        if (word.StartsWith('$') && word.Length > 1 && word[1..].All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            return Words(variables.TryTake(word[1..], out var whole) ? whole ?? VariableReferences.Unknown : "");
        }

        var (text, at) = (new StringBuilder(), 0);
        while (word.IndexOf("${", at, StringComparison.Ordinal) is var open and >= 0 && word.IndexOf('}', open) is var close and >= 0)
        {
            text.Append(word, at, open - at);
            text.Append(
                variables.TryTake(word[(open + 2)..close], out var value) ? value ?? VariableReferences.Unknown : word[open..(close + 1)]);
            at = close + 1;
        }

        return [text.Append(word, at, word.Length - at).ToString()];
    }

    /// <summary>Lines without comments; a line that ends in a backslash continues in the next.</summary>
    private static IEnumerable<string> Lines(string text)
    {
        var line = new StringBuilder();
        foreach (var part in text.Split('\n').Select(l => l.Trim()).Where(l => l.Length == 0 || l[0] is not ('#' or ';')))
        {
            line.Append(part.EndsWith('\\') ? part[..^1] + " " : part);
            if (!part.EndsWith('\\'))
            {
                yield return line.ToString();
                line.Clear();
            }
        }

        yield return line.ToString();
    }
}
