using System.Text;

namespace KubePki.Cli.Present;

/// <summary>
/// Writes UTF-8 to one of the standard descriptors without ever failing: a full disk behind stdout or a reader that went
/// away must not cut a transaction off. The first failure is remembered and the rest thrown away; the exit code tells at the
/// end. A reader that went away is no failure, it has seen what it wanted; nor is a descriptor that the caller closed.
/// </summary>
internal sealed class SteadyWriter(int descriptor) : TextWriter
{
    private bool _isOver;

    /// <summary>Why something could not be written, or null.</summary>
    public string? Failure { get; private set; }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void WriteLine(string? value) => Write($"{value}\n");

    public override void Write(string? value)
    {
        if (!_isOver && StandardStreams.Write(descriptor, Encoding.UTF8.GetBytes(value ?? "")) is var error and not StandardStreams.Written)
        {
            _isOver = true;
            Failure = error is StandardStreams.ReaderIsGone or StandardStreams.IsClosed ? null : StandardStreams.Describe(error);
        }
    }
}
