using System.Collections.Concurrent;
using System.Text;

namespace KubePki.Fleet;

/// <summary>The lines that an operator's kubepki sends to an agent, read by a thread of their own.</summary>
internal sealed class OperatorLines : IDisposable
{
    /// <summary>Lines that wait to be taken; more are left in the connection.</summary>
    private const int MostWaiting = 1000;

    private readonly BlockingCollection<string> _lines = new(MostWaiting);
    private readonly TimeSpan _silence;
    private bool _hasGone;

    /// <summary>Begins to read.</summary>
    /// <param name="input">The connection.</param>
    /// <param name="silence">After so long without a line the operator is taken for gone.</param>
    public OperatorLines(Stream input, TimeSpan silence)
    {
        _silence = silence;
        new Thread(() => Listen(input)) { IsBackground = true }.Start();
    }

    /// <summary>The next line; null when the operator has gone, by the end of the input or by silence, and from then on.</summary>
    public string? Next()
    {
        if (!_hasGone && _lines.TryTake(out var line, _silence))
        {
            return line;
        }

        _hasGone = true;
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private void Listen(Stream input)
    {
        try
        {
            using var reader = new StreamReader(input, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            while (reader.ReadLine() is { } line)
            {
                _lines.Add(line);
            }

            _lines.CompleteAdding();
        }
        catch (IOException)
        {
            // The connection broke, which is an end as well.
            _lines.CompleteAdding();
        }
        catch (ObjectDisposedException)
        {
            // Nobody takes lines any more.
        }
    }
}
