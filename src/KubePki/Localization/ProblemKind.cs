namespace KubePki.Localization;

/// <summary>The consequence of a problem for the command.</summary>
public enum ProblemKind
{
    /// <summary>The command failed; its changes were rolled back.</summary>
    Failed,

    /// <summary>The request was invalid: nothing was read or changed.</summary>
    Usage,

    /// <summary>The command stopped half-way, and the operator must act.</summary>
    HalfWay,
}
