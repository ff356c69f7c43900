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
    private volatile bool _isThrough;
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

    /// <summary>
    /// Whether sudo may be asking: on a node where it was wished, until kubepki itself speaks there. Anything else that says the same words is a
    /// node that wants a password which is not its own.
    /// </summary>
    private bool IsAsking => node.Become && !_isThrough;

    /// <summary>To be called when kubepki has spoken: from then on nothing is answered.</summary>
    internal void IsThrough() => _isThrough = true;

    private bool IsQuestion(ReadOnlySpan<char> part)
    {
        lock (_said)
        {
            _said.Append(part);
            var asked = IsAsking && _said.ToString().Contains(SshCommand.PasswordPrompt, StringComparison.Ordinal);
            if (asked)
            {
                _said.Replace(SshCommand.PasswordPrompt, "");
            }

            _said.Remove(0, Math.Max(0, _said.Length - Most));
            return asked;
        }
    }
}
