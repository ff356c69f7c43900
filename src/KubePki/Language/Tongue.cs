namespace KubePki.Language;

/// <summary>The language of a text, and the options with which its commands select the observed node.</summary>
public sealed record Tongue
{
    /// <summary>English, the default.</summary>
    public static readonly Tongue English = new();

    /// <summary>Simplified Chinese (<c>--lang zh-CN</c>).</summary>
    public static readonly Tongue Chinese = new() { IsChinese = true };

    /// <summary>Every language, with commands for this machine's own node.</summary>
    public static readonly IReadOnlyList<Tongue> All = [English, Chinese];

    private Tongue()
    {
    }

    /// <summary>Whether the language is Chinese.</summary>
    public bool IsChinese { get; private init; }

    /// <summary>The options that are added to the commands in a text.</summary>
    internal SuggestedCommands Commands { get; init; } = new();

    /// <summary>The separator between a text and its cause.</summary>
    internal string Colon => IsChinese ? "：" : ": ";

    /// <inheritdoc/>
    public override string ToString() => IsChinese ? "zh-CN" : "en";
}
