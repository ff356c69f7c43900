using KubePki.Localization;

namespace KubePki.Cli.Present;

/// <summary>
/// A progress counter, on one line of a terminal's stderr. If stderr is not a terminal, a single line at the start says what is going on.
/// Safe to advance from several threads.
/// </summary>
internal sealed class Progress : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Terminal _terminal;
    private readonly Text _text;
    private readonly int _total;
    private int _done;
    private bool _ended;

    public Progress(Terminal terminal, Text text, int total)
    {
        (_terminal, _text, _total, _ended) = (terminal, text, total, total == 0);
        Show();
    }

    public void Advance()
    {
        lock (_gate)
        {
            _done = Math.Min(_done + 1, _total);
            if (_terminal.IsInteractive)
            {
                Show();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_ended && _terminal.IsInteractive)
            {
                _terminal.Overwrite("");
            }

            _ended = true;
        }
    }

    private void Show()
    {
        if (_ended)
        {
            return;
        }

        var line = _terminal.Say(_text, $"{_done}/{_total}");
        if (_terminal.IsInteractive)
        {
            _terminal.Overwrite(line);
        }
        else
        {
            _terminal.Note(_terminal.Say(_text, _total.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }
}
