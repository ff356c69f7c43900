using System.Text;

namespace KubePki.Language;

/// <summary>The language a text is asked for in.</summary>
public enum Tongue
{
    /// <summary>English, the default.</summary>
    English,

    /// <summary>Simplified Chinese (<c>--lang zh-CN</c>).</summary>
    Chinese,
}

/// <summary>An expected failure as a value: which kind, where, and with which particulars. Never holds key material.</summary>
public sealed record Problem(Message Message, string Where, IReadOnlyList<string> Arguments)
{
    /// <summary>The problem behind this one, told after it; null when this one says it all.</summary>
    public Problem? Cause { get; init; }

    /// <summary>The stable id of the kind of problem.</summary>
    public string Id => Message.Id;

    /// <summary>What is wrong, without the place.</summary>
    public string What(Tongue tongue)
    {
        var own = Fill(tongue == Tongue.Chinese ? Message.Chinese : Message.English);
        return Cause is null ? own : $"{own}{(tongue == Tongue.Chinese ? ":" : ": ")}{(Cause.Where == Where ? Cause.What(tongue) : Cause.Text(tongue))}";
    }

    /// <summary>What to do about it, or an empty string.</summary>
    public string Hint(Tongue tongue) => Fill(tongue == Tongue.Chinese ? Message.ChineseHint : Message.EnglishHint) is { Length: > 0 } own ? own : Cause?.Hint(tongue) ?? "";

    /// <summary>The same problem with a hint of its own, in the place of its message's: what helps depends on what is broken.</summary>
    public Problem Advising(string english, string chinese) => this with { Message = Message with { EnglishHint = english, ChineseHint = chinese } };

    /// <summary>Place and problem in one line.</summary>
    public string Text(Tongue tongue) => Where.Length == 0 ? What(tongue) : $"{Visible(Where)}: {What(tongue)}";

    /// <inheritdoc/>
    public override string ToString() => Text(Tongue.English);

    /// <summary>In one pass: a particular may look like a place itself.</summary>
    private string Fill(string template)
    {
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] == '{' && i + 2 < template.Length && template[i + 2] == '}' && template[i + 1] - '0' is var place && place >= 0 && place < Arguments.Count)
            {
                text.Append(Visible(Arguments[place]));
                i += 2;
            }
            else
            {
                text.Append(template[i]);
            }
        }

        return text.ToString();
    }

    /// <summary>Names from files and paths as a terminal may see them: control characters could drive it.</summary>
    private static string Visible(string text)
        => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? $"\\x{(int)c:x2}" : c.ToString())) : text;
}
