using KubePki.Cli.Present;
using KubePki.Judge;
using KubePki.Localization;

namespace KubePki.Cli.Report;

/// <summary>Draws the components around the API server, and the day until which each connection holds.</summary>
internal static class ReportMap
{
    private const int Width = 760;
    private const int Height = 470;
    private const int BoxWidth = 182;
    private const int BoxHeight = 40;

    /// <summary>The position of each component. The API server is in the middle, because nearly all connections go through it.</summary>
    private static readonly IReadOnlyDictionary<string, (int X, int Y)> Places = new Dictionary<string, (int, int)>(StringComparer.Ordinal)
    {
        ["kubectl"] = (96, 40),
        ["pods"] = (380, 40),
        ["extension API servers"] = (664, 40),
        ["kube-controller-manager"] = (96, 220),
        ["kube-apiserver"] = (380, 220),
        ["kubelet"] = (664, 220),
        ["kube-scheduler"] = (96, 400),
        ["etcd"] = (380, 400),
        ["etcd probe"] = (664, 400),
    };

    public static void Write(Html page, ReportNode node, Language language)
    {
        page.Raw($"<svg class=\"picture\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"")
            .Say(ReportTexts.Connections.In(language))
            .Raw("\"><defs><marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" "
                + "orient=\"auto-start-reverse\"><path class=\"head\" d=\"M0 0 L10 5 L0 10 z\"/></marker></defs>");

        // Of several connections between the same two components, show the one that fails, or else expires first.
        var shown = node.Connections.Where(c => Places.ContainsKey(c.Client) && Places.ContainsKey(c.Server))
            .GroupBy(c => (c.Client, c.Server)).Select(g => g.OrderBy(c => !c.Fails).ThenBy(c => !c.Unknown).ThenBy(c => c.Until).First())
            .ToList();
        foreach (var connection in shown)
        {
            Edge(
                page, node, connection, shown.Any(c => c.Client == connection.Server && c.Server == connection.Client && c != connection),
                language);
        }

        foreach (var component in shown.SelectMany(c => new[] { c.Client, c.Server }).Distinct())
        {
            var (x, y) = Places[component];
            page.Raw(
                $"<rect class=\"box {(component == "kube-apiserver" ? "ca" : "")}\" x=\"{x - (BoxWidth / 2)}\" "
                    + $"y=\"{y - (BoxHeight / 2)}\" width=\"{BoxWidth}\" height=\"{BoxHeight}\" rx=\"8\"/>");
            page.Raw($"<text x=\"{x}\" y=\"{y + 5}\" text-anchor=\"middle\" font-size=\"12.5\" font-weight=\"600\">").Say(component)
                .Raw("</text>");
        }

        page.Raw("</svg>");
    }

    private static void Edge(Html page, ReportNode node, ReportConnection connection, bool both, Language language)
    {
        var (from, to) = (Places[connection.Client], Places[connection.Server]);
        var @class = connection.Fails
            ? "bad"
            : connection.Unknown ? "warn" : connection.Until - node.ObservedAt < EntryJudge.DefaultWithin ? "warn" : "";
        var label = connection.Fails
            ? ReportTexts.Fails.In(language)
            : connection.Unknown
                ? Texts.NotKnown.In(language)
                : connection.Client == "pods" ? ReportTexts.TokensOnly.In(language) : StatusView.Moment(connection.Until).Split(' ')[0];
        if (connection.Client == connection.Server)
        {
            page.Raw(
                $"<path class=\"edge {@class}\" d=\"M{from.X - 30} {from.Y + 20} C{from.X - 40} {from.Y + 62} {from.X + 40} {from.Y + 62} "
                    + $"{from.X + 30} {from.Y + 20}\" marker-end=\"url(#head)\"/>");
            Label(page, from.X + 90, from.Y + 50, label);
            return;
        }

        // Two connections in opposite directions are drawn side by side.
        var (dx, dy) = ((double)(to.X - from.X), (double)(to.Y - from.Y));
        var length = Math.Sqrt((dx * dx) + (dy * dy));
        var (sideX, sideY) = both ? (-dy / length * 10, dx / length * 10) : (0, 0);
        var (start, end) = (Border(dx, dy), Border(-dx, -dy));
        var (x1, y1) = (from.X + start.X + sideX, from.Y + start.Y + sideY);
        var (x2, y2) = (to.X + end.X + sideX, to.Y + end.Y + sideY);
        page.Raw(
            $"<line class=\"edge {@class}\" x1=\"{Html.Number(x1)}\" y1=\"{Html.Number(y1)}\" x2=\"{Html.Number(x2)}\" "
                + $"y2=\"{Html.Number(y2)}\" marker-end=\"url(#head)\"/>");
        var isFlat = Math.Abs(dy) < 1;
        Label(page, (x1 + x2) / 2 + (isFlat || both ? 0 : 4), ((y1 + y2) / 2) + (isFlat ? (sideY > 0 ? 22 : -12) : 4), label);
    }

    /// <summary>The point where a line from the centre of a box in the given direction crosses its border.</summary>
    private static (double X, double Y) Border(double dx, double dy)
    {
        var scale = Math.Min(
            dx == 0 ? double.MaxValue : BoxWidth / 2.0 / Math.Abs(dx), dy == 0 ? double.MaxValue : BoxHeight / 2.0 / Math.Abs(dy));
        return (dx * scale, dy * scale);
    }

    private static void Label(Html page, double x, double y, string text)
    {
        var width = (DisplayWidth.Of(text) * 7) + 6;
        page.Raw(
            $"<rect x=\"{Html.Number(x - (width / 2.0))}\" y=\"{Html.Number(y - 12)}\" width=\"{width}\" height=\"16\" rx=\"3\" "
                + $"fill=\"var(--card)\"/>");
        page.Raw($"<text class=\"small\" x=\"{Html.Number(x)}\" y=\"{Html.Number(y)}\" text-anchor=\"middle\" font-size=\"12\">").Say(text)
            .Raw("</text>");
    }
}
