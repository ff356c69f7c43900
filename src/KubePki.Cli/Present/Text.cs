using KubePki.Language;

namespace KubePki.Cli.Present;

/// <summary>A text of the user interface in both languages; one without its Chinese does not compile.</summary>
internal sealed record Text(string English, string Chinese)
{
    public string In(Tongue tongue, params string[] arguments)
    {
        var text = tongue == Tongue.Chinese ? Chinese : English;
        for (var i = 0; i < arguments.Length; i++)
        {
            text = text.Replace($"{{{i}}}", arguments[i], StringComparison.Ordinal);
        }

        return text;
    }
}
