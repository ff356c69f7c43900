using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace KubePki.Activate;

/// <summary>How a program ended.</summary>
/// <param name="Code">Its exit code; null if it could not be started or did not end in time.</param>
/// <param name="Reason">Why it failed, in one line: what it wrote to stderr, else its exit code.</param>
internal sealed record ProgramEnd(int? Code, string Reason);

/// <summary>Runs a program of this machine to its end, within a time limit.</summary>
internal static class ProgramRun
{
    /// <summary>Runs a program whose output is only used as the reason of a failure.</summary>
    internal static Task<ProgramEnd> QuietAsync(
        string program, IEnumerable<string> arguments, TimeSpan limit, CancellationToken cancellation)
        => RunAsync(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true }, limit, cancellation);

    /// <summary>
    /// Runs a shell command that shares this process's streams; its output goes to stderr, because stdout is for results.
    /// </summary>
    internal static Task<ProgramEnd> ShellAsync(
        string command, IReadOnlyDictionary<string, string> variables, TimeSpan limit, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec 1>&2\n" + command]);
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return RunAsync(start, limit, cancellation);
    }

    private static async Task<ProgramEnd> RunAsync(ProcessStartInfo start, TimeSpan limit, CancellationToken cancellation)
    {
        using var clock = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        clock.CancelAfter(limit);
        try
        {
            using var process = Process.Start(start)!;
            try
            {
                var output = start.RedirectStandardOutput ? process.StandardOutput.ReadToEndAsync(clock.Token) : Task.FromResult("");
                var error = start.RedirectStandardError ? process.StandardError.ReadToEndAsync(clock.Token) : Task.FromResult("");
                await output.ConfigureAwait(false);
                var line = (await error.ConfigureAwait(false)).Trim().Split('\n')[^1];
                await process.WaitForExitAsync(clock.Token).ConfigureAwait(false);
                var code = string.Create(CultureInfo.InvariantCulture, $"exit code {process.ExitCode}");
                return new ProgramEnd(process.ExitCode, line.Length > 0 ? line : code);
            }
            finally
            {
                // Does nothing to a process that has ended.
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Win32Exception e)
        {
            return new ProgramEnd(null, Files.Posix.Describe(e.NativeErrorCode));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ProgramEnd(null, string.Create(CultureInfo.InvariantCulture, $"no end after {limit.TotalSeconds:0} s"));
        }
    }
}
