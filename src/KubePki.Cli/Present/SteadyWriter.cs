using System.Text;

namespace KubePki.Cli.Present;

/// <summary>
/// Writes UTF-8 without ever failing: a full disk behind stdout or a reader that went away must not cut a transaction off.
/// The first failure is remembered and the rest thrown away; the exit code tells at the end.
/// </summary>
internal sealed class SteadyWriter(Stream stream) : TextWriter
{
    /// <summary>Why something could not be written, or null.</summary>
    public string? Failure { get; private set; }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void WriteLine(string? value) => Write($"{value}\n");

    public override void Write(string? value)
    {
        if (Failure is not null)
        {
            return;
        }

        try
        {
            stream.Write(Encoding.UTF8.GetBytes(value ?? ""));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure = e.Message;
        }
    }
}
