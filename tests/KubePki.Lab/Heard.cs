using System.Diagnostics;
using System.Text.RegularExpressions;

namespace KubePki.Lab;

/// <summary>A program that runs, and what it has said so far: line by line, from both outputs.</summary>
internal sealed class Heard : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly Process process;
    private readonly List<string> lines = [];

    public Heard(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything it has said.</summary>
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

    /// <summary>Waits until so many lines have matched, and gives what the last one has in the pattern's group; a program that ends before fails the test.</summary>
    public string Says(string pattern, int times = 1)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            // Seen before its last lines are looked at.
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

    /// <summary>Waits for its end.</summary>
    public Finished Ended()
    {
        Assert.True(process.WaitForExit(Limit), $"it does not end:\n{Said}");
        process.WaitForExit();
        return new Finished("kubepki", process.ExitCode, Said, "");
    }

    /// <summary>Ends it and everything it started, as when the machine it runs on dies.</summary>
    public void Die()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    /// <summary>Lets it and everything it started stand still, or go on.</summary>
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
        => File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(child => Tree(int.Parse(child))).Prepend(id);

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
