using KubePki.Language;

namespace KubePki.Cli.Present;

/// <summary>A text of the user interface in both languages; one without its Chinese does not compile.</summary>
internal sealed record Text(string English, string Chinese)
{
    public string In(Tongue tongue, params string[] arguments) => Template.Fill(tongue == Tongue.Chinese ? Chinese : English, arguments);
}
