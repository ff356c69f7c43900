using System.Diagnostics;
using System.Text.Json.Nodes;

namespace KubePki.FleetTests;

/// <summary>A program that ran to its end within a limit.</summary>
internal sealed record Ran(int Code, string Output, string Diagnostics)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>The result document.</summary>
    public JsonNode Document => JsonNode.Parse(Output)!;

    /// <summary>Everything, for the message of a failed test.</summary>
    public string All => $"exit {Code}\n{Output}\n{Diagnostics}";

    /// <summary>
    /// Runs a program with <paramref name="input"/> on stdin. <paramref name="hear"/> is told every line of its diagnostics and may
    /// end it: what it returns is whether to kill it. At a line of which <paramref name="interruptAt"/> says so it is interrupted as by Ctrl-C. At a line
    /// for which <paramref name="pauseAt"/> gives something to do it stands still while that is done.
    /// </summary>
    public static Ran Program(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, Func<string, bool>? hear = null, string input = "", Func<string, bool>? interruptAt = null, Func<string, Action?>? pauseAt = null)
    {
        // What a shell starts in the background has interrupts ignored, and so has all that comes of it.
        string[] command = interruptAt is null ? [file, .. arguments] : ["env", "--default-signal=INT", file, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
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
