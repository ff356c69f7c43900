using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Fleet;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki agent</c>: an <see cref="Agent"/> on the standard streams.</summary>
internal static class AgentCommand
{
    public static Command Build(CommonOptions common)
    {
        var verb = new Verb("agent", HelpTexts.AgentAbout, common) { Hidden = true };
        verb.SetAction(parsed => Run(parsed.InvocationConfiguration.Output));
        return verb;
    }

    private static int Run(TextWriter output)
    {
        // Not System.Console, because it would configure the terminal.
        var input = new FileStream(new SafeFileHandle(StandardStreams.Input, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        using var operators = new OperatorLines(input, AgentProtocol.Silence);
        var sending = new Lock();
        using var agent = new Agent(operators.Next, Send, AgentVerbs.Find, AgentVerbs.Refuse);
        agent.Run(VersionCommand.Version);
        return ExitCode.Done;

        void Send(JsonObject message)
        {
            lock (sending)
            {
                output.WriteLine(AgentProtocol.Line(message));
            }
        }
    }
}

/// <summary>Passes each line of the diagnostics on as soon as it is complete. Several threads write to it while keys are created.</summary>
internal sealed class NoteWriter(Action<string> note) : TextWriter
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

            note(_line.ToString().TrimEnd('\r'));
            _line.Clear();
        }
    }
}
