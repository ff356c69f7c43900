using System.Diagnostics;
using System.Text.Json.Nodes;

namespace KubePki.FleetTests;

/// <summary>A program that exited within a limit.</summary>
internal sealed record Ran(int Code, string Output, string Diagnostics)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>The result document.</summary>
    public JsonNode Document => JsonNode.Parse(Output)!;

    /// <summary>The exit code and all output, for the message of a failed test.</summary>
    public string All => $"exit {Code}\n{Output}\n{Diagnostics}";

    /// <summary>
    /// Runs a program with <paramref name="input"/> on stdin. <paramref name="hear"/> gets every line of its diagnostics; true kills the
    /// program. At a line for which <paramref name="interruptAt"/> returns true, the program is interrupted as by Ctrl-C. At a line for
    /// which <paramref name="pauseAt"/> returns an action, the program is stopped while that action runs.
    /// </summary>
    public static Ran Program(
        string file,
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, Func<string, bool>? hear = null,
        string input = "", Func<string, bool>? interruptAt = null, Func<string, Action?>? pauseAt = null)
    {
        // Programs that a shell starts in the background ignore SIGINT, and their child processes inherit that.
        string[] command = interruptAt is null ? [file, .. arguments] : ["env", "--default-signal=INT", file, .. arguments];
        var start = new ProcessStartInfo(
            command[0], command[1..])
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var said = new List<string>();
        var hearing = Task.Run(() =>
        {
            while (process.StandardError.ReadLine() is { } line)
            {
                said.Add(line);
                if (hear?.Invoke(line) == true)
                {
                    process.Kill();
                }

                if (interruptAt?.Invoke(line) == true)
                {
                    Send(process, "-INT");
                }

                if (pauseAt?.Invoke(line) is { } meanwhile)
                {
                    Send(process, "-STOP");
                    meanwhile();
                    Send(process, "-CONT");
                }
            }
        });
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{file} did not end within {Limit}");
        }

        hearing.Wait();
        return new Ran(process.ExitCode, output.Result, string.Join('\n', said));
    }

    private static void Send(Process process, string signal)
    {
        using var kill = Process.Start("kill", [signal, process.Id.ToString()]);
        kill.WaitForExit();
    }
}
