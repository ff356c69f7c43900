using System.Text;
using KubePki.Localization;

namespace KubePki.Cli.Present;

/// <summary>
/// The one place that writes to the terminal. Text is escaped with <see cref="VisibleText"/>. The only control characters that reach a file
/// descriptor are line breaks and tabs of a document, and those that kubepki generates for a <see cref="Line"/> or an overwritten line.
/// <para>
/// It writes UTF-8 to one of the standard file descriptors without ever failing: a full disk behind stdout or a reader that has gone must
/// not interrupt a transaction. The first failure is stored and further output is discarded; the exit code reports it at the end. A reader
/// that has gone is not a failure, because it has read what it wanted. A file descriptor that the caller closed is one: the result is lost.
/// </para>
/// </summary>
internal sealed class TerminalWriter(int descriptor) : TextWriter
{
    /// <summary>Moves to the first column and clears the line (ECMA-48, EL).</summary>
    private const string LineAnew = "\r\u001b[K";

    private bool _isOver;

    /// <summary>Why something could not be written, or null.</summary>
    public string? Failure { get; private set; }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void WriteLine(string? value) => Write($"{value}\n");

    public override void Write(string? value) => Put(VisibleText.Lines(value ?? ""));

    public void WriteLine(Line line, bool colours) => Put(line.Rendered(colours) + "\n");

    /// <summary>Replaces the current line of a terminal.</summary>
    public void Overwrite(Line line) => Put(LineAnew + line.Rendered(colours: false));

    private void Put(string text)
    {
        if (!_isOver && StandardStreams.Write(descriptor, Encoding.UTF8.GetBytes(text)) is var error and not StandardStreams.Written)
        {
            _isOver = true;
            Failure = error == StandardStreams.ReaderIsGone ? null : StandardStreams.Describe(error);
        }
    }
}
