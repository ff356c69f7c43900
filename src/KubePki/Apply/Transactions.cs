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
        if (FindUndoable(id) is not { } target)
        {
            return ApplyMessages.NoTransaction.At("", id ?? "");
        }

        if (BackupStore.Manifest(_state.BackupOf(target.Id)) is not { } manifest)
        {
            return ApplyMessages.DamagedManifest.At("", target.Id);
        }

        var last = _state.JournalOf(target.Id).Read()!.Last;
        var after = last.Files.Where(_ => !force).ToDictionary(f => f.Path, StringComparer.Ordinal);
        var undone = BackupStore.Changes(_state.BackupOf(target.Id), target.Id, manifest, after).Then(changes =>
            PutBack(new TransactionRequest("undo", $"takes back {target.Id} ({target.Verb})", "{}"u8.ToArray(), changes, target.Id)));
        if (undone.Succeeded)
        {
            TidyUp(last.Directories);
        }

        return undone.Problem is { } problem && (problem.Id == ApplyMessages.ChangedMeanwhile.Id || problem.Id == ApplyMessages.AlreadyThere.Id)
            ? ApplyMessages.ChangedSince.At(problem.Where)
            : undone;
    });

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

    /// <summary>Those that are not at their end: cut off, or at work at this moment in another process.</summary>
    public Outcome<IReadOnlyList<TransactionRecord>> Unfinished()
    {
        try
        {
            return CutOff();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ApplyMessages.BadState.At(DefaultStateDirectory, e.Message);
        }
    }

    private List<TransactionRecord> CutOff()
        => [.. History().Where(t => t.Stage is TransactionStage.Begun or TransactionStage.Staging or TransactionStage.Committing
            || (t.Stage == TransactionStage.Unreadable && _state.JournalOf(t.Id).WasNeverBegun))];

    /// <summary>Every transaction, oldest first. Throws <see cref="IOException"/> where <see cref="ReadProblem"/> would say why.</summary>
    public IReadOnlyList<TransactionRecord> History() => [.. _state.TransactionIds().Select(_state.Record)];

    /// <summary>When the components were last seen to use what is on disk; null when that was never seen, or the history cannot be read.</summary>
    public DateTimeOffset? LastActivation => ReadProblem is null ? History().LastOrDefault(t => t.Stage == TransactionStage.Activated)?.ReachedAt : null;

    /// <summary>Backs up files outside any transaction. Paths are the node's; links are followed.</summary>
    public Outcome<BackupRecord> CreateBackup(IReadOnlyList<string> paths) => WithLock<BackupRecord>("backup", () =>
    {
        var now = _clock.GetUtcNow();
        var id = _state.NewId(now);
        try
        {
            var real = paths.Select(path => _root.Resolve(path)).Where(r => r.Succeeded).Select(r => r.Value!).Distinct(StringComparer.Ordinal).Where(_root.Exists).ToList();
            var manifest = BackupStore.Write(_root, StateDirectory.Make(_state.Backups, id), real, now);
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

    /// <summary>Checks every hash of a backup; the problem names the damaged file.</summary>
    public Outcome<BackupRecord> VerifyBackup(string id)
    {
        var manifest = ManifestOf(id);
        var changes = manifest.Then(m => BackupStore.Changes(_state.BackupOf(id), id, m));
        return changes.Succeeded ? Record(id, manifest.Value) : changes.Problem;
    }

    /// <summary>Puts back what a backup holds, as a transaction that can be taken back.</summary>
    public Outcome<TransactionRecord> RestoreBackup(string id) => WithLock("restore", () =>
        ManifestOf(id)
            .Then(manifest => BackupStore.Changes(_state.BackupOf(id), id, manifest))
            .Then(changes => PutBack(new TransactionRequest("restore", $"restores {id}", "{}"u8.ToArray(), changes))));

    /// <summary>Removes all but the newest <paramref name="keep"/> backups, their transactions with them. Returns the ids removed.</summary>
    public Outcome<IReadOnlyList<string>> Prune(int keep) => WithLock<IReadOnlyList<string>>("prune", () =>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        var old = _state.BackupIds().SkipLast(keep).ToList();
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
        foreach (var put in request.Changes.OfType<PutFile>())
        {
            CryptographicOperations.ZeroMemory(put.Content);
        }

        return done;
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
