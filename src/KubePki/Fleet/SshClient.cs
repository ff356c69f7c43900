using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>
/// The system's OpenSSH client at work for one node: its streams, and the one place that ends it. The client ignores an interrupt from
/// the keyboard: a run stops between two nodes, not in the middle of one.
/// </summary>
internal sealed class SshClient : IAsyncDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    /// <summary>A process that ssh left behind may hold the streams open: nothing is awaited from them for longer.</summary>
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

    /// <summary>Why no answer comes any more: the reason that ended the client, else its own last word.</summary>
    internal Problem CutOff => _reason ?? _diagnostics.CutOff;

    /// <summary>Starts it; an exception of type <see cref="Win32Exception"/> says that there is no ssh.</summary>
    internal static SshClient Start(NodeTarget node, SshSettings settings)
    {
        // A shell only to ignore the interrupt, which then holds for what it becomes; it is given words, not text.
        string[] command = node.IsHere ? [.. SshCommand.Here(node, settings.Program.Path)]
            : [settings.Client, .. SshCommand.Arguments(node, settings.Configuration, SshCommand.Remote(node, settings.Program.Sha256, settings.Program.Size))];
        return new SshClient(node, settings, Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "trap '' INT; exec \"$0\" \"$@\"", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
        })!);
    }

    /// <summary>The next line; null at the end. A line that is too long ends the client.</summary>
    internal async Task<byte[]?> ReadAsync()
    {
        var line = await _lines.ReadAsync().ConfigureAwait(false);
        if (_lines.IsTooLong)
        {
            GiveUp(AnswerMessages.LongLine.At(_node.Name, (AgentProtocol.MostBytes / 1024 / 1024).ToString(CultureInfo.InvariantCulture)));
        }

        return line;
    }

    /// <summary>The first line of the script or the agent; the problem by ssh's own words where none came.</summary>
    internal async Task<Outcome<byte[]>> FirstLineAsync()
    {
        if (await ReadAsync().ConfigureAwait(false) is { } line)
        {
            return line;
        }

        await HeardAsync().ConfigureAwait(false);
        return _reason ?? SshCommand.Failure(_node, _diagnostics.Said);
    }

    /// <summary>To be called when kubepki has spoken: from then on no password is given.</summary>
    internal void IsThrough() => _diagnostics.IsThrough();

    /// <summary>Waits for what ssh says last.</summary>
    internal Task HeardAsync() => Task.WhenAny(_hearing, Task.Delay(LastWords));

    /// <summary>Writes a line; false when the other end has gone.</summary>
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

    /// <summary>Says that the operator is still there, unless something is being written.</summary>
    internal void Hold()
    {
        if (_writing.CurrentCount > 0)
        {
            _ = WriteAsync("{\"hold\":true}");
        }
    }

    /// <summary>Writes a file; what goes wrong is seen by the end of the output.</summary>
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
            // The connection broke; the end of its output says so.
        }
    }

    /// <summary>
    /// Waits for an outcome as long as such work may take, then ends the client. The wait is visible (<see cref="SshSettings.Waits"/>); the time
    /// in which a person types a password does not count.
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
                // Perhaps a person was asked meanwhile.
            }
        }

        GiveUp(AnswerMessages.Late(work).At(_node.Name, Written(limit)));
        return CutOff;
    }

    /// <summary>Ends the client and everything it started. The first reason counts.</summary>
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
            // The other end has gone already, or never read what is still being written to it.
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

        await HeardAsync().ConfigureAwait(false);
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
            // It has ended already, or a part of it belongs to another user.
        }
    }

    /// <summary>A limit as it is given on the command line.</summary>
    private static string Written(TimeSpan limit)
        => limit.TotalSeconds >= 120 && limit.Seconds == 0 ? $"{((long)limit.TotalMinutes).ToString(CultureInfo.InvariantCulture)}m" : $"{((long)limit.TotalSeconds).ToString(CultureInfo.InvariantCulture)}s";
}
