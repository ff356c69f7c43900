using System.Collections.Concurrent;
using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Language;
using KubePki.Observe;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Cli.Commands;

/// <summary>
/// <c>kubepki agent</c>: the node's side of <see cref="AgentProtocol"/>. Runs ordinary command lines in this process, one after
/// the other, so that everything works on a node as it does by hand.
/// </summary>
internal sealed class AgentCommand : IDisposable
{
    private readonly BlockingCollection<string> _lines = new(boundedCapacity: 1000);
    private readonly TextWriter _output;

    private AgentCommand(TextWriter output) => _output = output;

    public static Command Build(CommonOptions common)
    {
        var verb = new Verb("agent", HelpTexts.AgentAbout, common) { Hidden = true };
        verb.SetAction(parsed =>
        {
            using var agent = new AgentCommand(parsed.InvocationConfiguration.Output);
            return agent.Run();
        });
        return verb;
    }

    public void Dispose() => _lines.Dispose();

    private int Run()
    {
        Send(AgentProtocol.Hello(VersionCommand.Version));
        new Thread(Listen) { IsBackground = true }.Start();
        while (Next() is { } message)
        {
            Handle(message);
        }

        return ExitCode.Done;
    }

    private void Listen()
    {
        using var input = new StreamReader(new FileStream(new SafeFileHandle(StandardStreams.Input, ownsHandle: false), FileAccess.Read, bufferSize: 0), new UTF8Encoding(false));
        try
        {
            while (input.ReadLine() is { } line)
            {
                _lines.Add(line);
            }
        }
        catch (IOException)
        {
            // The connection broke, which is an end as well.
        }

        _lines.CompleteAdding();
    }

    /// <summary>The next message; null when the operator is gone: by the end of the input, or by saying nothing for too long.</summary>
    private JsonObject? Next()
    {
        while (_lines.TryTake(out var line, AgentProtocol.Silence))
        {
            if (AgentProtocol.Read(line) is { } message && !message.Says("hold"))
            {
                return message;
            }
        }

        return null;
    }

    private void Handle(JsonObject message)
    {
        if (message.Number("id") is not { } id)
        {
            return;
        }

        if (message["share"] is JsonArray)
        {
            Share(id, message);
            return;
        }

        if (message["arguments"] is not JsonArray)
        {
            return;
        }

        var result = new StringWriter();
        var code = CommandLine.Run([.. message.Strings("arguments"), "-o", "json"], result, new NoteWriter(this, id), new Attendance(message.Says("gate") ? () => Wait(id) : null, message["brings"] as JsonObject));
        Send(new JsonObject { ["id"] = id, ["exit"] = code, ["document"] = AgentProtocol.Read(result.ToString()) });
    }

    private void Share(int id, JsonObject message)
    {
        var root = new NodeRoot(message.Text("root") ?? "/");
        var given = SharedExchange.Give(root, NodeObserver.Observe(root, TimeProvider.System.GetUtcNow()), message.Strings("share"), message.Says("keys"));
        Send(new JsonObject
        {
            ["id"] = id,
            ["exit"] = given.Succeeded ? ExitCode.Done : ExitCode.Failed,
            ["document"] = given.Succeeded ? given.Value : new JsonObject { ["problems"] = new JsonArray(ProblemData.Of(given.Problem, Tongue.English).ToJson()) },
        });
    }

    /// <summary>Waits for the word to put the files in place. The lock is held meanwhile; what only reads is answered.</summary>
    private Problem? Wait(int id)
    {
        Send(new JsonObject { ["id"] = id, ["staged"] = true });
        while (Next() is { } message)
        {
            if (message.ContainsKey("go") && message.Number("id") == id)
            {
                return message.Says("go") ? null : FleetMessages.NotReleased.At("");
            }

            Handle(message);
        }

        return FleetMessages.NotReleased.At("");
    }

    private void Send(JsonObject message) => _output.WriteLine(AgentProtocol.Line(message));

    /// <summary>Sends each line of the diagnostics as soon as it is whole. Keys tell it from several threads.</summary>
    private sealed class NoteWriter(AgentCommand agent, int id) : TextWriter
    {
        private readonly StringBuilder _line = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (_line)
            {
                if (value != '\n')
                {
                    _line.Append(value);
                    return;
                }

                agent.Send(new JsonObject { ["id"] = id, ["note"] = _line.ToString().TrimEnd('\r') });
                _line.Clear();
            }
        }
    }
}
