using System.Diagnostics;
using System.Text.RegularExpressions;

namespace KubePki.Lab;

/// <summary>A running program and its output so far, line by line, from stdout and stderr.</summary>
internal sealed class RunningProgram : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly Process process;
    private readonly List<string> lines = [];

    public RunningProgram(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>All output so far.</summary>
    public string Said
    {
        get
        {
            lock (lines)
            {
                return string.Join('\n', lines);
            }
        }
    }

    /// <summary>
    /// Waits until this many lines have matched, and returns the pattern's group of the last one. Fails the test if the program ends
    /// before.
    /// </summary>
    public string Says(string pattern, int times = 1)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            // Read before the last lines are checked.
            var over = process.WaitForExit(0);
            lock (lines)
            {
                var matches = lines.Select(line => Regex.Match(line, pattern)).Where(match => match.Success).ToList();
                if (matches.Count >= times)
                {
                    return matches[times - 1].Groups[1].Value;
                }

                Assert.False(over, $"it ended and did not say {pattern}:\n{string.Join('\n', lines)}");
                Assert.True(clock.Elapsed < Limit, $"it does not say {pattern}:\n{string.Join('\n', lines)}");
                Monitor.Wait(lines, Pause);
            }
        }
    }

    /// <summary>Waits until the program exits.</summary>
    public Finished Ended()
    {
        Assert.True(process.WaitForExit(Limit), $"it does not end:\n{Said}");
        process.WaitForExit();
        return new Finished("kubepki", process.ExitCode, Said, "");
    }

    /// <summary>Kills the program and its child processes, as when its machine dies.</summary>
    public void Die()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    /// <summary>Sends a signal that stops or resumes the program and its child processes.</summary>
    public void Signal(string name)
    {
        foreach (var id in Tree(process.Id))
        {
            Finished.Run("", TimeSpan.FromSeconds(10), "kill", $"-{name}", id.ToString()).Succeeded();
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Die();
        }

        process.Dispose();
    }

    private static IEnumerable<int> Tree(int id)
        => File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(child => Tree(int.Parse(child)))
            .Prepend(id);

    private void Add(string? line)
    {
        if (line is not null)
        {
            lock (lines)
            {
                lines.Add(line);
                Monitor.PulseAll(lines);
            }
        }
    }
}
