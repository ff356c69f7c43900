using System.Text;
using KubePki.Localization;

namespace KubePki.Cli.Present;

/// <summary>
/// A table with aligned columns. Cells are escaped first and styled last, so that neither escapes nor colours shift a column. On a narrow
/// terminal, optional columns are omitted in the order of <see cref="Optional"/>, and the last remaining column is truncated rather than
/// wrapped.
/// </summary>
internal sealed class Table(params string[] headers)
{
    private const string Cut = "…";
    private const string Step = "  ";
    private const string Gap = "  ";
    private const int LeastShown = 8;

    /// <summary>The maximum padding. A longer cell only shifts its own row, so that one long name does not widen every line.</summary>
    private const int WidestPadding = 250;

    private readonly List<(string[] Cells, Func<int, string, Line>? Style)> _rows = [];

    /// <summary>Columns that may be omitted, in this order.</summary>
    public IReadOnlyList<int> Optional { get; init; } = [];

    /// <summary>Adds a row; <paramref name="style"/> may colour a padded cell, given its column.</summary>
    public void Add(string[] cells, Func<int, string, Line>? style = null) => _rows.Add(([.. cells.Select(VisibleText.Of)], style));

    /// <summary>The width of the table with all columns.</summary>
    public int Width => Total([.. Enumerable.Range(0, headers.Length)], Widths());

    private int[] Widths()
        =>
        [
            .. headers.Select((
                header, column) => _rows.Select(row => DisplayWidth.Of(row.Cells[column])).Append(DisplayWidth.Of(header)).Max()),
        ];

    /// <summary>The lines, at most <paramref name="width"/> columns wide if possible; null for any width.</summary>
    public IEnumerable<Line> Lines(int? width)
    {
        var widths = Widths();
        var shown = Enumerable.Range(0, headers.Length).ToList();
        foreach (var column in Optional.TakeWhile(_ => Total(shown, widths) > width))
        {
            shown.Remove(column);
        }

        var excess = Total(shown, widths) - (width ?? int.MaxValue);
        if (excess > 0 && widths[shown[^1]] - excess >= LeastShown)
        {
            widths[shown[^1]] -= excess;
        }

        yield return Row(headers, shown, widths, null);
        foreach (var (cells, style) in _rows)
        {
            yield return Row(cells, shown, widths, style);
        }
    }

    private static int Total(List<int> shown, int[] widths) => shown.Sum(column => widths[column]) + (2 * (shown.Count - 1));

    private static Line Row(string[] cells, List<int> shown, int[] widths, Func<int, string, Line>? style)
    {
        Line line = "";
        foreach (var column in shown)
        {
            var cell = column == shown[^1]
                ? Shortened(cells[column], widths[column])
                : DisplayWidth.Pad(cells[column], Math.Min(widths[column], WidestPadding));
            line += (column == shown[0] ? "" : Gap) + (style is null ? cell : style(column, cell));
        }

        return line;
    }

    /// <summary>Truncates a text to a width, with a mark at the end.</summary>
    public static string Shortened(string text, int width)
    {
        var cell = VisibleText.Of(text);
        if (DisplayWidth.Of(cell) <= width)
        {
            return cell;
        }

        var (kept, columns) = (0, 0);
        foreach (var rune in cell.EnumerateRunes())
        {
            columns += DisplayWidth.Of(rune);
            if (columns >= width)
            {
                break;
            }

            kept += rune.Utf16SequenceLength;
        }

        return cell[..kept] + Cut;
    }

    /// <summary>Breaks a text between words, and Chinese between characters. Returns at least one line.</summary>
    public static IEnumerable<string> Wrapped(string text, int width) => Wrapped(text, width, width);

    /// <summary>
    /// Same as <see cref="Wrapped(string, int)"/>, within <paramref name="width"/> columns. The first line has an indent, and the others a
    /// larger one.
    /// </summary>
    public static IEnumerable<string> Hanging(string text, int width, string indent)
        => Wrapped(text, width - indent.Length, width - indent.Length - Step.Length)
            .Select((line, number) => indent + (number == 0 ? "" : Step) + line);

    private static IEnumerable<string> Wrapped(string text, int width, int later)
    {
        var line = new StringBuilder();
        var columns = 0;
        foreach (var word in Words(VisibleText.Of(text)))
        {
            var (wide, shown) = (DisplayWidth.Of(word), DisplayWidth.Of(word.TrimEnd()));
            if (line.Length > 0 && columns + shown > width)
            {
                yield return line.ToString().TrimEnd();
                line.Clear();
                (columns, width) = (0, later);
            }

            line.Append(word);
            columns += wide;
        }

        yield return line.ToString().TrimEnd();
    }

    /// <summary>
    /// The pieces between which a line may break: after a space or semicolon, and around a wide character, but not before a wide comma or
    /// full stop.
    /// </summary>
    private static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i - 1] is ' ' or ';'
                || ((IsWide(text[i - 1]) || IsWide(text[i])) && !"，。：；、）”？！,:;)".Contains(text[i], StringComparison.Ordinal)
                    && !"（“(".Contains(text[i - 1], StringComparison.Ordinal)
                    && !char.IsSurrogate(text[i])))
            {
                yield return text[start..i];
                start = i;
            }
        }

        yield return text[start..];
    }

    private static bool IsWide(char c) => DisplayWidth.Of(c.ToString()) == 2;
}
