namespace KubePki.Language;

/// <summary>Whom a text is for: the language, and the options with which the commands in it name the node that is looked at.</summary>
public sealed record Tongue
{
    /// <summary>English, the default.</summary>
    public static readonly Tongue English = new();

    /// <summary>Simplified Chinese (<c>--lang zh-CN</c>).</summary>
    public static readonly Tongue Chinese = new() { IsChinese = true };

    /// <summary>Every language, on this machine's own node.</summary>
    public static readonly IReadOnlyList<Tongue> All = [English, Chinese];

    private Tongue()
    {
    }

    /// <summary>Whether the language is Chinese.</summary>
    public bool IsChinese { get; private init; }

    /// <summary>The options that the commands in a text get.</summary>
    internal SuggestedCommands Commands { get; init; } = new();

    /// <summary>What stands between a text and the reason that follows it.</summary>
    internal string Colon => IsChinese ? ":" : ": ";

    /// <inheritdoc/>
    public override string ToString() => IsChinese ? "zh-CN" : "en";
}
