using System.Diagnostics;

namespace KubePki.Conformance;

/// <summary>Exit code and output of a finished program.</summary>
/// <param name="CommandLine">The command as a user would type it, for messages.</param>
internal sealed record Ended(string CommandLine, int ExitCode, string Output, string Error)
{
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

/// <summary>Runs programs until they exit. Every run has a limit: a hanging peer fails its test and not the whole run.</summary>
internal static class Programs
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static Ended Run(string file, params string[] arguments) => RunWithInput(null, file, arguments);

    public static Ended RunWithInput(string? input, string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TZ"] = "UTC";
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["LC_ALL"] = "C.UTF-8";
        string line = string.Join(' ', [file, .. arguments]);
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"cannot start {line}");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            process.StandardInput.Write(input);
        }

        process.StandardInput.Close();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"no end after {Limit.TotalMinutes:0} minutes: {line}");
        }

        return new Ended(line, process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
