namespace KubePki.Language;

/// <summary>The language a text is asked for in.</summary>
public enum Tongue
{
    /// <summary>English, the default.</summary>
    English,

    /// <summary>Simplified Chinese (<c>--lang zh-CN</c>).</summary>
    Chinese,
}
