using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>A connection to a node's kubepki through the system's OpenSSH client.</summary>
internal sealed class SshConnection : INodeConnection
{
    /// <summary>
    /// The maximum number of concurrent logins. An sshd, also that of a jump host, randomly refuses connections if more than ten have not
    /// logged in yet (MaxStartups, sshd_config(5)).
    /// </summary>
    private static readonly SemaphoreSlim Doors = new(8);

    private readonly SshSettings _settings;
    private readonly SshClient _client;
    private readonly Conversation _conversation;
    private Timer? _heartbeat;
    private Task _listening = Task.CompletedTask;

    private SshConnection(NodeTarget node, SshSettings settings, SshClient client)
    {
        (Node, _settings, _client) = (node, settings, client);
        _conversation = new Conversation(node, client, settings.Note);
    }

    /// <inheritdoc/>
    public NodeTarget Node { get; }

    /// <summary>Connects, copies the program if it is not on the node yet, and reads its first message.</summary>
    public static async Task<Outcome<INodeConnection>> OpenAsync(NodeTarget node, SshSettings settings)
    {
        SshClient client;
        Outcome<byte[]> first;
        await Doors.WaitAsync().ConfigureAwait(false);
        try
        {
            client = SshClient.Start(node, settings);
            first = await client.WithinAsync(client.FirstLineAsync(), NodeWork.Connect).ConfigureAwait(false);
            client.IsThrough();
        }
        catch (Win32Exception e)
        {
            return FleetMessages.NoSsh.At(node.Name, e.Message);
        }
        finally
        {
            Doors.Release();
        }

        var connection = new SshConnection(node, settings, client);
        var problem = first.Succeeded ? await connection.BeginAsync(first.Value).ConfigureAwait(false) : first.Problem;
        if (problem is not null)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            return problem;
        }

        return connection;
    }

    /// <inheritdoc/>
    public Task<Outcome<NodeAnswer>> AskAsync(NodeRequest request, JsonObject? brings = null, NodeWork work = NodeWork.Read)
        => _conversation.SendAsync(request, brings, work);

    /// <inheritdoc/>
    public Task<Outcome<NodeAnswer>> StageAsync(NodeRequest request, JsonObject? brings = null)
        => _conversation.SendAsync(request, brings, NodeWork.Write, gate: true);

    /// <inheritdoc/>
    public Task<Outcome<NodeAnswer>> ReleaseAsync(bool go) => _conversation.ReleaseAsync(go);

    /// <summary>Ends the agent, which ends the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_heartbeat is not null)
        {
            await _heartbeat.DisposeAsync().ConfigureAwait(false);
        }

        await _client.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAny(_listening, _client.DiagnosticsEndedAsync()).ConfigureAwait(false);
    }

    private async Task<Problem?> BeginAsync(byte[] line)
    {
        var first = Encoding.UTF8.GetString(line);
        if (first.StartsWith(NodeScript.Wants, StringComparison.Ordinal))
        {
            if (MachineProblem(first[NodeScript.Wants.Length..].Trim()) is { } other)
            {
                return other;
            }

            var next = await _client.WithinAsync(CopyAsync(), NodeWork.Copy).ConfigureAwait(false);
            if (!next.Succeeded)
            {
                return next.Problem;
            }

            (line, first) = (next.Value, Encoding.UTF8.GetString(next.Value));
        }

        if (first is NodeScript.NoPlace or NodeScript.Damaged)
        {
            return (first == NodeScript.NoPlace ? FleetMessages.NoPlace : FleetMessages.DamagedCopy).At(Node.Name);
        }

        if (AgentMessage.Read(line) is not { Protocol: AgentProtocol.Version, Program: { } program })
        {
            return FleetMessages.NotUnderstood.At(Node.Name, Conversation.Excerpt(line));
        }

        if (program != _settings.Program.Version)
        {
            return AnswerMessages.OtherProgram.At(
                Node.Name, Conversation.Excerpt(Encoding.UTF8.GetBytes(program)), _settings.Program.Version);
        }

        _listening = _conversation.ListenAsync();
        _heartbeat = new Timer(_ => _client.SendHeartbeat(), null, AgentProtocol.Heartbeat, AgentProtocol.Heartbeat);
        return null;
    }

    private async Task<Outcome<byte[]>> CopyAsync()
    {
        await _client.WriteFileAsync(_settings.Program.Path).ConfigureAwait(false);
        return await _client.FirstLineAsync().ConfigureAwait(false);
    }

    private Problem? MachineProblem(string machine)
    {
        var ours = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 =>
            "x86_64",
            Architecture.Arm64 => "aarch64",
            var other => other.ToString()
        };
        return machine == ours
            ? null
            : FleetMessages.OtherMachine.At(Node.Name, Conversation.Excerpt(Encoding.UTF8.GetBytes(machine)), ours);
    }
}
