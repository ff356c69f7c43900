using System.Collections.Concurrent;
using System.Text;

namespace KubePki.Fleet;

/// <summary>The lines that the operator's kubepki sends to an agent, read by a separate thread.</summary>
internal sealed class OperatorLines : IDisposable
{
    /// <summary>The maximum number of lines in the queue; further lines stay in the connection.</summary>
    private const int MostWaiting = 1000;

    private readonly BlockingCollection<string> _lines = new(MostWaiting);
    private readonly TimeSpan _silence;
    private bool _hasGone;

    /// <summary>Starts reading.</summary>
    /// <param name="input">The connection.</param>
    /// <param name="silence">After this time without a line, the operator's side counts as gone.</param>
    public OperatorLines(Stream input, TimeSpan silence)
    {
        _silence = silence;
        new Thread(() => Listen(input)) { IsBackground = true }.Start();
    }

    /// <summary>The next line. Null once the input has ended or was silent for too long, and in every later call.</summary>
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
            // A broken connection is an end as well.
            _lines.CompleteAdding();
        }
        catch (ObjectDisposedException)
        {
            // Lines are not read any more.
        }
    }
}
