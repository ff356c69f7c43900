using System.Diagnostics;

namespace KubePki.Lab;

/// <summary>A program that has exited.</summary>
/// <param name="Line">The command line as an operator would type it.</param>
internal sealed record Finished(string Line, int Code, string Output, string Error)
{
    /// <summary>Fails the test, with all output of the program, unless it exited with 0.</summary>
    public Finished Succeeded()
    {
        Assert.True(Code == 0, ToString());
        return this;
    }

    public override string ToString() => $"$ {Line}\nended with {Code}\n{Output}{Error}";

    /// <summary>
    /// Runs a program until it exits. If it takes longer than the limit, kills it and its child processes, and fails the test.
    /// </summary>
    /// <param name="lab">The lab named in its environment.</param>
    public static Finished Run(string lab, TimeSpan limit, string file, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using var process = Start(lab, file, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var inTime = process.WaitForExit(limit);
        if (!inTime)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        var line = string.Join(' ', [file, .. arguments]);
        NoteTime(clock.Elapsed, line);
        var finished = new Finished(line, process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        Assert.True(inTime, $"ended after {limit.TotalSeconds:0} s, unfinished\n{finished}");
        return finished;
    }

    /// <summary>If KUBEPKI_LAB_TIMES names a file, records there every program that took a second or more.</summary>
    private static void NoteTime(TimeSpan took, string line)
    {
        if (Environment.GetEnvironmentVariable("KUBEPKI_LAB_TIMES") is { Length: > 0 } file && took >= TimeSpan.FromSeconds(1))
        {
            File.AppendAllText(file, $"{DateTime.Now:HH:mm:ss} {took.TotalSeconds,6:0.0} s  {line.ReplaceLineEndings(" ")}\n");
        }
    }

    /// <summary>Starts a program and does not wait for it.</summary>
    public static Process Start(string lab, string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBEPKI_LAB"] = lab;
        return Process.Start(start) ?? throw new InvalidOperationException($"cannot start {file}");
    }
}
