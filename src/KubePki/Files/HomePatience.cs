using System.Collections.Concurrent;

namespace KubePki.Files;

/// <summary>
/// How long the home directories of a node may keep a command waiting. The file system of a home may be a user's own, or that of a
/// server that is gone, and can fall silent at any call. All calls in one home have one budget. When it is used up, nothing is asked there
/// any more.
/// </summary>
/// <param name="each">The budget of one home.</param>
internal sealed class HomePatience(TimeSpan each)
{
    /// <summary>The budget of one home: <see cref="Usual"/>, unless a test sets another.</summary>
    internal static readonly TimeSpan Usual = TimeSpan.FromSeconds(20);

    /// <summary>Why nothing is asked in a home any more.</summary>
    internal const string Silence = "the file system does not answer";

    /// <summary>So many homes may use up their budget one after the other; from then on a call waits for a tenth of it.</summary>
    private const int MostPatient = 3;

    /// <summary>Calls of this process that have not come back, by place: until they do, nothing more is asked there.</summary>
    private static readonly ConcurrentDictionary<string, Task> Stuck = new(StringComparer.Ordinal);

    private readonly Lock _one = new();
    private readonly Dictionary<string, TimeSpan> _spent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _silent = new(StringComparer.Ordinal);
    private int _waitedFor;

    /// <summary>What is left of a home's budget; zero where nothing may be asked any more.</summary>
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

    /// <summary>What calls in a home have taken until now.</summary>
    internal TimeSpan Spent(string home)
    {
        lock (_one)
        {
            return _spent.GetValueOrDefault(home);
        }
    }

    /// <summary>Sets what calls in a home have taken. A call within another one is part of it, and counts once.</summary>
    internal void SpendTo(string home, TimeSpan spent)
    {
        lock (_one)
        {
            _spent[home] = TimeSpan.FromTicks(Math.Max(spent.Ticks, _spent.GetValueOrDefault(home).Ticks));
        }
    }

    /// <summary>
    /// Asks nothing in a home any more: its budget is used up while <paramref name="call"/> waits. <paramref name="alone"/>: no other home
    /// was waited for at the same time.
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
