using KubePki.Language;

namespace KubePki.Apply;

/// <summary>How far a transaction got. The names stand in the journal.</summary>
public enum TransactionStage
{
    /// <summary>Begun: nothing but kubepki's own state directory was written.</summary>
    Begun,

    /// <summary>New files are being written beside their targets.</summary>
    Staging,

    /// <summary>The staged set is verified; files are being renamed into place.</summary>
    Committing,

    /// <summary>Every file is in place.</summary>
    Committed,

    /// <summary>Every file is in place, and the components were seen to use them.</summary>
    Activated,

    /// <summary>Given up before or during the commit; everything is as before.</summary>
    RolledBack,

    /// <summary>Its journal cannot be read.</summary>
    Unreadable,
}

/// <summary>What is wished of a transaction.</summary>
/// <param name="Verb">The command: renew, undo, restore.</param>
/// <param name="Summary">One line for the history, in names and ids only: it is read in any language.</param>
/// <param name="PlanJson">The plan, kept with the transaction.</param>
/// <param name="Changes">What to write, in the order in which it is put in place.</param>
/// <param name="Reverses">Id of the transaction this one takes back, or null.</param>
internal sealed record TransactionRequest(
    string Verb, string Summary, byte[] PlanJson, IReadOnlyList<Change> Changes, string? Reverses = null);

/// <summary>A transaction as the history tells it.</summary>
public sealed record TransactionRecord(
    string Id,
    string Verb,
    string Summary,
    DateTimeOffset StartedAt,
    TransactionStage Stage,
    IReadOnlyList<string> Paths,
    string? Reverses)
{
    /// <summary>When it got as far as <see cref="Stage"/>.</summary>
    public DateTimeOffset ReachedAt { get; init; }

    /// <summary>Why files in home directories were left as they are; empty when none was.</summary>
    public IReadOnlyList<Problem> Left { get; init; } = [];

    /// <summary>
    /// The files by the parts of the run that are in place: the node's own, and those of each home. Empty for a transaction that is no run.
    /// </summary>
    internal IReadOnlyList<IReadOnlyList<string>> Parts { get; init; } = [];

    /// <summary>Files in home directories that were still to be changed when it was cut off.</summary>
    internal IReadOnlyList<string> Homes { get; init; } = [];
}

/// <summary>A backup: of a transaction, or one made by <c>backup create</c>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="MadeAt">When it was made; null when its list of files is damaged or cannot be read.</param>
/// <param name="Paths">What it holds: the node's paths.</param>
public sealed record BackupRecord(string Id, DateTimeOffset? MadeAt, IReadOnlyList<string> Paths)
{
    /// <summary>What is wrong with it or why it cannot be read, where that was looked for; null when nothing is.</summary>
    public Problem? Problem { get; init; }

    /// <summary>Why files are not in it that were to be backed up; empty when all are.</summary>
    public IReadOnlyList<Problem> Left { get; init; } = [];

    /// <summary>Whether it could not be read, so that nobody knows whether it is damaged.</summary>
    public bool IsUnknown => Problem is { } problem && (problem.Is(Files.FileMessages.Unreadable) || problem.Is(ApplyMessages.BadState));

    /// <summary>Whether it has no whole list of files, or something was found wrong with what it holds.</summary>
    public bool IsDamaged => !IsUnknown && (MadeAt is null || Problem is not null);

    /// <summary>Whether nothing is known to be wrong with it.</summary>
    internal bool IsWhole => !IsUnknown && !IsDamaged;
}

/// <summary>
/// Which backups a prune removes, and those it leaves although they are damaged or could not be read: they are newer than the oldest that is kept.
/// </summary>
internal sealed record PrunePlan(IReadOnlyList<BackupRecord> Removed, IReadOnlyList<BackupRecord> DamagedLeft);

/// <summary>What a recovery did, a line each; empty when there was nothing to do.</summary>
public sealed record RecoveryReport(IReadOnlyList<TransactionRecord> RolledForward, IReadOnlyList<TransactionRecord> RolledBack)
{
    /// <summary>What an interrupted run left in home directories.</summary>
    public IReadOnlyList<Problem> Left { get; init; } = [];

    /// <summary>Whether nothing had been cut off.</summary>
    public bool NothingToDo => RolledForward.Count + RolledBack.Count + Left.Count == 0;
}
