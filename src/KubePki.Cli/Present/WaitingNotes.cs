using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace KubePki.Cli.Present;

/// <summary>
/// Shows on a terminal's stderr which nodes kubepki is waiting for, and for how long. The first note appears when the longest wait reaches
/// five seconds; the intervals then increase to a minute. Safe to use from several threads.
/// </summary>
internal sealed class WaitingNotes(Terminal terminal)
{
    /// <summary>The number of nodes that are named; further ones are counted.</summary>
    private const int MostNamed = 5;

    /// <summary>
    /// The durations of the longest wait, in seconds, at which a note is shown. After the last one, a note is shown every minute.
    /// </summary>
    private static readonly int[] Moments = [5, 15, 30, 60];

    private readonly ConcurrentDictionary<long, (string Node, long Since)> _waits = new();
    private readonly Lock _gate = new();
    private Timer? _clock;
    private long _ids;
    private int _shown;

    /// <summary>Starts a wait for a node. Disposing the result ends it.</summary>
    public IDisposable? Begin(string node)
    {
        if (!terminal.IsInteractive)
        {
            return null;
        }

        var id = Interlocked.Increment(ref _ids);
        _waits[id] = (node, Stopwatch.GetTimestamp());
        lock (_gate)
        {
            _clock ??= new Timer(_ => Tick(), null, 1000, 1000);
        }

        return new Wait(this, id);
    }

    /// <summary>The duration at which the next note is shown, in seconds, if the last one was shown at <paramref name="shown"/>.</summary>
    internal static int Next(int shown) => Array.Find(Moments, m => m > shown) is > 0 and var moment ? moment : shown + 60;

    private void End(long id)
    {
        _waits.TryRemove(id, out _);
        lock (_gate)
        {
            if (_waits.IsEmpty)
            {
                _clock?.Dispose();
                (_clock, _shown) = (null, 0);
            }
        }
    }

    private void Tick()
    {
        List<(string Node,
            int Seconds)> waits =
            [
                .. _waits.Values.Select(w => (w.Node, Seconds: (int)Stopwatch.GetElapsedTime(w.Since).TotalSeconds))
                    .OrderByDescending(w => w.Seconds),
            ];
        lock (_gate)
        {
            _shown = waits.Count > 0 && waits[0].Seconds < _shown ? 0 : _shown;
            if (_clock is null || waits.Count == 0 || waits[0].Seconds < Next(_shown))
            {
                return;
            }

            _shown = waits[0].Seconds;
            var named = waits.Where(w => w.Seconds >= Moments[0])
                .Select(w => $"{w.Node} {w.Seconds.ToString(CultureInfo.InvariantCulture)}s")
                .ToList();
            var more = named.Count > MostNamed ? $" +{(named.Count - MostNamed).ToString(CultureInfo.InvariantCulture)}" : "";
            terminal.Note(terminal.Say(Texts.Waiting, string.Join(", ", named.Take(MostNamed)) + more) + " …");
        }
    }

    private sealed class Wait(WaitingNotes notes, long id) : IDisposable
    {
        public void Dispose() => notes.End(id);
    }
}
