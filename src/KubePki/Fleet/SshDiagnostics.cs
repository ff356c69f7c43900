using System.Diagnostics;
using System.Globalization;
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

    /// <summary>The most characters of diagnostics that one connection may bring.</summary>
    private const int MostInAll = 1024 * 1024;

    /// <summary>Characters of the last word that a problem shows.</summary>
    private const int Shown = 300;

    private readonly StringBuilder _said = new();
    private volatile bool _isThrough;
    private int _questions;
    private long _askedFor;
    private long _askingSince;

    /// <summary>How long a person has been asked for a password so far.</summary>
    internal TimeSpan Asking => new(Interlocked.Read(ref _askedFor) + (Interlocked.Read(ref _askingSince) is > 0 and var since ? Stopwatch.GetElapsedTime(since).Ticks : 0));

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
        => FleetMessages.CutOff.At(node.Name, LastWord(Said) ?? "-");

    /// <summary>The last line of diagnostics, cut to what a problem shows; null when nothing was said.</summary>
    internal static string? LastWord(string said)
        => said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() is not { } last ? null
            : last.Length > Shown ? last[..Shown] + "…" : last;

    /// <summary>
    /// Listens to the end. <paramref name="answer"/> gives sudo a password, <paramref name="giveUp"/> ends the client for a reason. A prompt has
    /// no end of line, so it is looked for in what has come.
    /// </summary>
    internal async Task HearAsync(Func<string, Task> answer, Action<Problem> giveUp)
    {
        var buffer = new char[1024];
        long all = 0;
        for (int count; (count = await ReadAsync(buffer).ConfigureAwait(false)) > 0;)
        {
            all += count;
            if (all > MostInAll)
            {
                giveUp(AnswerMessages.EndlessDiagnostics.At(node.Name, (MostInAll / 1024).ToString(CultureInfo.InvariantCulture)));
                return;
            }

            if (!IsQuestion(buffer.AsSpan(0, count)))
            {
                continue;
            }

            if ((_questions++ == 0 ? Ask() : null) is { } password)
            {
                await answer(password).ConfigureAwait(false);
            }
            else
            {
                giveUp((_questions > 1 ? FleetMessages.WrongPassword : FleetMessages.NeedsPassword).At(node.Name));
            }
        }
    }

    /// <summary>A stream that is closed on this side has ended too.</summary>
    private async Task<int> ReadAsync(char[] buffer)
    {
        try
        {
            return await stream.ReadAsync(buffer).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return 0;
        }
    }

    private string? Ask()
    {
        Interlocked.Exchange(ref _askingSince, Stopwatch.GetTimestamp());
        var password = askPassword();
        Interlocked.Add(ref _askedFor, Stopwatch.GetElapsedTime(_askingSince).Ticks);
        Interlocked.Exchange(ref _askingSince, 0);
        return password;
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
