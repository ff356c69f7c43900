using System.Globalization;
using KubePki.Cli.Present;
using KubePki.Fleet;
using KubePki.Judge;
using KubePki.Localization;
using static KubePki.Cli.Report.ReportTexts;

namespace KubePki.Cli.Report;

/// <summary>
/// The fleet section of a report: one line for each node, the differences between nodes, and the remaining time of every item on each node.
/// </summary>
/// <param name="Reports">The facts of the nodes that answered.</param>
/// <param name="Differences">The differences between nodes.</param>
/// <param name="Concerns">Problems of the fleet: nodes without an answer, unhealthy etcd members.</param>
/// <param name="Silent">The names of the nodes that are not in the report.</param>
/// <param name="IsLive">Whether running nodes were queried. Files alone give no clock and no etcd members.</param>
internal sealed record ReportFleet(
    IReadOnlyList<NodeReport> Reports, IReadOnlyList<NodeDifference> Differences, IReadOnlyList<Problem> Concerns,
    IReadOnlyList<string> Silent, bool IsLive)
{
    /// <summary>The maximum number of nodes that fit side by side.</summary>
    private const int MostBesideEachOther = 5;

    /// <summary>The overall severity, as a class of the style sheet.</summary>
    public string Grave => Concerns.Count > 0 || Count(Severity.Error) > 0 ? "bad" : Differences.Count > 0 ? "warn" : "good";

    /// <summary>The findings that result from the differences.</summary>
    public IReadOnlyList<Finding> Findings => FleetFindings.Of(Differences);

    /// <summary>The number of findings of a severity.</summary>
    public int Count(Severity severity) => Findings.Count(f => f.Severity == severity);

    public void Write(Html page, IReadOnlyList<ReportNode> nodes, Language language)
    {
        page.Raw("<section class=\"fleet\">").Tag("h2", "", FleetTitle.In(language));
        foreach (var concern in Concerns)
        {
            page.Raw("<article class=\"finding bad\"><p>").Tag("strong", "mark", concern.Where).Raw(" ").Say(concern.What(language))
                .Raw("</p>");
            if (concern.Hint(language) is { Length: > 0 } hint)
            {
                page.Tag("p", "remedy", Remedy.In(language, hint));
            }

            page.Raw("</article>");
        }

        NodeTable(page, nodes, language);
        WhatDiffers(page, language);
        if (nodes.Count is > 1 and <= MostBesideEachOther)
        {
            ItemsSideBySide(page, nodes, language);
        }

        page.Raw("</section>\n");
    }

    private void NodeTable(Html page, IReadOnlyList<ReportNode> nodes, Language language)
    {
        string[] headers =
        [
            .. new[] {
                NodeColumn, FindingsColumn, FirstColumn, LeftColumn, new Text("Kubernetes", "Kubernetes"), EtcdColumn, LeadsColumn,
                ClockColumn,
            }.Select(h => h.In(language)),
        ];
        page.Head(headers);
        foreach (var node in nodes)
        {
            var report = Reports.FirstOrDefault(r => r.Node.Name == node.Name);
            (string Text, string Class)[] cells =
            [
                (node.Name, ""), (Counted(node, language), node.Grave), (node.First?.Name ?? "-", ""),
                (StatusView.Left(node.First?.Left), node.First is { } first ? ReportPage.ClassOf(first) : ""),
                (report?.Facts.KubernetesVersion ?? "-", ""), Etcd(report, language),
                (report is { Facts.Leads.Count: > 0 } ? string.Join(", ", report.Facts.Leads) : "-", ""),
                IsLive ? Clock(report, language) : ("-", ""),
            ];
            Row(page, headers, cells);
        }

        foreach (var name in Silent)
        {
            Row(page, headers, [(name, ""), (NoAnswer.In(language), "bad"), .. Enumerable.Repeat(("-", ""), headers.Length - 2)]);
        }

        page.Raw("</tbody></table>");
    }

    private static string Counted(ReportNode node, Language language)
    {
        var (errors, warnings) = (node.Count(Severity.Error), node.Count(Severity.Warning));
        string[] counts =
        [
            errors > 0 ? CountedErrors.In(language, Number(errors)) : "",
            warnings > 0 ? CountedWarnings.In(language, Number(warnings)) : "",
        ];
        return errors + warnings == 0 ? StateOk.In(language) : string.Join(Texts.Comma.In(language), counts.Where(c => c.Length > 0));
    }

    private static (string Text, string Class) Etcd(NodeReport? report, Language language) => report?.Facts.EtcdIsHealthy switch
    {
        null => ("-", ""),
        true => (Healthy.In(language), "good"),
        false => (Unhealthy.In(language), "bad"),
    };

    private static (string Text, string Class) Clock(NodeReport? report, Language language) => report switch
    {
        null => ("-", ""),
        { ClockDifference: var off } when off.Duration() <= FleetPlan.NotableClockDifference => (SameTime.In(language), "good"),
        { ClockDifference: var off } =>
            (ReportTexts.Seconds.In(language, Number((int)off.TotalSeconds)),
                off.Duration() > FleetPlan.MostClockDifference ? "bad" : "warn"),
    };

    private void WhatDiffers(Html page, Language language)
    {
        page.Tag("h3", "", DiffersTitle.In(language));
        if (Differences.Count == 0)
        {
            page.Tag("p", Reports.Count > 1 ? "good" : "quiet", Compared(language));
        }

        foreach (var difference in Differences)
        {
            page.Raw($"<article class=\"finding {(difference.IsGrave ? "bad" : "warn")}\">").Raw("<p>")
                .Tag("strong", "mark", FleetView.Label(difference, language))
                .Raw("</p><ul>");
            foreach (var (value, having) in difference.Values)
            {
                page.Raw("<li>").Tag("strong", "", string.Join(", ", having)).Tag("code", "", value.Length == 0 ? "-" : value).Raw("</li>");
            }

            page.Raw("</ul>");
            foreach (var finding in FleetFindings.Of([difference]))
            {
                page.Tag("p", "", finding.Problem.What(language)).Tag("p", "remedy", Remedy.In(language, finding.Problem.Hint(language)));
            }

            page.Raw("</article>");
        }
    }

    /// <summary>The statement that nothing differs, with the list of what was compared.</summary>
    private string Compared(Language language)
    {
        (bool IsCompared, Text Name)[] all =
        [
            (true, ComparedFiles), (IsLive, ComparedClocks), (Reports.Count(r => r.Facts.EtcdMembers.Count > 0) > 1, ComparedMembers),
        ];
        return Reports.Count > 1
            ? NothingDiffers.In(
                language, string.Join(Texts.Comma.In(language), all.Where(c => c.IsCompared).Select(c => c.Name.In(language))))
            : NothingCompared.In(language);
    }

    private static void ItemsSideBySide(Html page, IReadOnlyList<ReportNode> nodes, Language language)
    {
        page.Tag("h3", "", ReportTexts.SideBySide.In(language)).Tag("p", "quiet", SideBySideNote.In(language));
        string[] headers = [NameColumn.In(language), .. nodes.Select(n => n.Name)];
        page.Head(headers);
        var byName = nodes.Select(n => n.Items.DistinctBy(i => i.Name, StringComparer.Ordinal)
            .ToDictionary(i => i.Name, StringComparer.Ordinal))
            .ToList();
        foreach (var name in nodes.SelectMany(n => n.Items).Select(i => i.Name).Distinct(StringComparer.Ordinal))
        {
            Row(
                page, headers,
                [
                    (name, ""),
                    .. byName.Select(n => n.GetValueOrDefault(name))
                        .Select(i => i is null ? ("-", "") : (Words(i, language), ReportPage.ClassOf(i))),
                ]);
        }

        page.Raw("</tbody></table>");
    }

    private static string Words(ReportItem item, Language language)
        => item is { Standing: EntryStatus.Ok, HasProblem: false, IsUnknown: false, Left: not null }
            ? StatusView.Left(item.Left)
            : item.Left is null
                ? ReportPage.StateWord(item).In(language)
                : $"{ReportPage.StateWord(item).In(language)} {StatusView.Left(item.Left)}";

    private static void Row(Html page, string[] headers, IReadOnlyList<(string Text, string Class)> cells)
    {
        page.Raw("<tr>");
        for (var i = 0; i < cells.Count; i++)
        {
            page.Cell(headers[i], cells[i] is { Text: "-", Class: "" } ? "none" : cells[i].Class, cells[i].Text);
        }

        page.Raw("</tr>");
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
