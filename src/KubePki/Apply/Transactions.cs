using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Apply;

/// <summary>
/// All-or-nothing changes of a node's files. The guarantee depends on the order: lock, recover interrupted transactions, back up, stage,
/// verify the staged set, check that nothing changed meanwhile, journal <see cref="TransactionStage.Committing"/>, rename, journal
/// <see cref="TransactionStage.Committed"/>. A crash before the stage Committing is journalled leaves the old state. After a later crash,
/// the next run completes the transaction or rolls it back.
/// </summary>
internal sealed class Transactions
{
    /// <summary>kubepki's own directory on a node.</summary>
    public const string DefaultStateDirectory = "/var/lib/kubepki";

    /// <summary>The verb of a run that restores a backup. The summary of the run is the backup's ID.</summary>
    internal const string RestoreVerb = "restore";

    private readonly TimeProvider _clock;
    private readonly StateDirectory _state;
    private readonly RunBackups _backups;
    private readonly NodeRoot _root;
    private readonly IReadOnlyList<string> _forbidden;

    /// <summary>The transactions of one node.</summary>
    /// <param name="root">The node.</param>
    /// <param name="clock">The source of times.</param>
    /// <param name="forbiddenDirectories">Directories in which nothing may ever be written: the static pod directory.</param>
    public Transactions(NodeRoot root, TimeProvider clock, IReadOnlyList<string> forbiddenDirectories)
    {
        (_root, _clock, _forbidden) = (root, clock, forbiddenDirectories);
        _state = new StateDirectory(root, DefaultStateDirectory);
        _backups = new RunBackups(_state);
    }

    /// <summary>Called before each step with its name. Tests throw here to simulate a crash.</summary>
    internal Action<string> BeforeStep { get; init; } = _ => { };

    /// <summary>
    /// Carries out the request: the node's own files first, then those of each home directory. <paramref name="verifyStaged"/> receives
    /// each part when it is staged and may refuse it. If there is a problem, everything is as before, unless the ID of the problem is that
    /// of <see cref="ApplyMessages.HalfWay"/>. Skipped files in home directories are reported in the record.
    /// </summary>
    public Outcome<TransactionRecord> Run(TransactionRequest request, Func<StagedPart, Problem?> verifyStaged)
        => WithLock(request.Verb, at => at.Runs.CarryOut(request, verifyStaged));

    /// <summary>
    /// Undoes a run: the last one that is not undone, or the one with that ID. An undo is a run too, so it can be undone as well. It is
    /// refused if one of the node's own files changed since, unless <paramref name="force"/> is set. Changed files in home directories are
    /// skipped and reported.
    /// </summary>
    public Outcome<TransactionRecord> Undo(string? id, bool force) => WithLock<TransactionRecord>("undo", at =>
    {
        var request = UndoRequest(id, force);
        var made = request.Succeeded
            ? PartsToUndo(request.Value.Reverses!).SelectMany(part => _state.JournalOf(part).Read()!.Last.Directories).ToList() : [];
        var undone = request.Then(r => PutBack(at, r));
        if (undone.Succeeded)
        {
            TidyUp(at, made);
        }

        return undone.Problem is { } problem ? Since(problem) : undone.Value! with { Skipped = [.. undone.Value.Skipped.Select(Since)] };
    });

    /// <summary>
    /// Why <see cref="Undo"/> would refuse in the node's current state; null if it would not. Changes nothing. Throws the same exceptions
    /// as <see cref="History"/>.
    /// </summary>
    public Problem? UndoProblem(string? id, bool force) => Refusal(UndoRequest(id, force)) is { } problem ? Since(problem) : null;

    /// <summary>
    /// Why one of these files must not be written at its path, as far as can be determined without writing; null if there is no objection.
    /// Files in home directories are not checked: they come last, and are skipped if they cannot be written. Changes nothing.
    /// </summary>
    public Problem? Objection(IEnumerable<string> paths) => Staging.Objection(_root, _forbidden, paths);

    private Outcome<TransactionRequest> UndoRequest(string? id, bool force)
        => UnclearUndo(id) is { } unclear ? unclear
            : FindUndoable(id) is not { } target ? ApplyMessages.NoTransaction.At("", id ?? "")
            : _backups.Changes(target.Id, PartsToUndo(target.Id), part => _backups.ManifestIn(part, target.Id), checks: !force)
                .Then<TransactionRequest>(changes => new TransactionRequest("undo", target.Id, "{}"u8.ToArray(), changes, target.Id));

    /// <summary>The committed transactions of a run.</summary>
    private List<string> PartsDone(string run)
        => [.. _state.TransactionIds().Where(id => Runs.Of(id) == run && Runs.IsDone(_state.Record(id)))];

    /// <summary>
    /// Same as <see cref="PartsDone"/>, without the transactions that an earlier undo has already restored. If it has restored all of them,
    /// they are all included.
    /// </summary>
    private List<string> PartsToUndo(string run)
    {
        var done = PartsDone(run);
        var remaining = UndoneTransactions.Remaining(History()).GetValueOrDefault(run) ?? [];
        return remaining.Count == 0 ? done
            : done.FindAll(
                part => _state.Record(part).Paths is var paths && remaining.Any(left => UndoneTransactions.AreAlike(left, paths)));
    }

    /// <summary>
    /// Changes the wording of a problem for an undo: the file changed after the transaction, not since the command began.
    /// </summary>
    private static Problem Since(Problem problem)
        => problem.Is(ApplyMessages.ChangedMeanwhile) || problem.Is(ApplyMessages.AlreadyThere)
            ? ApplyMessages.ChangedSince.At(problem.Where)
            : problem;

    /// <summary>Runs after the transaction is done. An empty directory that cannot be removed does no harm.</summary>
    private static void TidyUp(Held at, IReadOnlyList<string> directories)
    {
        try
        {
            at.Placement.RemoveDirectories(directories);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The files have their old content, which is what was requested.
        }
    }

    /// <summary>
    /// The transaction that <see cref="Undo"/> would undo, with those of its files that are not restored yet, or null. Throws the same
    /// exceptions as <see cref="History"/>.
    /// </summary>
    public TransactionRecord? FindUndoable(string? id) => UndoneTransactions.Next(History(), id);

    /// <summary>
    /// The unreadable transaction that may be the one to undo, or null: the one with that ID, or without an ID the latest one that is newer
    /// than the result of <see cref="FindUndoable"/>. Throws the same exceptions as <see cref="History"/>.
    /// </summary>
    public Problem? UnclearUndo(string? id)
    {
        var known = id is null ? FindUndoable(null)?.Id ?? "" : "";
        return Unreadable.LastOrDefault(t => id is null ? string.CompareOrdinal(t.Id, known) > 0 : t.Id == id) is { } unreadable
            ? UnreadableProblem(unreadable.Id)
            : null;
    }

    /// <summary>
    /// The problem to report for an unreadable transaction. If its backup is unusable too, the hint does not advise restoring it.
    /// </summary>
    public Problem UnreadableProblem(string id)
        => VerifyBackup(id).Succeeded ? ApplyMessages.UnreadableTransaction.At("", id)
            : ApplyMessages.UnreadableTransaction.At("", id).WithHint(ApplyMessages.OlderTransaction);

    /// <summary>Transactions whose progress cannot be determined. Throws the same exceptions as <see cref="History"/>.</summary>
    public IReadOnlyList<TransactionRecord> Unreadable
        => [.. Runs.Merged(All().Where(t => t.Stage == TransactionStage.Unreadable && !WasNeverBegun(t.Id)))];

    /// <summary>Journals that the components were observed to use the files of a committed transaction.</summary>
    public Problem? MarkActivated(string id) => WithLock<TransactionRecord>("activate", _ =>
    {
        try
        {
            foreach (var part in PartsDone(id))
            {
                if (_state.JournalOf(part).Read()?.Last is { Stage: TransactionStage.Committed } last)
                {
                    _state.JournalOf(part).Write(last with { Stage = TransactionStage.Activated, At = _clock.GetUtcNow() });
                }
            }

            return History().First(t => t.Id == id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ApplyMessages.BadState.Because(DefaultStateDirectory, e);
        }
    }).Problem;

    /// <summary>
    /// Brings interrupted transactions to a consistent state. One that was interrupted during the commit is completed if its new files are
    /// intact and no file was changed since. All others are rolled back.
    /// </summary>
    public Outcome<RecoveryReport> Recover() => WithLock("recover", at => at.Recovery.Run(CutOff()));

    /// <summary>Why history and backups cannot be read; null if they can be, or if there are none yet.</summary>
    public Problem? ReadProblem => _state.ReadProblem();

    /// <summary>
    /// The unfinished transactions: interrupted, or currently in progress in another process. A state directory that is reached through a
    /// link is not trusted.
    /// </summary>
    public Outcome<IReadOnlyList<TransactionRecord>> Unfinished()
    {
        try
        {
            return ReadProblem is { } unreadable ? unreadable : CutOff();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ApplyMessages.BadState.Because(DefaultStateDirectory, e);
        }
    }

    /// <summary>
    /// Reasons to doubt the state of the node: transactions that were interrupted during the commit or whose records cannot be read, and a
    /// state directory that cannot be read because of a system error. Empty if this user may not read the directory.
    /// </summary>
    public IReadOnlyList<Problem> Doubts()
    {
        try
        {
            return ReadProblem is not null ? [] : [.. All().ToList().Select(Doubt).OfType<Problem>()];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
        catch (IOException e)
        {
            return [ApplyMessages.BadState.Because(DefaultStateDirectory, e)];
        }
    }

    private Problem? Doubt(TransactionRecord record) => record.Stage switch
    {
        TransactionStage.Committing => ApplyMessages.Unfinished.At("", record.Id, record.Verb),
        TransactionStage.Unreadable when !WasNeverBegun(record.Id) => UnreadableProblem(record.Id),
        _ => null,
    };

    private List<TransactionRecord> CutOff()
        => [.. All().Where(t => t.Stage is TransactionStage.Begun or TransactionStage.Staging or TransactionStage.Committing
            || (t.Stage == TransactionStage.Unreadable && WasNeverBegun(t.Id))
            || (Runs.IsDone(t) && t.Homes.Count > 0))];

    /// <summary>
    /// A backup is made after the journal is begun. An intact manifest therefore means that the journal has lost its content.
    /// </summary>
    private bool WasNeverBegun(string id) => _state.JournalOf(id).WasNeverBegun && BackupStore.Manifest(_state.BackupOf(id)) is null;

    /// <summary>
    /// Every run, oldest first, as one transaction: that of the node's own files merged with those in home directories. Throws
    /// <see cref="IOException"/> for the reason that <see cref="ReadProblem"/> returns.
    /// </summary>
    public IReadOnlyList<TransactionRecord> History() => [.. Runs.Merged(All())];

    private IEnumerable<TransactionRecord> All() => _state.TransactionIds().Select(_state.Record);

    /// <summary>
    /// When the components were last observed to use the files on disk; null if they never were, or if the history cannot be read.
    /// </summary>
    public DateTimeOffset? LastActivation
    {
        get
        {
            try
            {
                return ReadProblem is null ? History().LastOrDefault(t => t.Stage == TransactionStage.Activated)?.ReachedAt : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    /// <summary>
    /// Backs up files outside any transaction, with the symbolic links that lead to them, but not links among their parent directories.
    /// Paths are the node's. Unreadable files in a home directory are skipped and reported.
    /// </summary>
    public Outcome<BackupRecord> CreateBackup(IReadOnlyList<string> paths) => WithLock<BackupRecord>("backup", at =>
    {
        var now = _clock.GetUtcNow();
        var id = _state.NewId(now);
        try
        {
            var found = BackupSources.Of(_root, at.Files, paths);
            var manifest = BackupStore.Write(at.Files, StateDirectory.Make(_state.Backups, id), found.RealPaths, now, found.Skips);
            return new BackupRecord(id, now, [.. manifest.Files.Select(f => f.Path)]) { Skipped = found.Left };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _state.RemoveBackup(id);
            return ApplyMessages.WriteFailed.Because(_state.Backups, e);
        }
    });

    /// <summary>Every backup, oldest first: those made by <see cref="CreateBackup"/> and those of transactions.</summary>
    public IReadOnlyList<BackupRecord> Backups() => [.. _state.BackupIds().Select(id => _backups.Find(id))];

    /// <summary>
    /// Same as <see cref="Backups"/>, or only the backup with that ID, with every hash checked. The problem of each backup is that of
    /// <see cref="VerifyBackup"/>.
    /// </summary>
    public IReadOnlyList<BackupRecord> VerifiedBackups(string? only = null)
        => [.. _state.BackupIds().Where(id => only is null || id == only).Select(_backups.Verified)];

    /// <summary>Checks every hash of a backup; the problem names the file that is damaged or cannot be read.</summary>
    public Outcome<BackupRecord> VerifyBackup(string id)
    {
        var backup = _backups.Verified(id);
        return backup.Problem is { } problem ? problem : backup;
    }

    /// <summary>Restores a backup, as a run that can be undone.</summary>
    public Outcome<TransactionRecord> RestoreBackup(string id)
        => WithLock(RestoreVerb, at => RestoreRequest(id).Then(request => PutBack(at, request)));

    /// <summary>
    /// Why <see cref="RestoreBackup"/> would refuse in the node's current state; null if it would not. Changes nothing. Throws the same
    /// exceptions as <see cref="History"/>.
    /// </summary>
    public Problem? RestoreProblem(string id) => Refusal(RestoreRequest(id));

    private Outcome<TransactionRequest> RestoreRequest(string id)
        => _backups.ManifestsOf(id)
            .Then(manifests => _backups.Changes(id, [.. manifests.Keys], part => manifests[part].Held, checks: false))
            .Then<TransactionRequest>(changes => new TransactionRequest(RestoreVerb, id, "{}"u8.ToArray(), changes));

    /// <summary>The files of a run that differ from their content before it. Throws the same exceptions as <see cref="History"/>.</summary>
    internal IReadOnlyList<string> Changed(TransactionRecord run) => [.. _backups.Changed(PartsDone(run.Id))];

    /// <summary>
    /// The backups that <see cref="Prune"/> would remove: all backups older than the newest <paramref name="keep"/> intact ones. A backup
    /// that is damaged or unreadable does not count as one of those kept. It is removed only if it is old enough, because a newer one may
    /// be the only copy of its files.
    /// </summary>
    public PrunePlan PlanPrune(int keep)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        var backups = VerifiedBackups();
        var kept = backups.Where(b => b.IsIntact).TakeLast(keep).ToList();
        var removed = backups.TakeWhile(b => kept.Count == keep && b.Id != kept.FirstOrDefault()?.Id).ToList();
        return new PrunePlan(removed, [.. backups.Skip(removed.Count).Where(b => !b.IsIntact)]);
    }

    /// <summary>Removes the backups of <see cref="PlanPrune"/> and their transactions. Returns the removed IDs.</summary>
    public Outcome<IReadOnlyList<string>> Prune(int keep) => WithLock("prune", _ => _state.RemoveRuns(
        [.. PlanPrune(keep).Removed.Select(b => b.Id)], id => BeforeStep($"prune {id}"), id => VerifyBackup(id).Succeeded));

    /// <summary>Restores old files, then wipes their contents in memory, which may be keys.</summary>
    private static Outcome<TransactionRecord> PutBack(Held at, TransactionRequest request)
    {
        var done = at.Runs.CarryOut(request, _ => null);
        RunBackups.Wipe(request.Changes);
        return done;
    }

    private Problem? Refusal(Outcome<TransactionRequest> request)
    {
        if (!request.Succeeded)
        {
            return request.Problem;
        }

        using var files = new HeldFiles(_root);
        var refused = At(files).Runs.Refusal(request.Value.Changes);
        RunBackups.Wipe(request.Value.Changes);
        return refused;
    }

    private Held At(HeldFiles files)
    {
        var placement = new FilePlacement(files, _clock, _state, step => BeforeStep(step));
        var recovery = new Recovery(files, _state, placement);
        var commit = new Commit(files, _clock, _state, new Staging(files, _forbidden), placement, step => BeforeStep(step));
        return new Held(files, placement, recovery, new HomeTransactions(files, _clock, _state, commit, recovery));
    }

    private Outcome<T> WithLock<T>(string verb, Func<Held, Outcome<T>> work)
        where T : class
    {
        if (_state.Prepare() is { } unusable)
        {
            return unusable;
        }

        var held = _state.Lock(StateDirectory.TransactionLock, verb, _clock.GetUtcNow());
        if (!held.Succeeded)
        {
            return held.Problem;
        }

        using (held.Value)
        {
            try
            {
                using var files = new HeldFiles(_root);
                var at = At(files);
                return verb != "recover" && at.Recovery.Run(CutOff()).Problem is { } cutOff ? cutOff : work(at);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Methods that write to the node handle their own errors. This is an error of the reads before them.
                return ApplyMessages.BadState.Because(DefaultStateDirectory, e);
            }
            finally
            {
                Posix.Unlock(held.Value);
            }
        }
    }

    /// <summary>The objects that change the node while the lock is held.</summary>
    private sealed record Held(HeldFiles Files, FilePlacement Placement, Recovery Recovery, HomeTransactions Runs);
}
