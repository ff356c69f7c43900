using KubePki.Files;
using KubePki.Language;

namespace KubePki.Apply;

/// <summary>What is staged at one time: the node's own files, or those in one home directory.</summary>
internal sealed class StagedPart
{
    private readonly IReadOnlySet<string> _paths;
    private readonly Func<string, byte[]?> _read;

    internal StagedPart(bool isInHome, IReadOnlySet<string> paths, Func<string, byte[]?> read) => (IsInHome, _paths, _read) = (isInHome, paths, read);

    /// <summary>Whether these are files in a home directory.</summary>
    public bool IsInHome { get; }

    /// <summary>Whether the file of a path is changed by this part.</summary>
    public bool Holds(string path) => _paths.Contains(path);

    /// <summary>The staged content for a path; null when there is none.</summary>
    public byte[]? Read(string path) => _read(path);
}

/// <summary>
/// One command's changes: the node's own files in a transaction, then those of each home directory in one of its own. What happens in a
/// home, whoever does it, leaves the node's own files as they are by then, and the other homes too.
/// </summary>
internal sealed class HomeRuns(HeldFiles files, TimeProvider clock, StateDirectory state, Commit commit, Recovery recovery)
{
    /// <summary>
    /// Carries out a request. A problem means that nothing was done; what was left in a home is told with the record of what was.
    /// </summary>
    internal Outcome<TransactionRecord> Carry(TransactionRequest request, Func<StagedPart, Problem?> verifyStaged)
    {
        var run = state.NewId(clock.GetUtcNow());
        var own = OwnOf(request.Changes);
        var homes = request.Changes.Except(own).GroupBy(c => files.HomeOf(c.Path), StringComparer.Ordinal).ToList();
        var (done, left) = (new List<TransactionRecord>(), new List<Problem>());
        if (own.Count > 0 || homes.Count == 0)
        {
            var follow = homes.SelectMany(h => h).Where(c => c is not CopyFile).Select(c => c.Path).ToList();
            var node = commit.Run(run, request with { Changes = own }, read => verifyStaged(new StagedPart(false, PathsOf(own), read)), follow);
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
        return Runs.Merged(done).Single() with { Left = left };
    }

    /// <summary>The node's own files are done by then: nothing that goes wrong here may look as if they were not.</summary>
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
            // The next command finds that every home was come to, and journals it.
        }
    }

    /// <summary>Why <see cref="Carry"/> would do nothing as the node is now; null when it would not refuse. Changes nothing.</summary>
    internal Problem? Refusal(IReadOnlyList<Change> changes) => commit.Refusal(OwnOf(changes) is { Count: > 0 } own ? own : changes);

    private List<Change> OwnOf(IReadOnlyList<Change> changes) => [.. changes.Where(c => files.HomeOf(c.Path) is null)];

    private static HashSet<string> PathsOf(IReadOnlyList<Change> changes) => changes.Select(c => c.Path).ToHashSet(StringComparer.Ordinal);
}
