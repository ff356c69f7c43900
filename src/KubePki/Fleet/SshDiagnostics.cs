using System.Diagnostics;
using System.Globalization;
using System.Text;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>Reads the diagnostics of ssh and sudo, in addition to the messages of the agent. Answers sudo's password prompt once.</summary>
/// <param name="node">The node.</param>
/// <param name="stream">The diagnostics of ssh and sudo.</param>
/// <param name="askPassword">Asks the user for the password; returns null if there is no terminal.</param>
internal sealed class SshDiagnostics(NodeTarget node, TextReader stream, Func<string?> askPassword)
{
    private const int Most = 16 * 1024;

    /// <summary>The maximum number of characters of diagnostics in one connection.</summary>
    private const int MostInAll = 1024 * 1024;

    /// <summary>The maximum number of characters of the last message that a problem shows.</summary>
    private const int Shown = 300;

    private readonly StringBuilder _said = new();
    private volatile bool _isThrough;
    private int _questions;
    private long _askedFor;
    private long _askingSince;

    /// <summary>The total time in which the user was asked for a password so far.</summary>
    internal TimeSpan Asking
        => new(Interlocked.Read(ref _askedFor)
            + (Interlocked.Read(ref _askingSince) is > 0 and var since ? Stopwatch.GetElapsedTime(since).Ticks : 0));

    /// <summary>The latest diagnostics, up to a limit.</summary>
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

    /// <summary>The problem that the connection ended before an answer came, with the last message.</summary>
    internal Problem CutOff
        => FleetMessages.CutOff.At(node.Name, LastWord(Said) ?? "-");

    /// <summary>The last line of diagnostics, truncated for a problem; null if there is none.</summary>
    internal static string? LastWord(string said)
        => said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() is not { } last ? null
            : last.Length > Shown ? last[..Shown] + "…" : last;

    /// <summary>
    /// Reads to the end. <paramref name="answer"/> sends a password to sudo. <paramref name="giveUp"/> terminates the client for a reason.
    /// A prompt does not end with a line feed, so it is searched for in the text received so far.
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

    /// <summary>A stream that is closed on this side counts as ended.</summary>
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
    /// Whether sudo may be asking: on a node where sudo was requested, until kubepki itself starts there. Otherwise, the same prompt comes
    /// from a node that tries to obtain a password that it must not have.
    /// </summary>
    private bool IsAsking => node.Become && !_isThrough;

    /// <summary>Must be called after kubepki's first line: from then on, no prompt is answered.</summary>
    internal void StopAnswering() => _isThrough = true;

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
