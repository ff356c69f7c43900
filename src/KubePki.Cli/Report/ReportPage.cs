using System.Globalization;
using System.Reflection;
using KubePki.Cli.Present;
using KubePki.Judge;
using KubePki.Localization;
using static KubePki.Cli.Report.ReportTexts;

namespace KubePki.Cli.Report;

/// <summary>
/// The report: one page that loads no external resources (no script, font or picture from elsewhere; the content security policy enforces
/// this in the browser). It is readable on a phone, in dark mode and on paper, and contains no private key.
/// </summary>
/// <param name="nodes">The nodes, at least one.</param>
/// <param name="fleet">The comparison of all nodes; null for a single node.</param>
internal sealed class ReportPage(IReadOnlyList<ReportNode> nodes, TimeSpan within, Language language, ReportFleet? fleet = null)
{
    /// <summary>The maximum number of names in the title. With more, the title contains their number.</summary>
    private const int MostNamesInTitle = 6;

    private readonly Html _page = new();

    public string Html()
    {
        var title = nodes.Count > MostNamesInTitle
            ? TitleOfMany.In(language, nodes.Count.ToString(CultureInfo.InvariantCulture))
            : Title.In(language, string.Join(", ", nodes.Select(n => n.Name)));
        _page.Raw(
            $"<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                + "content=\"width=device-width, initial-scale=1\">\n")
            .Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta "
                + "name=\"color-scheme\" content=\"light dark\">\n<title>")
            .Say(title)
            .Raw("</title>\n<style>").Raw(ReportStyle.Sheet).Raw("</style>\n</head>\n<body>\n<header>");
        _page.Tag("h1", "", title).Tag("p", "quiet", MadeAt.In(language, StatusView.Moment(nodes.Max(n => n.ObservedAt)) + " UTC"))
            .Raw("</header>\n<main>\n");
        Summary();
        fleet?.Write(_page, nodes, language);
        foreach (var node in nodes)
        {
            Node(node);
        }

        _page.Raw("</main>\n<footer>")
            .Tag(
                "p", "quiet",
                Footer.In(
                    language,
                    typeof(ReportPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>(
                        )?.InformationalVersion.Split('+')[0]
                        ?? ""))
            .Raw("</footer>\n</body>\n</html>");
        return _page.ToString();
    }

    private void Summary()
    {
        var items = nodes.SelectMany(n => n.Items).ToList();
        var (expired, expiring) = (items.Count(i => i.Standing == EntryStatus.Expired),
            items.Count(i => i.Standing == EntryStatus.Expiring));
        var (errors, warnings) = (nodes.Sum(n => n.Count(Severity.Error)) + (fleet?.Count(Severity.Error) ?? 0),
            nodes.Sum(n => n.Count(Severity.Warning)) + (fleet?.Count(Severity.Warning) ?? 0));
        var first = nodes.Where(n => n.First is not null).MinBy(n => n.First!.Left);
        var grave = errors > 0 || fleet?.Grave == "bad"
            ? "bad"
            : warnings > 0 || nodes.Any(n => n.Grave == "warn") || fleet?.Grave == "warn" ? "warn" : "good";
        _page.Raw($"<section class=\"summary {grave}\">")
            .Tag("h2", "", (grave == "bad" ? NeedsAction : grave == "warn" ? NeedsAttention : AllWell).In(language));
        if (first?.First is { } next)
        {
            _page.Tag(
                "p", "",
                (next.Left < TimeSpan.Zero ? EndedFirst : EndsFirst).In(
                    language, next.Name, first.Name, StatusView.Moment(next.NotAfter) + " UTC", Days(next.Left!.Value.Duration())));
        }

        _page.Raw("<dl class=\"tiles\">");
        Tile(Items, items.Count, "");
        Tile(Expired, expired, expired > 0 ? "bad" : "good");
        Tile(ExpiringWithin, expiring, expiring > 0 ? "warn" : "good", Days(within));
        Tile(Errors, errors, errors > 0 ? "bad" : "good");
        Tile(Warnings, warnings, warnings > 0 ? "warn" : "good");
        if (nodes.Sum(n => n.Unread) is > 0 and var unread)
        {
            Tile(UnreadFiles, unread, "warn");
        }

        _page.Raw("</dl></section>\n");
    }

    private void Tile(Text name, int number, string @class, params string[] arguments)
        => _page.Raw($"<div class=\"tile {@class}\">").Tag("dt", "", name.In(language, arguments))
            .Tag("dd", "", number.ToString(CultureInfo.InvariantCulture))
            .Raw("</div>");

    private void Node(ReportNode node)
    {
        _page.Raw("<section class=\"node\">").Tag("h2", "", NodeTitle.In(language, node.Name));
        Findings(node);
        _page.Tag("h3", "", Timeline.In(language)).Tag("p", "quiet", TimelineNote.In(language));
        ReportTimeline.Write(_page, node, language);
        _page.Tag("h3", "", Trust.In(language)).Tag("p", "quiet", TrustNote.In(language));
        ReportTrust.Write(_page, node, language);
        _page.Tag("h3", "", Connections.In(language)).Tag("p", "quiet", ConnectionsNote.In(language));
        ReportMap.Write(_page, node, language);
        ItemTable(node);
        _page.Raw("</section>\n");
    }

    private void Findings(ReportNode node)
    {
        var findings = node.Findings;
        _page.Tag("h3", "", FindingsTitle.In(language));
        if (findings.Count == 0)
        {
            _page.Tag("p", "good", NoFindings.In(language, node.Checks.ToString(CultureInfo.InvariantCulture)));
        }

        foreach (var alike in findings.GroupBy(f => (f.Severity, f.Check, f.What, f.Hint)))
        {
            var @class = alike.Key.Severity == Severity.Error ? "bad" : "warn";
            _page.Raw($"<article class=\"finding {@class}\">").Raw("<p>")
                .Tag(
                    "strong", "mark",
                    (alike.Key.Severity switch
                    {
                        Severity.Error =>
                        ErrorWord,
                        Severity.Warning => WarningWord,
                        _ => UnknownWord
                    }).In(language))
                .Raw(" ")
                .Say(alike.Key.What)
                .Raw(" ");
            _page.Tag("code", "quiet", alike.Key.Check).Raw("</p>");
            if (alike.Any(f => f.Where.Length > 0))
            {
                _page.Raw("<ul>");
                foreach (var finding in alike)
                {
                    _page.Raw("<li>").Tag("code", "", finding.Where).Raw("</li>");
                }

                _page.Raw("</ul>");
            }

            if (alike.Key.Hint.Length > 0)
            {
                _page.Tag("p", "remedy", Remedy.In(language, alike.Key.Hint));
            }

            _page.Raw("</article>");
        }

        foreach (var (title, reason) in node.Undecided)
        {
            _page.Tag("p", "quiet", Undecided.In(language, title, reason));
        }
    }

    private void ItemTable(ReportNode node)
    {
        Text[] headers = [NameColumn, StateColumn, ExpiresColumn, LeftColumn, AuthorityColumn, SubjectColumn, PathColumn];
        _page.Tag("h3", "", AllItems.In(language)).Head([.. headers.Select(h => h.In(language))]);
        foreach (var item in node.Items)
        {
            string[] cells =
            [
                item.Name, StateWord(item).In(language), StatusView.Moment(item.NotAfter), StatusView.Left(item.Left), item.SignedBy ?? "-",
                item.Subject ?? "-", item.Path,
            ];
            _page.Raw("<tr>");
            for (var i = 0; i < cells.Length; i++)
            {
                _page.Cell(headers[i].In(language), i == 1 ? ClassOf(item) : "", cells[i]);
            }

            _page.Raw("</tr>");
        }

        _page.Raw("</tbody></table>");
    }

    internal static string ClassOf(ReportItem item) => item switch
    {
        { Standing: EntryStatus.Ok, HasProblem: false, IsUnknown: false } => "good",
        { Standing: EntryStatus.Unknown } or { Standing: EntryStatus.Ok or EntryStatus.Expiring, HasProblem: false } => "warn",
        _ => "bad",
    };

    internal static Text StateWord(ReportItem item) => item.Standing switch
    {
        EntryStatus.Ok when item.HasProblem => HasProblem,
        EntryStatus.Ok when item.IsUnknown => OkAsFarAsRead,
        EntryStatus.Ok => StateOk,
        EntryStatus.Expiring => StateExpiring,
        EntryStatus.Expired => StateExpired,
        EntryStatus.NotYetValid => StateNotYet,
        EntryStatus.Missing => StateMissing,
        _ => StateUnreadable,
    };

    private static string Days(TimeSpan span) => ((int)span.TotalDays).ToString(CultureInfo.InvariantCulture);
}
