using System.Text;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>What ssh and sudo say beside the conversation with the agent; sudo's question for a password is answered, once.</summary>
/// <param name="node">The node.</param>
/// <param name="stream">Their diagnostics.</param>
/// <param name="askPassword">Asks the person; null when there is nobody.</param>
internal sealed class SshDiagnostics(NodeTarget node, TextReader stream, Func<string?> askPassword)
{
    private const int Most = 16 * 1024;
    private readonly StringBuilder _said = new();
    private int _questions;

    /// <summary>Why sudo's question could not be answered; null when it was, or there was none.</summary>
    internal Problem? Unanswered { get; private set; }

    /// <summary>What was said last, up to a bound.</summary>
    internal string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>That the connection ended before an answer came, with the last word there was.</summary>
    internal Problem CutOff
        => FleetMessages.CutOff.At(node.Name, Said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "-");

    /// <summary>
    /// Listens to the end. <paramref name="answer"/> gives sudo a password, <paramref name="giveUp"/> ends the client. A prompt has
    /// no end of line, so it is looked for in what has come.
    /// </summary>
    internal async Task HearAsync(Func<string, Task> answer, Action giveUp)
    {
        var buffer = new char[1024];
        for (int count; (count = await stream.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
        {
            if (!IsQuestion(buffer.AsSpan(0, count)))
            {
                continue;
            }

            if ((_questions++ == 0 ? askPassword() : null) is { } password)
            {
                await answer(password).ConfigureAwait(false);
            }
            else
            {
                Unanswered = (_questions > 1 ? FleetMessages.WrongPassword : FleetMessages.NeedsPassword).At(node.Name);
                giveUp();
            }
        }
    }

    private bool IsQuestion(ReadOnlySpan<char> part)
    {
        lock (_said)
        {
            _said.Append(part);
            var asked = _said.ToString().Contains(SshCommand.PasswordPrompt, StringComparison.Ordinal);
            _said.Replace(SshCommand.PasswordPrompt, "");
            _said.Remove(0, Math.Max(0, _said.Length - Most));
            return asked;
        }
    }
}
