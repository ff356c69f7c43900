using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>
/// Sends requests to a node's agent and receives its answers. The agent is not trusted: each answer is read with limits on time, size,
/// depth and number, and an error in it only makes this node's answer unusable.
/// </summary>
internal sealed class Conversation(NodeTarget node, SshClient client, Action<NodeTarget, string> tell)
{
    /// <summary>The maximum number of lines and bytes that an agent may send in addition to an answer.</summary>
    private const int MostLines = 10_000, MostBytes = 4 * 1024 * 1024;

    /// <summary>The maximum number of characters of a message that a problem shows.</summary>
    private const int Shown = 200;

    private const int AnswersBetweenCollections = 8;
    private static int s_answers;

    private readonly ConcurrentDictionary<int, Exchange> _open = new();
    private int _requests;
    private int _gated;
    private int _lines;
    private int _bytes;
    private volatile bool _over;

    /// <summary>Sends a request and waits for its answer. A gated request either ends or waits for its release.</summary>
    internal Task<Outcome<NodeAnswer>> SendAsync(NodeRequest request, JsonObject? brings, NodeWork work, bool gate = false)
    {
        var id = Interlocked.Increment(ref _requests);
        var exchange = _open[id] = new Exchange(request.Verb);
        _gated = gate ? id : _gated;
        return client.WithinAsync(AnswerAsync(exchange, AgentProtocol.Request(id, request, gate, brings)), work);
    }

    /// <summary>Releases the gated request, and waits for its answer.</summary>
    internal async Task<Outcome<NodeAnswer>> ReleaseAsync(bool go)
    {
        if (!_open.TryGetValue(_gated, out var exchange))
        {
            return client.CutOff;
        }

        exchange.Again();
        return await client.WithinAsync(AnswerAsync(exchange, AgentProtocol.Release(_gated, go)), go ? NodeWork.Activate : NodeWork.Write)
            .ConfigureAwait(false);
    }

    /// <summary>Reads messages from the agent until the connection ends.</summary>
    internal async Task ListenAsync()
    {
        while (await client.ReadAsync().ConfigureAwait(false) is { } line && Take(line) is var wrong)
        {
            if (wrong is not null)
            {
                client.GiveUp(wrong);
                break;
            }
        }

        _over = true;
        await client.DiagnosticsEndedAsync().ConfigureAwait(false);
        foreach (var exchange in _open.Values)
        {
            exchange.Fails(client.CutOff);
        }
    }

    /// <summary>The beginning of a line, for a problem.</summary>
    internal static string Excerpt(byte[] line)
    {
        var text = Encoding.UTF8.GetString(line, 0, Math.Min(line.Length, Shown * 4));
        return text.Length > Shown ? text[..Shown] + "…" : text;
    }

    private async Task<Outcome<NodeAnswer>> AnswerAsync(Exchange exchange, JsonObject message)
    {
        Interlocked.Exchange(ref _lines, 0);
        Interlocked.Exchange(ref _bytes, 0);
        return !_over && await client.WriteAsync(AgentProtocol.Line(message)).ConfigureAwait(false)
            ? await exchange.Answer.ConfigureAwait(false)
            : client.CutOff;
    }

    /// <summary>Handles a line. Returns what is wrong with the agent, or null.</summary>
    private Problem? Take(byte[] line)
    {
        if (AgentMessage.Read(line) is not { } message)
        {
            // Programs that kubepki runs there may print lines of their own. kubepki's own messages are always valid.
            return line is [(byte)'{', ..] ? AnswerMessages.BadMessage.At(node.Name, Excerpt(line)) : Count(line);
        }

        if (message.Id is not { } id || !_open.TryGetValue(id, out var exchange))
        {
            return Count(line);
        }

        if (message.Exit is { } exit)
        {
            _open.TryRemove(id, out _);
            exchange.Ends(AnswerCheck.Of(node, exchange.Verb, exit, message.Document), exit, message.Document);
            Collect();
            return null;
        }

        if (message.IsStaged)
        {
            exchange.Ends(null, INodeConnection.Staged, default);
        }
        else if (message.Note is { } note)
        {
            tell(node, exchange.Note(note));
        }

        return Count(line);
    }

    /// <summary>Counts a line that is not an answer. Returns a problem if there were too many since the last request.</summary>
    private Problem? Count(byte[] line)
    {
        var (lines, bytes) = (Interlocked.Increment(ref _lines), Interlocked.Add(ref _bytes, line.Length));
        return lines > MostLines || bytes > MostBytes
            ? AnswerMessages.EndlessNotes.At(
                node.Name, lines.ToString(CultureInfo.InvariantCulture), (bytes / 1024).ToString(CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>
    /// Runs the garbage collector after every few answers. Only the text of an answer is kept, and parsing leaves about a dozen times as
    /// much garbage. Objects that survive a collection during parsing are only collected again under memory pressure: with a hundred nodes,
    /// they would be most of the memory.
    /// </summary>
    private static void Collect()
    {
        if (Interlocked.Increment(ref s_answers) % AnswersBetweenCollections == 0)
        {
            GC.Collect();
        }
    }
}
