using System.Text;
using KubePki.Language;

namespace KubePki.Cli.Present;

/// <summary>
/// The one place that writes to the terminal. Text goes through <see cref="VisibleText"/>; the only control characters that reach a
/// descriptor are line breaks and tabs of a document, and what kubepki makes of a <see cref="Line"/> or a line that is written over.
/// <para>
/// It writes UTF-8 to one of the standard descriptors without ever failing: a full disk behind stdout or a reader that went
/// away must not cut a transaction off. The first failure is remembered and the rest thrown away; the exit code tells at the
/// end. A reader that went away is no failure, it has seen what it wanted; nor is a descriptor that the caller closed.
/// </para>
/// </summary>
internal sealed class SteadyWriter(int descriptor) : TextWriter
{
    /// <summary>Back to the first column, and the line cleared (ECMA-48, EL).</summary>
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
            Failure = error is StandardStreams.ReaderIsGone or StandardStreams.IsClosed ? null : StandardStreams.Describe(error);
        }
    }
}
