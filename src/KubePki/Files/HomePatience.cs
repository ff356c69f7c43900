using System.Collections.Concurrent;

namespace KubePki.Files;

/// <summary>
/// Limits the time that a command spends in a node's home directories. The file system of a home directory may be a user's own, or that of
/// a network server that has gone away, and can hang at any call. All calls in one home directory share a budget. Once it is used up,
/// kubepki makes no more calls there.
/// </summary>
/// <param name="each">The budget of one home directory.</param>
internal sealed class HomePatience(TimeSpan each)
{
    /// <summary>The default budget of one home directory.</summary>
    internal static readonly TimeSpan Usual = TimeSpan.FromSeconds(20);

    /// <summary>The reason for the problem when a home directory has no budget left.</summary>
    internal const string Silence = "the file system does not answer";

    /// <summary>
    /// The number of home directories that may use up their whole budget one after the other. After that, a call waits for a tenth of the
    /// budget at most.
    /// </summary>
    private const int MostPatient = 3;

    /// <summary>
    /// Calls of this process that have not returned, by home directory. Until a call returns, no other call is made in its home directory.
    /// </summary>
    private static readonly ConcurrentDictionary<string, Task> Stuck = new(StringComparer.Ordinal);

    private readonly Lock _one = new();
    private readonly Dictionary<string, TimeSpan> _spent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _silent = new(StringComparer.Ordinal);
    private int _waitedFor;

    /// <summary>The rest of a home directory's budget; zero if no more calls may be made there.</summary>
    internal TimeSpan Left(string home)
    {
        lock (_one)
        {
            if (_silent.Contains(home) || (Stuck.TryGetValue(home, out var call) && !call.IsCompleted))
            {
                return TimeSpan.Zero;
            }

            var left = each - _spent.GetValueOrDefault(home);
            return left <= TimeSpan.Zero ? TimeSpan.Zero : _waitedFor < MostPatient || left < each / 10 ? left : each / 10;
        }
    }

    /// <summary>The total time that calls in a home directory have taken so far.</summary>
    internal TimeSpan Spent(string home)
    {
        lock (_one)
        {
            return _spent.GetValueOrDefault(home);
        }
    }

    /// <summary>
    /// Sets the total time that calls in a home directory have taken. The time of a nested call is part of the outer call's time and counts
    /// once.
    /// </summary>
    internal void SpendTo(string home, TimeSpan spent)
    {
        lock (_one)
        {
            _spent[home] = TimeSpan.FromTicks(Math.Max(spent.Ticks, _spent.GetValueOrDefault(home).Ticks));
        }
    }

    /// <summary>
    /// Allows no more calls in a home directory: <paramref name="call"/> used up its budget and has not returned. <paramref name="alone"/>:
    /// no other home directory was waited for at the same time.
    /// </summary>
    internal void GiveUp(string home, Task call, bool alone = true)
    {
        lock (_one)
        {
            Stuck[home] = call;
            _ = call.ContinueWith(done => Stuck.TryRemove(new(home, done)), TaskScheduler.Default);
            _waitedFor += _silent.Add(home) && alone ? 1 : 0;
        }
    }
}
