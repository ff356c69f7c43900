using KubePki.Localization;

namespace KubePki.Judge;

/// <summary>The severity of a finding. The names are part of the JSON contract.</summary>
public enum Severity
{
    /// <summary>The object could not be read. It is not known whether anything is wrong.</summary>
    Unknown,

    /// <summary>Will be wrong before long, or is weaker than it should be.</summary>
    Warning,

    /// <summary>Is wrong now.</summary>
    Error,
}

/// <summary>A problem that an operator has to examine, with its place and its remedy.</summary>
public sealed record Finding(Severity Severity, Problem Problem)
{
    /// <summary>ID of the check that found the problem; null for findings from the running components.</summary>
    public string? Check { get; init; }

    /// <summary>The home directory that the finding is about, if it is not root's; null for the node's own findings.</summary>
    public string? Home { get; init; }
}
