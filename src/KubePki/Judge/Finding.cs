using KubePki.Language;

namespace KubePki.Judge;

/// <summary>How grave a finding is. The names are part of the JSON contract.</summary>
public enum Severity
{
    /// <summary>Could not be read, so that it is neither in order nor wrong as far as is known.</summary>
    Unknown,

    /// <summary>Will be wrong before long, or is weaker than it should be.</summary>
    Warning,

    /// <summary>Is wrong now.</summary>
    Error,
}

/// <summary>Something an operator has to look at, with where it was seen and what to do about it.</summary>
public sealed record Finding(Severity Severity, Problem Problem)
{
    /// <summary>Id of the check that found it; null for what the running components told.</summary>
    public string? Check { get; init; }

    /// <summary>The home directory that it is about, where that is not root's; null for what is the node's own.</summary>
    public string? Home { get; init; }
}
