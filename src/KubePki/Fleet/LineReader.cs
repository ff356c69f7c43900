using System.Text;

namespace KubePki.Fleet;

/// <summary>Lines of a stream whose other end is not trusted to end them: a line beyond the bound ends the reading.</summary>
internal sealed class LineReader(TextReader inner, int mostCharacters)
{
    private readonly char[] _buffer = new char[4 * 1024];
    private int _next;
    private int _filled;

    /// <summary>The next line; null at the end of the stream and at a line that is too long. A last line without an end is none.</summary>
    internal async Task<string?> ReadAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_next == _filled)
            {
                (_next, _filled) = (0, await inner.ReadAsync(_buffer).ConfigureAwait(false));
                if (_filled == 0)
                {
                    return null;
                }
            }

            var end = Array.IndexOf(_buffer, '\n', _next, _filled - _next);
            var part = (end < 0 ? _filled : end) - _next;
            if (line.Length + part > mostCharacters)
            {
                return null;
            }

            line.Append(_buffer, _next, part);
            _next = end < 0 ? _filled : end + 1;
            if (end >= 0)
            {
                return line.ToString();
            }
        }
    }
}
