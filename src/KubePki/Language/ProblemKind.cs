namespace KubePki.Language;

/// <summary>What a problem means for the command that met it.</summary>
public enum ProblemKind
{
    /// <summary>It failed; what was changed has been put back.</summary>
    Failed,

    /// <summary>The request was wrong: nothing was looked at or changed.</summary>
    Usage,

    /// <summary>It stopped half-way, and a person has to look.</summary>
    HalfWay,
}
