using System.Runtime.CompilerServices;
using KubePki.Localization;

namespace KubePki.Cli.Present;

/// <summary>A colour or weight of a text, with its SGR parameter (ECMA-48, 8.3.117).</summary>
internal enum Style
{
    None = 0,
    Bold = 1,
    Dim = 2,
    Red = 31,
    Green = 32,
    Yellow = 33,
}

/// <summary>
/// One line for a terminal: texts, each with its style. Styles are stored beside the text and never as characters in it, so that a name
/// cannot contain a style or a line break. Strings and interpolated strings convert to a line implicitly; a line inside an interpolated
/// string keeps its styles.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Line
{
    private readonly List<(string Text, Style Style)> _pieces;

    /// <summary>The constructor that the compiler calls for an interpolated string.</summary>
    public Line(int literalLength, int formattedCount) => _pieces = new((2 * formattedCount) + Math.Sign(literalLength));

    private Line(IEnumerable<(string, Style)> pieces) => _pieces = [.. pieces];

    /// <summary>The line without styles, escaped for a terminal.</summary>
    public string Plain => string.Concat(_pieces.Select(piece => VisibleText.Of(piece.Text)));

    public static implicit operator Line(string text) => Of(text, Style.None);

    public static Line operator +(Line first, Line second) => new(first._pieces.Concat(second._pieces));

    public static Line Of(string text, Style style) => new([(text, style)]);

    public void AppendLiteral(string literal) => _pieces.Add((literal, Style.None));

    public void AppendFormatted(string? text) => _pieces.Add((text ?? "", Style.None));

    public void AppendFormatted(char character) => _pieces.Add((character.ToString(), Style.None));

    public void AppendFormatted(Line line) => _pieces.AddRange(line._pieces);

    /// <summary>The line as a terminal shows it, without trailing blanks.</summary>
    public string Rendered(bool colours) => colours
        ? string.Concat(_pieces.Select(piece => Rendered(VisibleText.Of(piece.Text), piece.Style))).TrimEnd()
        : Plain.TrimEnd();

    /// <inheritdoc/>
    public override string ToString() => Plain;

    private static string Rendered(string text, Style style) => style == Style.None ? text : $"\u001b[{(int)style}m{text}\u001b[0m";
}
