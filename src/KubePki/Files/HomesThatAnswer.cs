using System.Collections.Concurrent;
using System.Diagnostics;

namespace KubePki.Files;

/// <summary>
/// Checks in parallel whether the file systems of home directories respond. One dead server may be behind all of them, and a command must
/// wait for that server only once. As long as they respond, a single thread checks them all.
/// </summary>
internal static class HomesThatAnswer
{
    /// <summary>After this time, more threads check the remaining home directories.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    /// <summary>The maximum number of threads that wait at the same time.</summary>
    private const int MostThreads = 256;

    /// <summary>Looks for a kubeconfig in each home directory, and gives up those that do not respond within their budget.</summary>
    internal static void Ask(NodeRoot root, IEnumerable<string> homes)
    {
        var left = new ConcurrentQueue<string>(homes);
        for (var readers = new List<Reader>(); ; readers.RemoveAll(reader => reader.IsOver))
        {
            for (var more = Math.Min(readers.Count + 1, MostThreads - readers.Count); more > 0 && !left.IsEmpty; more--)
            {
                readers.Add(new Reader(root, left));
            }

            if (Task.WaitAll([.. readers.Select(reader => reader.End)], Soon))
            {
                return;
            }

            readers.ForEach(reader => reader.GiveUpLate());
        }
    }

    private sealed class Reader
    {
        private readonly NodeRoot _root;
        private readonly TaskCompletionSource _end = new();
        private volatile Question? _question;
        private volatile bool _isOver;

        internal Reader(NodeRoot root, ConcurrentQueue<string> homes)
        {
            _root = root;
            new Thread(() => Read(homes)) { IsBackground = true, Name = "homes" }.Start();
        }

        /// <summary>Completes when the thread ends.</summary>
        internal Task End => _end.Task;

        /// <summary>Whether the thread's current home directory was given up.</summary>
        internal bool IsOver => _isOver;

        internal void GiveUpLate()
        {
            if (_question is { } question && Stopwatch.GetElapsedTime(question.Began) > question.Left)
            {
                _isOver = true;
                _root.Homes.GiveUp(_root.OnThisMachine(question.Home), End, alone: false);
            }
        }

        private void Read(ConcurrentQueue<string> homes)
        {
            while (!_isOver && homes.TryDequeue(out var home))
            {
                if (_root.Homes.Left(_root.OnThisMachine(home)) is var time && time > TimeSpan.Zero)
                {
                    _question = new Question(home, Stopwatch.GetTimestamp(), time);
                    _root.Exists(home + HomeDirectories.Kubeconfig);
                    _question = null;
                }
            }

            _end.SetResult();
        }
    }

    private sealed record Question(string Home, long Began, TimeSpan Left);
}
