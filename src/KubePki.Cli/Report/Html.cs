using System.Globalization;
using System.Net;
using System.Text;
using KubePki.Cli.Present;
using KubePki.Language;

namespace KubePki.Cli.Report;

/// <summary>A page being written. Every text is encoded on its way in; only tags are given as they are.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    /// <summary>Markup, as it is: never anything that was read from a node.</summary>
    public Html Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>Text, encoded. A control character has no form in HTML: it is written as a visible escape.</summary>
    public Html Say(string text) => Raw(WebUtility.HtmlEncode(VisibleText.Of(text)));

    /// <summary>An element with a class that holds a text.</summary>
    public Html Tag(string name, string @class, string text)
        => Raw(@class.Length == 0 ? $"<{name}>" : $"<{name} class=\"{@class}\">").Say(text).Raw($"</{name}>");

    /// <summary>The beginning of a table, up to its rows.</summary>
    public Html Head(IEnumerable<string> headers)
    {
        Raw("<table><thead><tr>");
        foreach (var header in headers)
        {
            Tag("th", "", header);
        }

        return Raw("</tr></thead><tbody>");
    }

    /// <summary>A cell of a table; its header stands before it where there is no room for columns.</summary>
    public Html Cell(string header, string @class, string text)
        => Raw("<td data-label=\"").Say(header).Raw(@class.Length == 0 ? "\">" : $"\" class=\"{@class}\">").Say(text).Raw("</td>");

    /// <summary>A number as SVG wants it.</summary>
    public static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    public override string ToString() => _text.ToString();
}
