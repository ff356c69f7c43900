using System.Text;

namespace KubePki.X509;

/// <summary>A mail address in a certificate (RFC 2821 section 4.1.2 with the leniency of Go's verifier).</summary>
internal sealed record Mailbox(string Local, string Domain)
{
    private const string AtomMarks = "!#$%&'*+-/=?^_`{|}~.";

    /// <summary>The address, or null if the text is not an address.</summary>
    internal static Mailbox? Parse(string text)
    {
        var at = 0;
        var local = text.StartsWith('"') ? ReadQuoted(text, ref at) : ReadAtoms(text, ref at);
        return local is not null && at < text.Length && text[at] == '@'
            && DomainLabels.Of(text[(at + 1)..], allowsLeadingDot: true) is not null
            ? new Mailbox(local, text[(at + 1)..])
            : null;
    }

    /// <summary>The address in the form that is compared with constraints: the domain in lower case.</summary>
    internal Mailbox Folded => this with { Domain = Domain.ToLowerInvariant() };

    private static string? ReadQuoted(string text, ref int at)
    {
        var local = new StringBuilder();
        for (at = 1; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '"')
            {
                at++;
                return local.ToString();
            }

            var isEscaped = c == '\\';
            if (isEscaped)
            {
                c = ++at < text.Length ? text[at] : '\0';
            }

            if ((c == '\t' && !isEscaped) || c is '\0' or '\n' or '\r' or > (char)127)
            {
                return null;
            }

            local.Append(c);
        }

        return null;
    }

    private static string? ReadAtoms(string text, ref int at)
    {
        var local = new StringBuilder();
        for (; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                if (++at == text.Length)
                {
                    return null;
                }
            }
            else if (!char.IsAsciiLetterOrDigit(text[at]) && !AtomMarks.Contains(text[at], StringComparison.Ordinal))
            {
                break;
            }

            local.Append(text[at]);
        }

        var read = local.ToString();
        return read.Length == 0 || read[0] == '.' || read[^1] == '.' || read.Contains("..", StringComparison.Ordinal) ? null : read;
    }
}
