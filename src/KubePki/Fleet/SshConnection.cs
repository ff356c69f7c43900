using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>
/// A node's kubepki behind the system's OpenSSH client. The client ignores an interrupt from the keyboard: a run stops between
/// two nodes, not in the middle of one.
/// </summary>
public sealed class SshConnection : INodeConnection
{
    private const int AnswersBetweenCollections = 8;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    /// <summary>
    /// So many log in at one time: an sshd, that of a jump host too, turns connections away at random when more than ten have not
    /// logged in yet (MaxStartups, sshd_config(5)).
    /// </summary>
    private static readonly SemaphoreSlim Doors = new(8);

    private static int s_answers;

    private readonly Process _process;
    private readonly SshSettings _settings;
    private readonly ConcurrentDictionary<int, Exchange> _open = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly LineReader _lines;
    private readonly SshDiagnostics _diagnostics;
    private Timer? _heartbeat;
    private Task _listening = Task.CompletedTask;
    private Task _hearing = Task.CompletedTask;
    private int _requests;
    private int _gated;
    private volatile bool _over;

    private SshConnection(NodeTarget node, SshSettings settings, Process process)
    {
        (Node, _settings, _process) = (node, settings, process);
        _lines = new LineReader(process.StandardOutput, AgentProtocol.MostCharacters);
        _diagnostics = new SshDiagnostics(node, process.StandardError, settings.AskPassword);
    }

    /// <inheritdoc/>
    public NodeTarget Node { get; }

    /// <summary>Connects, brings the program along where it is not there, and hears its first word.</summary>
    public static async Task<Outcome<INodeConnection>> OpenAsync(NodeTarget node, SshSettings settings)
    {
        SshConnection connection;
        string? first;
        await Doors.WaitAsync().ConfigureAwait(false);
        try
        {
            connection = new SshConnection(node, settings, Start(node, settings));
            first = await connection.FirstWordAsync().ConfigureAwait(false);
            connection._diagnostics.IsThrough();
        }
        catch (Win32Exception e)
        {
            return FleetMessages.NoSsh.At(node.Name, e.Message);
        }
        finally
        {
            Doors.Release();
        }

        var problem = await connection.BeginAsync(first).ConfigureAwait(false);
        if (problem is not null)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            return problem;
        }

        return connection;
    }

    /// <inheritdoc/>
    public Task<Outcome<NodeAnswer>> AskAsync(IReadOnlyList<string> arguments, JsonObject? brings = null)
        => SendAsync(id => AgentProtocol.Request(id, arguments, gate: false, brings), gate: false);

    /// <inheritdoc/>
    public Task<Outcome<NodeAnswer>> AskSharedAsync(IReadOnlyList<string> names, bool keys) => SendAsync(id => AgentProtocol.Share(id, names, keys, Node.Root), gate: false);

    /// <inheritdoc/>
    public Task<Outcome<NodeAnswer>> StageAsync(IReadOnlyList<string> arguments, JsonObject? brings = null)
        => SendAsync(id => AgentProtocol.Request(id, arguments, gate: true, brings), gate: true);

    /// <inheritdoc/>
    public async Task<Outcome<NodeAnswer>> ReleaseAsync(bool go)
    {
        if (!_open.TryGetValue(_gated, out var exchange))
        {
            return _diagnostics.CutOff;
        }

        exchange.Again();
        if (_over)
        {
            return _diagnostics.CutOff;
        }

        return await WriteAsync(AgentProtocol.Line(AgentProtocol.Release(_gated, go))).ConfigureAwait(false) ?? await exchange.Answer.ConfigureAwait(false);
    }

    /// <summary>Ends the agent, which ends the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_heartbeat is not null)
        {
            await _heartbeat.DisposeAsync().ConfigureAwait(false);
        }

        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The other end has gone already.
        }

        using var limit = new CancellationTokenSource(Farewell);
        try
        {
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await Task.WhenAll(_listening, _hearing).ConfigureAwait(false);
        _process.Dispose();
        _writing.Dispose();
    }

    private static Process Start(NodeTarget node, SshSettings settings)
    {
        // A shell only to ignore the interrupt, which then holds for what it becomes; it is given words, not text.
        var arguments = SshCommand.Arguments(node, settings.Configuration, SshCommand.Remote(node, settings.Program.Sha256, settings.Program.Size));
        return Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "trap '' INT; exec ssh \"$@\"", "ssh", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Utf8,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
        })!;
    }

    private Task<string?> FirstWordAsync()
    {
        _hearing = _diagnostics.HearAsync(WriteAsync, _process.Kill);
        return _lines.ReadAsync();
    }

    private async Task<Problem?> BeginAsync(string? first)
    {
        if (first?.StartsWith(NodeScript.Wants, StringComparison.Ordinal) == true)
        {
            if (MachineProblem(first[NodeScript.Wants.Length..].Trim()) is { } other)
            {
                return other;
            }

            await BringAsync().ConfigureAwait(false);
            first = await _lines.ReadAsync().ConfigureAwait(false);
        }

        if (first is null)
        {
            await _hearing.ConfigureAwait(false);
            return _diagnostics.Unanswered ?? SshCommand.Failure(Node, _diagnostics.Said);
        }

        if (first is NodeScript.NoPlace or NodeScript.Damaged)
        {
            return (first == NodeScript.NoPlace ? FleetMessages.NoPlace : FleetMessages.DamagedCopy).At(Node.Name);
        }

        if (AgentProtocol.Read(first).Number("protocol") != AgentProtocol.Version)
        {
            return FleetMessages.NotUnderstood.At(Node.Name, first.Length > 200 ? first[..200] : first);
        }

        _listening = ListenAsync();
        _heartbeat = new Timer(_ => _ = WriteAsync("{\"hold\":true}"), null, AgentProtocol.Heartbeat, AgentProtocol.Heartbeat);
        return null;
    }

    private Problem? MachineProblem(string machine)
    {
        var ours = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => "x86_64", Architecture.Arm64 => "aarch64", var other => other.ToString() };
        return machine == ours ? null : FleetMessages.OtherMachine.At(Node.Name, machine, ours);
    }

    private async Task BringAsync()
    {
        try
        {
            var file = File.OpenRead(_settings.Program.Path);
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

    private async Task<Outcome<NodeAnswer>> SendAsync(Func<int, JsonObject> request, bool gate)
    {
        var id = Interlocked.Increment(ref _requests);
        var exchange = _open[id] = new Exchange();
        if (gate)
        {
            _gated = id;
        }

        if (_over)
        {
            return _diagnostics.CutOff;
        }

        return await WriteAsync(AgentProtocol.Line(request(id))).ConfigureAwait(false) ?? await exchange.Answer.ConfigureAwait(false);
    }

    /// <summary>Null when it was written, else the outcome that says that it was not.</summary>
    private async Task<Outcome<NodeAnswer>?> WriteAsync(string line)
    {
        try
        {
            await _writing.WaitAsync().ConfigureAwait(false);
            try
            {
                await _process.StandardInput.WriteAsync(line + "\n").ConfigureAwait(false);
                await _process.StandardInput.FlushAsync().ConfigureAwait(false);
                return null;
            }
            finally
            {
                _writing.Release();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return _diagnostics.CutOff;
        }
    }

    private async Task ListenAsync()
    {
        while (await _lines.ReadAsync().ConfigureAwait(false) is { } line)
        {
            if (AgentProtocol.Read(line) is not { } message || message.Number("id") is not { } id || !_open.TryGetValue(id, out var exchange))
            {
                continue;
            }

            if (message.Text("note") is { } note)
            {
                exchange.Notes.Add(note);
                _settings.Note(Node, note);
            }
            else if (message.Says("staged"))
            {
                exchange.Ends(INodeConnection.Staged, default);
            }
            else if (message.Number("exit") is { } exit)
            {
                _open.TryRemove(id, out _);
                exchange.Ends(exit, AgentProtocol.Utf8(message["document"]));
                Collect();
            }
        }

        _over = true;
        await _hearing.ConfigureAwait(false);
        foreach (var exchange in _open.Values)
        {
            exchange.Fails(_diagnostics.CutOff);
        }
    }

    /// <summary>
    /// Of an answer its text is kept and a dozen times as much is left over. What lives through a collection while it is being read
    /// the collector looks at again only when there is much of it: with a hundred nodes that would be most of the memory.
    /// </summary>
    private static void Collect()
    {
        if (Interlocked.Increment(ref s_answers) % AnswersBetweenCollections == 0)
        {
            GC.Collect();
        }
    }
}
