using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Apply;

/// <summary>The files that are staged together: the node's own files, or those in one home directory.</summary>
internal sealed class StagedPart
{
    private readonly IReadOnlySet<string> _paths;
    private readonly Func<string, byte[]?> _read;

    internal StagedPart(bool isInHome, IReadOnlySet<string> paths, Func<string, byte[]?> read)
        => (IsInHome, _paths, _read) = (isInHome, paths, read);

    /// <summary>Whether these files are in a home directory.</summary>
    public bool IsInHome { get; }

    /// <summary>Whether this part changes the file at a path.</summary>
    public bool Holds(string path) => _paths.Contains(path);

    /// <summary>The staged content for a path; null when there is none.</summary>
    public byte[]? Read(string path) => _read(path);
}

/// <summary>
/// The changes of one command: one transaction for the node's own files, then one for each home directory. The node's own files come first,
/// so that whatever a user does in a home directory affects neither them nor other home directories.
/// </summary>
internal sealed class HomeTransactions(HeldFiles files, TimeProvider clock, StateDirectory state, Commit commit, Recovery recovery)
{
    /// <summary>
    /// Carries out a request. A problem means that nothing was changed, unless its ID is that of <see cref="ApplyMessages.HalfWay"/>.
    /// Skipped files in home directories are reported in the record instead.
    /// </summary>
    internal Outcome<TransactionRecord> CarryOut(TransactionRequest request, Func<StagedPart, Problem?> verifyStaged)
    {
        var run = state.NewId(clock.GetUtcNow());
        var own = OwnOf(request.Changes);
        var homes = request.Changes.Except(own).GroupBy(c => files.HomeOf(c.Path), StringComparer.Ordinal).ToList();
        var (done, left) = (new List<TransactionRecord>(), new List<Problem>());
        if (own.Count > 0 || homes.Count == 0)
        {
            var follow = homes.SelectMany(h => h).Where(c => c is not CopyFile).Select(c => c.Path).ToList();
            var node = commit.Run(
                run, request with { Changes = own }, read => verifyStaged(new StagedPart(false, PathsOf(own), read)), follow);
            if (!node.Succeeded)
            {
                return node.Problem;
            }

            done.Add(node.Value);
        }

        var number = 0;
        foreach (var home in homes)
        {
            var changes = home.ToList();
            var id = Runs.HomeId(run, ++number);
            var part = InHome(id, request with { Changes = changes }, verifyStaged);
            if (part.Succeeded)
            {
                done.Add(part.Value);
            }
            else
            {
                left.Add(part.Problem.Is(ApplyMessages.HalfWay) ? recovery.GiveUp(id, part.Problem)
                    : part.Problem.Where.Length > 0 ? part.Problem : part.Problem with { Where = changes[^1].Path });
            }
        }

        if (done.Count == 0)
        {
            return left[0];
        }

        Settle(run);
        return Runs.Merged(done).Single() with { Skipped = left };
    }

    /// <summary>
    /// Runs the transaction of one home directory. The node's own files are already done, so an exception becomes the problem of the home
    /// directory.
    /// </summary>
    private Outcome<TransactionRecord> InHome(string id, TransactionRequest request, Func<StagedPart, Problem?> verifyStaged)
    {
        try
        {
            return commit.Run(id, request, read => verifyStaged(new StagedPart(true, PathsOf(request.Changes), read)), []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ApplyMessages.WriteFailed.Because(request.Changes[^1].Path, e);
        }
    }

    private void Settle(string run)
    {
        try
        {
            recovery.Settle(run);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next command journals this instead: it finds that every home directory was processed.
        }
    }

    /// <summary>
    /// Why <see cref="CarryOut"/> would change nothing in the node's current state; null if it would not refuse. Changes nothing.
    /// </summary>
    internal Problem? Refusal(IReadOnlyList<Change> changes) => commit.Refusal(OwnOf(changes) is { Count: > 0 } own ? own : changes);

    private List<Change> OwnOf(IReadOnlyList<Change> changes) => [.. changes.Where(c => files.HomeOf(c.Path) is null)];

    private static HashSet<string> PathsOf(IReadOnlyList<Change> changes) => changes.Select(c => c.Path).ToHashSet(StringComparer.Ordinal);
}
