namespace KubePki.Cli.Present;

/// <summary>A table with aligned columns. Styles are applied after padding, so that colours never shift a column.</summary>
internal sealed class Table(params string[] headers)
{
    private readonly List<(string[] Cells, Func<int, string, string>? Style)> _rows = [];

    /// <summary>Adds a row; <paramref name="style"/> may colour a padded cell, given its column.</summary>
    public void Add(string[] cells, Func<int, string, string>? style = null) => _rows.Add((cells, style));

    public IEnumerable<string> Lines()
    {
        var widths = headers.Select((header, column) => _rows.Select(row => DisplayWidth.Of(row.Cells[column])).Append(DisplayWidth.Of(header)).Max()).ToArray();
        yield return Line(headers, widths, null);
        foreach (var (cells, style) in _rows)
        {
            yield return Line(cells, widths, style);
        }
    }

    private static string Line(string[] cells, int[] widths, Func<int, string, string>? style)
        => string.Join("  ", cells.Select((cell, column) =>
        {
            var padded = column == cells.Length - 1 ? cell : DisplayWidth.Pad(cell, widths[column]);
            return style is null ? padded : style(column, padded);
        })).TrimEnd();
}
