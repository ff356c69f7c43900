using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Language;

namespace KubePki.Apply;

/// <summary>
/// All-or-nothing changes of a node's files. The order is the promise: lock, recover what was cut off, back up, stage, verify
/// the staged set, check that nothing changed meanwhile, journal <see cref="TransactionStage.Committing"/>, rename, journal
/// <see cref="TransactionStage.Committed"/>. Before the commit record a crash leaves the old state; after it the next run
/// brings the node to one whole state.
/// </summary>
public sealed class Transactions
{
    /// <summary>kubepki's own directory on a node.</summary>
    public const string DefaultStateDirectory = "/var/lib/kubepki";

    private readonly TimeProvider _clock;
    private readonly StateDirectory _state;
    private readonly Commit _commit;
    private readonly NodeRoot _root;

    /// <summary>The transactions of one node.</summary>
    /// <param name="root">The node.</param>
    /// <param name="clock">Where times come from.</param>
    /// <param name="forbiddenDirectories">Directories in which nothing may ever be written: the static pod directory.</param>
    public Transactions(NodeRoot root, TimeProvider clock, IReadOnlyList<string> forbiddenDirectories)
    {
        (_root, _clock) = (root, clock);
        _state = new StateDirectory(root, DefaultStateDirectory);
        _commit = new Commit(root, clock, _state, new Staging(root, forbiddenDirectories), step => BeforeStep(step));
    }

    /// <summary>Called before each step with its name; tests throw here what a crash would be.</summary>
    internal Action<string> BeforeStep { get; init; } = _ => { };

    /// <summary>
    /// Carries out the request. <paramref name="verifyStaged"/> gets a reader of the staged content by node path and may refuse
    /// it. On a problem everything is as before, unless its id is that of <see cref="ApplyMessages.HalfWay"/>.
    /// </summary>
    public Outcome<TransactionRecord> Run(TransactionRequest request, Func<Func<string, byte[]?>, Problem?> verifyStaged)
        => WithLock(request.Verb, () => _commit.Run(request, verifyStaged));

    /// <summary>
    /// Takes a transaction back: the last one that was not itself taken back, or the one of that id. It is a transaction too, so
    /// it can be taken back in turn. Refused when a file changed since, unless <paramref name="force"/>.
    /// </summary>
    public Outcome<TransactionRecord> Undo(string? id, bool force) => WithLock<TransactionRecord>("undo", () =>
    {
        var request = UndoRequest(id, force);
        var made = request.Succeeded ? _state.JournalOf(request.Value.Reverses!).Read()!.Last.Directories : [];
        var undone = request.Then(PutBack);
        if (undone.Succeeded)
        {
            TidyUp(made);
        }

        return undone.Problem is { } problem ? Since(problem) : undone;
    });

    /// <summary>Why <see cref="Undo"/> would refuse as the node is now; null when it would not. Changes nothing. Throws as <see cref="History"/> does.</summary>
    public Problem? UndoProblem(string? id, bool force) => Refusal(UndoRequest(id, force)) is { } problem ? Since(problem) : null;

    private Outcome<TransactionRequest> UndoRequest(string? id, bool force)
        => UnclearUndo(id) is { } unclear ? unclear
            : FindUndoable(id) is not { } target ? ApplyMessages.NoTransaction.At("", id ?? "")
            : BackupStore.Manifest(_state.BackupOf(target.Id)) is not { } manifest ? ApplyMessages.DamagedManifest.At("", target.Id)
            : BackupStore.Changes(_state.BackupOf(target.Id), target.Id, manifest, _state.JournalOf(target.Id).Read()!.Last.Files, checks: !force)
                .Then<TransactionRequest>(changes => new TransactionRequest("undo", target.Id, "{}"u8.ToArray(), changes, target.Id));

    /// <summary>What an undo found changed was changed after the transaction, not since the command began.</summary>
    private static Problem Since(Problem problem)
        => problem.Id == ApplyMessages.ChangedMeanwhile.Id || problem.Id == ApplyMessages.AlreadyThere.Id ? ApplyMessages.ChangedSince.At(problem.Where) : problem;

    /// <summary>After the end: an empty directory that cannot be removed is in nobody's way.</summary>
    private void TidyUp(IReadOnlyList<string> directories)
    {
        try
        {
            _commit.RemoveDirectories(directories);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The files are what they were; that is what was asked for.
        }
    }

    /// <summary>The transaction that <see cref="Undo"/> would take back, or null. Throws as <see cref="History"/> does.</summary>
    public TransactionRecord? FindUndoable(string? id)
    {
        var committed = History().Where(t => t.Stage is TransactionStage.Committed or TransactionStage.Activated).ToList();
        if (id is not null)
        {
            return committed.FirstOrDefault(t => t.Id == id);
        }

        // From the newest on: an undo that was itself taken back takes nothing back any more.
        var takenBack = new HashSet<string>(StringComparer.Ordinal);
        foreach (var transaction in committed.AsEnumerable().Reverse().Where(t => !takenBack.Contains(t.Id)))
        {
            if (transaction.Reverses is null)
            {
                return transaction;
            }

            takenBack.Add(transaction.Reverses);
        }

        return null;
    }

    /// <summary>
    /// The unreadable transaction that may be the one to take back, or null: the one of that id, or without an id one that is newer
    /// than <see cref="FindUndoable"/> finds. Throws as <see cref="History"/> does.
    /// </summary>
    public Problem? UnclearUndo(string? id)
    {
        var known = id is null ? FindUndoable(null)?.Id ?? "" : "";
        return Unreadable.LastOrDefault(t => id is null ? string.CompareOrdinal(t.Id, known) > 0 : t.Id == id) is { } unreadable
            ? ApplyMessages.UnreadableTransaction.At("", unreadable.Id)
            : null;
    }

    /// <summary>Transactions of which nobody can tell how far they got. Throws as <see cref="History"/> does.</summary>
    public IReadOnlyList<TransactionRecord> Unreadable => [.. History().Where(t => t.Stage == TransactionStage.Unreadable && !WasNeverBegun(t.Id))];

    /// <summary>Journals that the components were seen to use what a committed transaction put in place.</summary>
    public Problem? MarkActivated(string id) => WithLock<TransactionRecord>("activate", () =>
    {
        try
        {
            if (_state.JournalOf(id).Read()?.Last is { Stage: TransactionStage.Committed } last)
            {
                _state.JournalOf(id).Write(last with { Stage = TransactionStage.Activated, At = _clock.GetUtcNow() });
            }

            return _state.Record(id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ApplyMessages.BadState.At(DefaultStateDirectory, e.Message);
        }
    }).Problem;

    /// <summary>Brings what was cut off to one whole state: forward when every staged file is still there, else back.</summary>
    public Outcome<RecoveryReport> Recover() => WithLock("recover", () => _commit.Recover(CutOff()));

    /// <summary>Why history and backups cannot be read; null when they can, or when there are none yet.</summary>
    public Problem? ReadProblem => _state.ReadProblem();

    /// <summary>
    /// Those that are not at their end: cut off, or at work at this moment in another process. What lies behind a link is nobody's word for it.
    /// </summary>
    public Outcome<IReadOnlyList<TransactionRecord>> Unfinished()
    {
        try
        {
            return ReadProblem is { } unreadable ? unreadable : CutOff();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ApplyMessages.BadState.At(DefaultStateDirectory, e.Message);
        }
    }

    private List<TransactionRecord> CutOff()
        => [.. History().Where(t => t.Stage is TransactionStage.Begun or TransactionStage.Staging or TransactionStage.Committing
            || (t.Stage == TransactionStage.Unreadable && WasNeverBegun(t.Id)))];

    /// <summary>A backup is made after the journal was begun: where there is a whole list of one, the journal has lost what it said.</summary>
    private bool WasNeverBegun(string id) => _state.JournalOf(id).WasNeverBegun && BackupStore.Manifest(_state.BackupOf(id)) is null;

    /// <summary>Every transaction, oldest first. Throws <see cref="IOException"/> where <see cref="ReadProblem"/> would say why.</summary>
    public IReadOnlyList<TransactionRecord> History() => [.. _state.TransactionIds().Select(_state.Record)];

    /// <summary>When the components were last seen to use what is on disk; null when that was never seen, or the history cannot be read.</summary>
    public DateTimeOffset? LastActivation => ReadProblem is null ? History().LastOrDefault(t => t.Stage == TransactionStage.Activated)?.ReachedAt : null;

    /// <summary>Backs up files outside any transaction, and the links that lead to them: those among their directories stay as they are. Paths are the node's.</summary>
    public Outcome<BackupRecord> CreateBackup(IReadOnlyList<string> paths) => WithLock<BackupRecord>("backup", () =>
    {
        var now = _clock.GetUtcNow();
        var id = _state.NewId(now);
        try
        {
            var files = paths.Select(path => (Path: path, _root.Resolve(path).Value)).Where(f => f.Value is not null && _root.Exists(f.Value)).ToList();

            // The last link first, so that none ever leads to one that is not back yet. A link that others made is not ours to make.
            var links = files.SelectMany(f => _root.LinksOf(f.Path).Reverse()).Where(link => _root.Look(link) is { } facts && NodeRoot.Trusts(facts));
            var manifest = BackupStore.Write(_root, StateDirectory.Make(_state.Backups, id), [.. files.Select(f => f.Value!).Concat(links).Distinct(StringComparer.Ordinal)], now);
            return new BackupRecord(id, now, [.. manifest.Files.Select(f => f.Path)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _state.RemoveBackup(id);
            return ApplyMessages.WriteFailed.At(_state.Backups, e.Message);
        }
    });

    /// <summary>Every backup, oldest first: those made by <see cref="CreateBackup"/> and those of transactions.</summary>
    public IReadOnlyList<BackupRecord> Backups() => [.. _state.BackupIds().Select(id => ManifestOf(id) is { Succeeded: true } found ? Record(id, found.Value) : Record(id, null))];

    /// <summary>Likewise, or only the one of that id, with every hash checked: the damage of each is that of <see cref="VerifyBackup"/>.</summary>
    public IReadOnlyList<BackupRecord> VerifiedBackups(string? only = null) => [.. _state.BackupIds().Where(id => only is null || id == only).Select(Verified)];

    /// <summary>Checks every hash of a backup; the problem names the damaged file.</summary>
    public Outcome<BackupRecord> VerifyBackup(string id)
    {
        var backup = Verified(id);
        return backup.Damage is { } damage ? damage : backup;
    }

    /// <summary>Puts back what a backup holds, as a transaction that can be taken back.</summary>
    public Outcome<TransactionRecord> RestoreBackup(string id) => WithLock("restore", () => RestoreRequest(id).Then(PutBack));

    /// <summary>Why <see cref="RestoreBackup"/> would refuse as the node is now; null when it would not. Changes nothing. Throws as <see cref="History"/> does.</summary>
    public Problem? RestoreProblem(string id) => Refusal(RestoreRequest(id));

    private Outcome<TransactionRequest> RestoreRequest(string id)
        => ManifestOf(id)
            .Then(manifest => BackupStore.Changes(_state.BackupOf(id), id, manifest.Held, _state.JournalOf(id).Read()?.Last.Files ?? [], checks: false))
            .Then<TransactionRequest>(changes => new TransactionRequest("restore", id, "{}"u8.ToArray(), changes));

    /// <summary>
    /// What <see cref="Prune"/> would remove: all backups older than the newest <paramref name="keep"/> that are whole. A damaged one
    /// takes no place among those kept, and goes with the age it is in: a newer one may be all that is left of its files.
    /// </summary>
    public PrunePlan PlanPrune(int keep)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        var backups = VerifiedBackups();
        var kept = backups.Where(b => !b.IsDamaged).TakeLast(keep).ToList();
        var removed = backups.TakeWhile(b => kept.Count == keep && b.Id != kept.FirstOrDefault()?.Id).ToList();
        return new PrunePlan(removed, [.. backups.Skip(removed.Count).Where(b => b.IsDamaged)]);
    }

    /// <summary>Removes what <see cref="PlanPrune"/> says, the transactions of those backups with them. Returns the ids removed.</summary>
    public Outcome<IReadOnlyList<string>> Prune(int keep) => WithLock<IReadOnlyList<string>>("prune", () =>
    {
        var old = PlanPrune(keep).Removed.Select(b => b.Id).ToList();
        try
        {
            old.ForEach(_state.RemoveBackup);
            return old;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ApplyMessages.BadState.At(DefaultStateDirectory, e.Message);
        }
    });

    /// <summary>Puts old files back; their contents, which may be keys, are wiped then.</summary>
    private Outcome<TransactionRecord> PutBack(TransactionRequest request)
    {
        var done = _commit.Run(request, _ => null);
        Wipe(request.Changes);
        return done;
    }

    private Problem? Refusal(Outcome<TransactionRequest> request)
    {
        if (!request.Succeeded)
        {
            return request.Problem;
        }

        var refused = _commit.Refusal(request.Value.Changes);
        Wipe(request.Value.Changes);
        return refused;
    }

    private static void Wipe(IReadOnlyList<Change> changes)
    {
        foreach (var put in changes.OfType<PutFile>())
        {
            CryptographicOperations.ZeroMemory(put.Content);
        }
    }

    private BackupRecord Verified(string id)
    {
        var manifest = ManifestOf(id);
        var changes = manifest.Then(m => BackupStore.Changes(_state.BackupOf(id), id, m));
        Wipe(changes.Value ?? []);
        return Record(id, manifest.Value) with { Damage = changes.Problem };
    }

    private static BackupRecord Record(string id, BackupManifest? manifest)
        => new(id, manifest?.MadeAt, [.. (manifest?.Files ?? []).Where(f => !f.WasMissing).Select(f => f.Path)]);

    private Outcome<BackupManifest> ManifestOf(string id)
    {
        try
        {
            return !_state.BackupIds().Contains(id) ? ApplyMessages.NoBackup.At("", id)
                : BackupStore.Manifest(_state.BackupOf(id)) is { } manifest ? manifest
                : ApplyMessages.DamagedManifest.At("", id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ApplyMessages.BadState.At(DefaultStateDirectory, e.Message);
        }
    }

    private Outcome<T> WithLock<T>(string verb, Func<Outcome<T>> work)
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
                return verb != "recover" && _commit.Recover(CutOff()).Problem is { } cutOff ? cutOff : work();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // What writes to the node catches its own; this is what was to be read before.
                return ApplyMessages.BadState.At(DefaultStateDirectory, e.Message);
            }
            finally
            {
                Posix.Unlock(held.Value);
            }
        }
    }
}
