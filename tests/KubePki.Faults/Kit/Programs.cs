using System.Diagnostics;

namespace KubePki.Faults.Kit;

/// <summary>What a program left behind when it ended.</summary>
internal sealed record Ended(string CommandLine, int ExitCode, string Output, string Error)
{
    private const int KilledBySignal9 = 137;

    /// <summary>Whether it was ended by SIGKILL.</summary>
    public bool WasKilled => ExitCode == KilledBySignal9;

    /// <summary>Everything a reader needs to see what went wrong.</summary>
    public override string ToString() => $"$ {CommandLine}\nexit code {ExitCode}\n{Output}\n{Error}";

    /// <summary>Fails the test with the whole story unless the exit code is one of <paramref name="codes"/> (0 unless given).</summary>
    public Ended Expect(params int[] codes)
    {
        int[] accepted = codes.Length == 0 ? [0] : codes;
        Assert.True(accepted.Contains(ExitCode), $"expected exit code {string.Join(" or ", accepted)}\n{this}");
        return this;
    }
}

/// <summary>Runs programs to their end, with nothing of this process's environment and nothing on stdin.</summary>
internal static class Programs
{
    public const string SystemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>
    /// A command that takes this long hangs. Generous, because the machine may be busy with other tests; more so in a sweep of hours,
    /// beside which anything may run.
    /// </summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(Effort.Of(60, 600));

    public static Ended Run(string program, params IReadOnlyList<string> arguments) => Start(program, arguments).End();

    /// <summary>Starts a program without waiting for it.</summary>
    public static Running Start(string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["PATH"] = SystemPath;
        start.Environment["LANG"] = "C";
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        process.StandardInput.Close();
        return new Running(process, string.Join(' ', [program, .. arguments]), Limit);
    }

    /// <summary>Whether a program of that name is on the path.</summary>
    public static bool Has(string program) => SystemPath.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}

/// <summary>A program at work.</summary>
internal sealed class Running(Process process, string commandLine, TimeSpan limit)
{
    private readonly Task<string> _output = process.StandardOutput.ReadToEndAsync();
    private readonly Task<string> _error = process.StandardError.ReadToEndAsync();

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>Waits for its end; a program that hangs is killed, and the test fails.</summary>
    public Ended End()
    {
        using (process)
        {
            if (!process.WaitForExit(limit))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"no end after {limit.TotalSeconds} s: {commandLine}");
            }

            return new Ended(commandLine, process.ExitCode, _output.GetAwaiter().GetResult(), _error.GetAwaiter().GetResult());
        }
    }
}
