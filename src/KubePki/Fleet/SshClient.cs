using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>
/// The system's OpenSSH client for one node: its streams, and the single place that terminates it. The client ignores keyboard interrupts:
/// a run stops between two nodes, not in the middle of one.
/// </summary>
internal sealed class SshClient : IAsyncDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    /// <summary>The maximum time to wait for the end of the streams: a process that ssh left behind may hold them open.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly NodeTarget _node;
    private readonly SshSettings _settings;
    private readonly Process _process;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly LineReader _lines;
    private readonly SshDiagnostics _diagnostics;
    private readonly Task _hearing;
    private Problem? _reason;

    private SshClient(NodeTarget node, SshSettings settings, Process process)
    {
        (_node, _settings, _process) = (node, settings, process);
        _lines = new LineReader(process.StandardOutput.BaseStream, AgentProtocol.MostBytes);
        _diagnostics = new SshDiagnostics(node, process.StandardError, settings.AskPassword);
        _hearing = _diagnostics.HearAsync(WriteAsync, GiveUp);
    }

    /// <summary>
    /// The problem for a request that gets no answer: the reason for which the client was terminated, or else the client's own last
    /// message.
    /// </summary>
    internal Problem CutOff => _reason ?? _diagnostics.CutOff;

    /// <summary>Starts the client. A <see cref="Win32Exception"/> means that ssh is not installed.</summary>
    internal static SshClient Start(NodeTarget node, SshSettings settings)
    {
        // The shell is only needed to ignore the interrupt, which the executed program inherits. The command is passed as separate
        // arguments, not as shell text.
        string[] command = node.IsHere ? [.. SshCommand.Here(node, settings.Program.Path)]
            : [
                settings.Client,
                .. SshCommand.Arguments(
                    node, settings.Configuration, SshCommand.Remote(node, settings.Program.Sha256, settings.Program.Size)),
            ];
        return new SshClient(
            node, settings, Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "trap '' INT; exec \"$0\" \"$@\"", .. command])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardInputEncoding = Utf8,
                StandardErrorEncoding = Utf8,
            })!);
    }

    /// <summary>The next line; null at the end. A line that is too long terminates the client.</summary>
    internal async Task<byte[]?> ReadAsync()
    {
        var line = await _lines.ReadAsync().ConfigureAwait(false);
        if (_lines.IsTooLong)
        {
            GiveUp(AnswerMessages.LongLine.At(_node.Name, (AgentProtocol.MostBytes / 1024 / 1024).ToString(CultureInfo.InvariantCulture)));
        }

        return line;
    }

    /// <summary>The first line of the script or the agent; if there is none, a problem with ssh's own message.</summary>
    internal async Task<Outcome<byte[]>> FirstLineAsync()
    {
        if (await ReadAsync().ConfigureAwait(false) is { } line)
        {
            return line;
        }

        await DiagnosticsEndedAsync().ConfigureAwait(false);
        return _reason ?? SshCommand.Failure(_node, _diagnostics.Said);
    }

    /// <summary>Must be called after kubepki's first line: from then on, no password is sent.</summary>
    internal void IsThrough() => _diagnostics.StopAnswering();

    /// <summary>Waits for ssh's last diagnostics.</summary>
    internal Task DiagnosticsEndedAsync() => Task.WhenAny(_hearing, Task.Delay(LastWords));

    /// <summary>Writes a line; false if the other end is gone.</summary>
    internal async Task<bool> WriteAsync(string line)
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            await _process.StandardInput.WriteAsync(line + "\n").ConfigureAwait(false);
            await _process.StandardInput.FlushAsync().ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Sends a heartbeat, unless something is being written.</summary>
    internal void SendHeartbeat()
    {
        if (_writing.CurrentCount > 0)
        {
            _ = WriteAsync("{\"hold\":true}");
        }
    }

    /// <summary>Writes a file. A failure shows as the end of the output.</summary>
    internal async Task WriteFileAsync(string path)
    {
        try
        {
            var file = File.OpenRead(path);
            await using (file.ConfigureAwait(false))
            {
                await file.CopyToAsync(_process.StandardInput.BaseStream).ConfigureAwait(false);
                await _process.StandardInput.BaseStream.FlushAsync().ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // The connection broke, which shows as the end of its output.
        }
    }

    /// <summary>
    /// Waits for an outcome up to the time limit of such work, then terminates the client. The wait is visible
    /// (<see cref="SshSettings.Waits"/>). The time in which a user types a password does not count.
    /// </summary>
    internal async Task<Outcome<T>> WithinAsync<T>(Task<Outcome<T>> outcome, NodeWork work)
        where T : class
    {
        using var visible = _settings.Waits(_node);
        var (began, limit, asking) = (Stopwatch.GetTimestamp(), _settings.Limits.Of(work), _diagnostics.Asking);
        while (limit - Stopwatch.GetElapsedTime(began) + (_diagnostics.Asking - asking) is var left && left > TimeSpan.Zero)
        {
            try
            {
                return await outcome.WaitAsync(left).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Extend the wait if the user was asked for a password meanwhile.
            }
        }

        GiveUp(AnswerMessages.Late(work).At(_node.Name, Written(limit)));
        return CutOff;
    }

    /// <summary>Terminates the client and all its child processes. Only the first reason counts.</summary>
    internal void GiveUp(Problem reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
        {
            Kill();
        }
    }

    /// <summary>Ends the agent, which ends the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The other end is already gone, or never read the data that is still being written to it.
        }

        using var limit = new CancellationTokenSource(_reason is null ? Farewell : LastWords);
        try
        {
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }

        await DiagnosticsEndedAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // The process has already ended, or a part of it belongs to another user.
        }
    }

    /// <summary>A limit in the format of the command line.</summary>
    private static string Written(TimeSpan limit)
        => limit.TotalSeconds >= 120 && limit.Seconds == 0
            ? $"{((long)limit.TotalMinutes).ToString(CultureInfo.InvariantCulture)}m"
            : $"{((long)limit.TotalSeconds).ToString(CultureInfo.InvariantCulture)}s";
}
