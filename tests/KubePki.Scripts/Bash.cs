using System.Diagnostics;

namespace KubePki.Scripts;

/// <summary>Exit code and output of a finished command.</summary>
internal sealed record Ended(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Error);

/// <summary>Runs one command under bash, with an empty environment and empty stdin.</summary>
internal static class Bash
{
    public const string SystemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>A command that takes longer hangs. The limit is generous, because other tests may keep the machine busy.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Ended Run(string command, string folder, Dictionary<string, string> environment, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo("/bin/bash", ["--noprofile", "--norc", "-c", command])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("bash does not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Close();
        if (!process.WaitForExit(limit ?? Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"no end after {(limit ?? Limit).TotalSeconds} s: {command}");
        }

        return new Ended(process.ExitCode, Lines(output.GetAwaiter().GetResult()), Lines(error.GetAwaiter().GetResult()));
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
}
