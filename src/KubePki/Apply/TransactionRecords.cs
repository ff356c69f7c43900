using KubePki.Localization;

namespace KubePki.Apply;

/// <summary>How far a transaction got. The journal contains these names.</summary>
public enum TransactionStage
{
    /// <summary>Begun: only kubepki's own state directory was written.</summary>
    Begun,

    /// <summary>New files are being written beside their targets.</summary>
    Staging,

    /// <summary>The staged set is verified; files are being renamed into place.</summary>
    Committing,

    /// <summary>Every file is committed.</summary>
    Committed,

    /// <summary>Every file is committed, and the components were observed to use them.</summary>
    Activated,

    /// <summary>Rolled back before or during the commit, so that everything is as before; or given up, in a home directory.</summary>
    RolledBack,

    /// <summary>The journal of the transaction cannot be read.</summary>
    Unreadable,
}

/// <summary>The input of a transaction.</summary>
/// <param name="Verb">The command: renew, create, csr import, undo, restore.</param>
/// <param name="Summary">One line for the history, with names and IDs only, because it is shown in any language.</param>
/// <param name="PlanJson">The plan, stored with the transaction.</param>
/// <param name="Changes">The files to write, in the order of the commit.</param>
/// <param name="Reverses">ID of the transaction that this one undoes, or null.</param>
internal sealed record TransactionRequest(
    string Verb, string Summary, byte[] PlanJson, IReadOnlyList<Change> Changes, string? Reverses = null);

/// <summary>A transaction as recorded in the history.</summary>
public sealed record TransactionRecord(
    string Id,
    string Verb,
    string Summary,
    DateTimeOffset StartedAt,
    TransactionStage Stage,
    IReadOnlyList<string> Paths,
    string? Reverses)
{
    /// <summary>When the transaction reached <see cref="Stage"/>.</summary>
    public DateTimeOffset ReachedAt { get; init; }

    /// <summary>Why files in home directories were skipped; empty if none was.</summary>
    public IReadOnlyList<Problem> Skipped { get; init; } = [];

    /// <summary>
    /// The files of the committed parts of the run: the node's own, and those of each home directory. Empty for a transaction that is not a
    /// run.
    /// </summary>
    internal IReadOnlyList<IReadOnlyList<string>> Parts { get; init; } = [];

    /// <summary>Files in home directories that were still to be changed when the transaction was interrupted.</summary>
    internal IReadOnlyList<string> Homes { get; init; } = [];
}

/// <summary>A backup: of a transaction, or made by <c>backup create</c>.</summary>
/// <param name="Id">The ID of the backup.</param>
/// <param name="MadeAt">When the backup was made; null if its manifest is damaged or cannot be read.</param>
/// <param name="Paths">The backed-up files: the node's paths.</param>
public sealed record BackupRecord(string Id, DateTimeOffset? MadeAt, IReadOnlyList<string> Paths)
{
    /// <summary>What is wrong with the backup or why it cannot be read, if that was checked; null if nothing is.</summary>
    public Problem? Problem { get; init; }

    /// <summary>Why files were skipped that should have been backed up; empty if all files are included.</summary>
    public IReadOnlyList<Problem> Skipped { get; init; } = [];

    /// <summary>Whether the backup could not be read, so that it is unknown whether it is damaged.</summary>
    public bool IsUnknown => Problem is { } problem && (problem.Is(Files.FileMessages.Unreadable) || problem.Is(ApplyMessages.BadState));

    /// <summary>Whether the backup has no intact manifest, or damage was found in its content.</summary>
    public bool IsDamaged => !IsUnknown && (MadeAt is null || Problem is not null);

    /// <summary>Whether no damage of the backup is known.</summary>
    internal bool IsIntact => !IsUnknown && !IsDamaged;
}

/// <summary>The backups that a prune removes, and those among the kept backups that are damaged or unreadable.</summary>
internal sealed record PrunePlan(IReadOnlyList<BackupRecord> Removed, IReadOnlyList<BackupRecord> DamagedLeft);

/// <summary>The results of a recovery, one record for each transaction; empty if there was nothing to do.</summary>
public sealed record RecoveryReport(IReadOnlyList<TransactionRecord> RolledForward, IReadOnlyList<TransactionRecord> RolledBack)
{
    /// <summary>The leftovers of an interrupted run in home directories.</summary>
    public IReadOnlyList<Problem> Skipped { get; init; } = [];

    /// <summary>Whether no transaction had been interrupted.</summary>
    public bool NothingToDo => RolledForward.Count + RolledBack.Count + Skipped.Count == 0;
}
