using System.Buffers;

namespace KubePki.Fleet;

/// <summary>Reads lines from a stream that is not trusted to end them: a line beyond the limit ends the reading.</summary>
internal sealed class LineReader(Stream inner, int mostBytes)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _next;
    private int _filled;

    /// <summary>Whether the reading ended because of a line that is too long.</summary>
    internal bool IsTooLong { get; private set; }

    /// <summary>
    /// The next line; null at the end of the stream, or if a line is too long. A last line without a line feed is ignored.
    /// </summary>
    internal async Task<byte[]?> ReadAsync()
    {
        var line = new ArrayBufferWriter<byte>();
        while (!IsTooLong && await FillAsync().ConfigureAwait(false))
        {
            var end = Array.IndexOf(_buffer, (byte)'\n', _next, _filled - _next);
            var part = (end < 0 ? _filled : end) - _next;
            IsTooLong = line.WrittenCount + part > mostBytes;
            if (IsTooLong)
            {
                break;
            }

            line.Write(_buffer.AsSpan(_next, part));
            _next = end < 0 ? _filled : end + 1;
            if (end >= 0)
            {
                return line.WrittenSpan.ToArray();
            }
        }

        return null;
    }

    /// <summary>Whether there is more to read. A stream that is closed on this side counts as ended.</summary>
    private async Task<bool> FillAsync()
    {
        if (_next < _filled)
        {
            return true;
        }

        try
        {
            (_next, _filled) = (0, await inner.ReadAsync(_buffer).ConfigureAwait(false));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            (_next, _filled) = (0, 0);
        }

        return _filled > 0;
    }
}
