using System.Buffers;
using System.Text;

namespace KubePki.Kubernetes;

/// <summary>
/// References to a container's environment: <c>$(NAME)</c> in its command, <c>$NAME</c> and <c>${NAME}</c> in a shell script.
/// </summary>
internal static class VariableReferences
{
    /// <summary>Placeholder in a text for a part that is known only to the running container.</summary>
    internal const string Unknown = "$(?)";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>
    /// A word of a command as Kubernetes expands it (third_party/forked/golang/expansion): <c>$(NAME)</c> is the variable's value,
    /// <c>$$</c> a dollar sign; a reference to an unknown variable stays as it is.
    /// </summary>
    internal static string Expand(string text, ProgramVariables environment)
    {
        if (!text.Contains('$'))
        {
            return text;
        }

        var expanded = new StringBuilder();
        var lastClose = text.LastIndexOf(')');
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                expanded.Append(text[i]);
            }
            else if (text[i + 1] == '$')
            {
                expanded.Append('$');
                i++;
            }
            else if (text[i + 1] == '(' && i < lastClose && text.IndexOf(')', i) is var end)
            {
                var name = text[(i + 2)..end];
                expanded.Append(environment.TryTake(name, out var value) ? value ?? Unknown : $"$({name})");
                i = end;
            }
            else
            {
                expanded.Append(text[i]);
            }
        }

        return expanded.ToString();
    }

    /// <summary>
    /// Appends the value of the expansion at a dollar sign or a backquote of a script; returns the index of its last character.
    /// </summary>
    internal static int ReadShell(string script, int at, StringBuilder word, ProgramVariables environment)
    {
        var (name, end) = NameAt(script, at);
        word.Append(name is not null && environment.TryTake(name, out var value) ? value ?? Unknown : Unknown);
        return end;
    }

    private static (string? Name, int End) NameAt(string script, int at)
    {
        if (script[at] == '`')
        {
            return (null, script.IndexOf('`', at + 1) is var end and >= 0 ? end : script.Length);
        }

        if (at + 1 < script.Length && script[at + 1] is '(' or '{')
        {
            var close = script.IndexOf(script[at + 1] == '(' ? ')' : '}', at);
            return (close > 0 && script[at + 1] == '{' ? script[(at + 2)..close] : null, close < 0 ? script.Length : close);
        }

        var length = script.AsSpan(at + 1).IndexOfAnyExcept(NameCharacters) is var rest and >= 0 ? rest : script.Length - at - 1;
        return (script.Substring(at + 1, length), at + length);
    }
}
