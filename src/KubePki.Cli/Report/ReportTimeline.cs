using KubePki.Cli.Present;
using KubePki.Localization;

namespace KubePki.Cli.Report;

/// <summary>Draws the remaining time of every item, one bar each, on a logarithmic scale from today to ten years.</summary>
internal static class ReportTimeline
{
    private const double Longest = 3650;
    private static readonly (int Days, string English,
        string Chinese)[] Ticks = [(30, "30 d", "30 天"), (90, "90 d", "90 天"), (365, "1 y", "1 年"), (3650, "10 y", "10 年")];

    public static void Write(Html page, ReportNode node, Language language)
    {
        page.Raw("<div class=\"timeline\"><div class=\"row\"><span class=\"blank\"></span><div class=\"scale bar-cell\">");
        foreach (var (days, english, chinese) in Ticks)
        {
            var at = Share(days) * 100;
            page.Raw($"<span style=\"left:{Html.Number(Math.Min(at, 97))}%\">").Say(language.IsChinese ? chinese : english).Raw("</span>");
        }

        page.Raw("</div><span class=\"blank\"></span></div>");
        foreach (var item in node.Items.Where(i => i.Left is not null).OrderBy(i => i.Left))
        {
            var @class = ReportPage.ClassOf(item);
            var width = Math.Max(1, Share(item.Left!.Value.TotalDays) * 100);
            page.Raw("<div class=\"row\">").Tag("span", "name", item.Name);
            var label = $"{item.Name}: {ReportPage.StateWord(item).In(language)}, {StatusView.Left(item.Left)}";
            page.Raw("<span class=\"bar-cell\"><svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"")
                .Say(label)
                .Raw("\"><rect class=\"track\" x=\"0\" y=\"3.5\" width=\"100\" height=\"3\"/>")
                .Raw($"<rect class=\"bar {@class}\" x=\"0\" y=\"1\" width=\"{Html.Number(width)}\" height=\"8\"/>");
            foreach (var (days, _, _) in Ticks)
            {
                page.Raw(
                    $"<line class=\"tick\" x1=\"{Html.Number(Share(days) * 100)}\" x2=\"{Html.Number(Share(days) * 100)}\" y1=\"0\" "
                        + $"y2=\"10\"/>");
            }

            page.Raw("</svg></span>")
                .Tag("span", "left", $"{StatusView.Moment(item.NotAfter).Split(' ')[0]} ({StatusView.Left(item.Left)})")
                .Raw("</div>");
        }

        page.Raw("</div>");
    }

    private static double Share(double days) => Math.Clamp(Math.Log(1 + Math.Max(0, days)) / Math.Log(1 + Longest), 0, 1);
}
