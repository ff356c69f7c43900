using System.Diagnostics;

namespace KubePki.Faults.Kit;

/// <summary>Exit code and output of a finished program.</summary>
internal sealed record Ended(string CommandLine, int ExitCode, string Output, string Error)
{
    private const int KilledBySignal9 = 137;

    /// <summary>True if SIGKILL ended the program.</summary>
    public bool WasKilled => ExitCode == KilledBySignal9;

    /// <summary>The command line, the exit code and all output.</summary>
    public override string ToString() => $"$ {CommandLine}\nexit code {ExitCode}\n{Output}\n{Error}";

    /// <summary>Fails the test, with all output, unless the exit code is one of <paramref name="codes"/> (default: 0).</summary>
    public Ended Expect(params int[] codes)
    {
        int[] accepted = codes.Length == 0 ? [0] : codes;
        Assert.True(accepted.Contains(ExitCode), $"expected exit code {string.Join(" or ", accepted)}\n{this}");
        return this;
    }
}

/// <summary>Runs programs until they exit, with an empty environment and empty stdin.</summary>
internal static class Programs
{
    public const string SystemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>
    /// A command that takes longer hangs. The limit is generous, because other tests may keep the machine busy. In a sweep of hours it is
    /// longer, because other work may run beside it.
    /// </summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(Effort.Of(60, 600));

    public static Ended Run(string program, params IReadOnlyList<string> arguments) => Start(program, arguments).End();

    /// <summary>Starts a program without waiting for it.</summary>
    public static Running Start(string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(
            program, arguments)
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["PATH"] = SystemPath;
        start.Environment["LANG"] = "C";
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        process.StandardInput.Close();
        return new Running(process, string.Join(' ', [program, .. arguments]), Limit);
    }

    /// <summary>True if a program of that name is on the path.</summary>
    public static bool Has(string program) => SystemPath.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}

/// <summary>A running program.</summary>
internal sealed class Running(Process process, string commandLine, TimeSpan limit)
{
    private readonly Task<string> _output = process.StandardOutput.ReadToEndAsync();
    private readonly Task<string> _error = process.StandardError.ReadToEndAsync();

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>Waits until the program exits. Kills a program that hangs, and fails the test.</summary>
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
