using System.Globalization;
using System.Net;
using System.Text;
using KubePki.Cli.Present;
using KubePki.Localization;

namespace KubePki.Cli.Report;

/// <summary>A page under construction. Every text is encoded when it is added; only tags are added verbatim.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds markup verbatim. It must never contain anything that was read from a node.</summary>
    public Html Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>Adds encoded text. Control characters cannot be represented in HTML: they become visible escapes.</summary>
    public Html Say(string text) => Raw(WebUtility.HtmlEncode(VisibleText.Of(text)));

    /// <summary>Adds an element with a class and a text.</summary>
    public Html Tag(string name, string @class, string text)
        => Raw(@class.Length == 0 ? $"<{name}>" : $"<{name} class=\"{@class}\">").Say(text).Raw($"</{name}>");

    /// <summary>Adds the start of a table, up to its rows.</summary>
    public Html Head(IEnumerable<string> headers)
    {
        Raw("<table><thead><tr>");
        foreach (var header in headers)
        {
            Tag("th", "", header);
        }

        return Raw("</tr></thead><tbody>");
    }

    /// <summary>Adds a table cell. On a narrow screen without columns, its header is shown before it.</summary>
    public Html Cell(string header, string @class, string text)
        => Raw("<td data-label=\"").Say(header).Raw(@class.Length == 0 ? "\">" : $"\" class=\"{@class}\">").Say(text).Raw("</td>");

    /// <summary>Formats a number for SVG.</summary>
    public static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    public override string ToString() => _text.ToString();
}
