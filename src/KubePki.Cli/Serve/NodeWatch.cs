using System.Globalization;
using KubePki.Cli.Commands;
using KubePki.Cli.Results;
using KubePki.Localization;
using KubePki.Operations;

namespace KubePki.Cli.Serve;

/// <summary>
/// Reads a node on request, but at most once in <see cref="Freshness"/>, so that more requests do not cause more load on the node.
/// Concurrent requests wait for the same snapshot, for <see cref="Patience"/> at most.
/// </summary>
/// <param name="look">Takes a snapshot of the node.</param>
/// <param name="root">The node's root as the operator gave it, for problems.</param>
internal sealed class NodeWatch(Func<NodeSnapshot> look, string root, TimeProvider clock)
{
    /// <summary>The age from which a snapshot is replaced.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(10);

    /// <summary>The maximum age of the last snapshot that is served while a new one takes long.</summary>
    public static readonly TimeSpan MostAge = TimeSpan.FromMinutes(1);

    /// <summary>The maximum time to wait for a snapshot. A Prometheus scrape takes ten seconds at most by default.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _one = new();
    private Task<Outcome<NodeSnapshot>>? _running;
    private Outcome<NodeSnapshot>? _last;
    private long _taken;

    /// <summary>
    /// The current snapshot of the node, or why its state is unknown: there is no control plane, a system error occurred, or the snapshot
    /// takes too long.
    /// </summary>
    public async Task<Outcome<NodeSnapshot>> LookAsync()
    {
        Task<Outcome<NodeSnapshot>> running;
        lock (_one)
        {
            if (LastWithin(Freshness) is { } fresh)
            {
                return fresh;
            }

            running = _running ??= Task.Run(TakeAndKeep);
        }

        try
        {
            return await running.WaitAsync(Patience, clock);
        }
        catch (TimeoutException)
        {
            lock (_one)
            {
                return LastWithin(MostAge)
                    ?? CliMessages.StillLooking.At(root, Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>The first snapshot, however long it takes.</summary>
    public Task<Outcome<NodeSnapshot>> FirstAsync()
    {
        lock (_one)
        {
            return _running ??= Task.Run(TakeAndKeep);
        }
    }

    private Outcome<NodeSnapshot>? LastWithin(TimeSpan age) => _last is not null && clock.GetElapsedTime(_taken) < age ? _last : null;

    private Outcome<NodeSnapshot> TakeAndKeep()
    {
        Outcome<NodeSnapshot>? taken = null;
        try
        {
            return taken = Take();
        }
        finally
        {
            lock (_one)
            {
                (_last, _taken, _running) = (taken, clock.GetTimestamp(), null);
            }
        }
    }

    private Outcome<NodeSnapshot> Take()
    {
        try
        {
            var seen = look();
            return seen.State.IsEmpty ? OperationMessages.NothingFound.At(root) : seen;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return OperationMessages.NotSeen.At(root, e.Message.TrimEnd('.'));
        }
    }
}
