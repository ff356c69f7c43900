namespace KubePki.Localization;

/// <summary>The language of a text, and the options with which its commands select the observed node.</summary>
public sealed record Language
{
    /// <summary>English, the default.</summary>
    public static readonly Language English = new();

    /// <summary>Simplified Chinese (<c>--lang zh-CN</c>).</summary>
    public static readonly Language Chinese = new() { IsChinese = true };

    /// <summary>Every language, with commands for this machine's own node.</summary>
    public static readonly IReadOnlyList<Language> All = [English, Chinese];

    private Language()
    {
    }

    /// <summary>Whether the language is Chinese.</summary>
    public bool IsChinese { get; private init; }

    /// <summary>The options that are added to the commands in a text.</summary>
    internal SuggestedCommands Commands { get; init; } = new();

    /// <summary>The separator between a text and its cause.</summary>
    internal string Colon => IsChinese ? "：" : ": ";

    /// <summary>The end of a heading.</summary>
    internal string HeadingEnd => IsChinese ? "：" : ":";

    /// <inheritdoc/>
    public override string ToString() => IsChinese ? "zh-CN" : "en";
}
