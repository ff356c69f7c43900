using KubePki.Cli.Present;
using KubePki.Localization;

namespace KubePki.Cli.Report;

/// <summary>Draws the CAs and the certificates that they signed: a picture on a wide screen, a list on a phone.</summary>
internal static class ReportTrust
{
    private const int Row = 34;
    private const int Box = 26;
    private const int LeafX = 230;
    private const int LeafWidth = 250;
    private const int CaWidth = 160;
    private const int Width = 760;

    public static void Write(Html page, ReportNode node, Language language)
    {
        var groups = Groups(node).ToList();
        Picture(page, node, groups, language);
        List(page, node, groups, language);
    }

    private static IEnumerable<(ReportItem? Authority, IReadOnlyList<ReportItem> Signed)> Groups(ReportNode node)
    {
        foreach (var authority in node.Items.Where(i => i.IsAuthority))
        {
            yield return (authority, [.. node.Items.Where(i => i.SignedBy == authority.Name && i != authority)]);
        }

        yield return (null, [.. node.Items.Where(i => !i.IsAuthority && i.SignedBy is null)]);
    }

    private static void Picture(
        Html page, ReportNode node, List<(ReportItem? Authority, IReadOnlyList<ReportItem> Signed)> groups, Language language)
    {
        var height = groups.Sum(g => Math.Max(1, g.Signed.Count) * Row + 10) + 4;
        page.Raw($"<svg class=\"picture wide\" viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"")
            .Say(ReportTexts.Trust.In(language))
            .Raw("\">");
        var y = 2;
        foreach (var (authority, signed) in groups)
        {
            var middle = y + Math.Max(1, signed.Count) * Row / 2;
            for (var i = 0; i < signed.Count; i++)
            {
                var leafY = y + (i * Row) + (Row / 2);
                page.Raw(
                    $"<path class=\"edge\" d=\"M{CaWidth} {middle} C{CaWidth + 40} {middle} {LeafX - 40} {leafY} {LeafX} "
                        + $"{leafY}\"{(authority is null ? " stroke-dasharray=\"3 3\"" : "")}/>");
                Leaf(page, node, signed[i], leafY);
            }

            page.Raw(
                $"<rect class=\"box {(authority is null ? "" : "ca")}\" x=\"1\" y=\"{middle - 20}\" width=\"{CaWidth - 1}\" height=\"40\" "
                    + $"rx=\"6\"/>");
            page.Raw($"<text x=\"{CaWidth / 2}\" y=\"{middle - 2}\" text-anchor=\"middle\" font-size=\"13\" font-weight=\"600\">")
                .Say(authority?.Name ?? ReportTexts.ElsewhereSigned.In(language))
                .Raw("</text>");
            page.Raw($"<text class=\"small\" x=\"{CaWidth / 2}\" y=\"{middle + 14}\" text-anchor=\"middle\" font-size=\"11\">")
                .Say(StatusView.Moment(authority?.NotAfter).Split(' ')[0])
                .Raw("</text>");
            y += (Math.Max(1, signed.Count) * Row) + 10;
        }

        page.Raw("</svg>");
    }

    private static void Leaf(Html page, ReportNode node, ReportItem item, int y)
    {
        page.Raw(
            $"<rect class=\"box {ReportPage.ClassOf(item)}\" x=\"{LeafX}\" y=\"{y - (Box / 2)}\" width=\"{LeafWidth}\" height=\"{Box}\" "
                + $"rx=\"5\"/>");
        page.Raw($"<text x=\"{LeafX + 8}\" y=\"{y + 4}\" font-size=\"12\">").Say(Table.Shortened(item.Name, 26)).Raw("</text>");
        page.Raw($"<text class=\"small\" x=\"{LeafX + LeafWidth - 8}\" y=\"{y + 4}\" text-anchor=\"end\" font-size=\"11\">")
            .Say(StatusView.Left(item.Left))
            .Raw("</text>");
        page.Raw($"<text class=\"small\" x=\"{LeafX + LeafWidth + 12}\" y=\"{y + 4}\" font-size=\"11.5\">")
            .Say(Table.Shortened(Users(node, item), 42))
            .Raw("</text>");
    }

    private static void List(
        Html page, ReportNode node, List<(ReportItem? Authority, IReadOnlyList<ReportItem> Signed)> groups, Language language)
    {
        page.Raw("<ul class=\"tree phone\">");
        foreach (var (authority, signed) in groups)
        {
            page.Raw("<li>").Tag("strong", "", authority?.Name ?? ReportTexts.ElsewhereSigned.In(language)).Raw("<ul>");
            foreach (var item in signed)
            {
                page.Raw("<li>").Say(item.Name).Raw(" ").Tag("span", "quiet", $"{StatusView.Left(item.Left)} · {Users(node, item)}")
                    .Raw("</li>");
            }

            page.Raw("</ul></li>");
        }

        page.Raw("</ul>");
    }

    private static string Users(ReportNode node, ReportItem item)
        => string.Join(
            "; ", node.Connections.Where(c => c.ClientItem == item.Name).Select(c => $"{Short(c.Client)} → {Short(c.Server)}").Distinct()
            .Concat(node.Connections.Where(c => c.ServerItem == item.Name).GroupBy(c => c.Server)
            .Select(g => $"{Short(g.Key)} ← {string.Join(", ", g.Select(c => Short(c.Client)).Distinct())}")));

    /// <summary>The name of a component without the common prefix <c>kube-</c>.</summary>
    private static string Short(string component) => component.StartsWith("kube-", StringComparison.Ordinal) ? component[5..] : component;
}
