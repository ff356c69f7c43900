using System.Diagnostics;

namespace KubePki.Faults.Kit;

/// <summary>A kubepki process that is stopped at a system call until it is resumed.</summary>
internal sealed class Paused
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly Running _strace;
    private readonly int _id;

    public Paused(Running strace)
    {
        _strace = strace;
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (Child(strace.Id) is { } child && IsStopped(child))
            {
                _id = child;
                return;
            }

            Assert.False(strace.HasEnded, "it came to its end before that call");
            Assert.True(Stopwatch.GetElapsedTime(started) < Limit, "it does not come to that call");
            Thread.Sleep(5);
        }
    }

    /// <summary>ID of the stopped process.</summary>
    public int Id => _id;

    /// <summary>
    /// Resumes the process and waits until it exits. strace counts the calls of each thread, so the process stops again if another thread
    /// makes that call: then it is resumed again.
    /// </summary>
    public Ended Continue()
    {
        Programs.Run("kill", "-CONT", $"{_id}").Expect();
        for (var started = Stopwatch.GetTimestamp(); !_strace.HasEnded && Stopwatch.GetElapsedTime(started) < Limit; Thread.Sleep(20))
        {
            if (IsStopped(_id))
            {
                Programs.Run("kill", "-CONT", $"{_id}");
            }
        }

        return _strace.End();
    }

    private static int? Child(int parent)
    {
        var file = $"/proc/{parent}/task/{parent}/children";
        return File.Exists(file) && File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var child, ..]
            ? int.Parse(child)
            : null;
    }

    /// <summary>A group-stop lasts; the stops at system calls that strace inspects are brief.</summary>
    private static bool IsStopped(int process)
    {
        for (var i = 0; i < 10; i++)
        {
            var threads = Directory.Exists($"/proc/{process}/task")
                ? Directory.EnumerateDirectories($"/proc/{process}/task").Select(t => StateOf($"{t}/stat")).ToList()
                : [];
            if (threads.Count == 0 || !threads.TrueForAll(state => state is 't' or 'T'))
            {
                return false;
            }

            Thread.Sleep(3);
        }

        return true;
    }

    /// <summary>The state letter of proc(5); the letter of a dead thread if the thread ended during the read.</summary>
    private static char StateOf(string file)
    {
        try
        {
            var stat = File.ReadAllText(file);
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return 'X';
        }
    }
}
