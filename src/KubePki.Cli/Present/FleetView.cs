using System.Globalization;
using KubePki.Cli.Documents;
using KubePki.Cli.Results;
using KubePki.Fleet;
using KubePki.Localization;
using KubePki.Operations;
using static KubePki.Fleet.AnswerTexts;

namespace KubePki.Cli.Present;

/// <summary>
/// The results of several nodes, side by side. All values from a node are shown as plain text, so that they cannot control the terminal.
/// </summary>
internal static class FleetView
{
    /// <summary>The maximum number of nodes that fit side by side.</summary>
    private const int MostBesideEachOther = 5;

    /// <summary>The number of a node's findings that are shown with its plan.</summary>
    private const int MostRemaining = 3;

    private static readonly Dictionary<string, Text> Phases = new(StringComparer.Ordinal)
    {
        ["recovered"] = Texts.PhaseRecovered,
        ["staged"] = Texts.PhaseStaged,
        ["nothingToDo"] = Texts.PhaseNothing,
        ["committing"] = Texts.PhaseCommitting,
        ["done"] = Texts.PhaseDone,
        ["released"] = Texts.PhaseReleased,
        ["failed"] = Texts.PhaseFailed,
    };

    public static Text Phase(string phase) => Phases[phase];

    /// <summary>The text for the source of the list of nodes.</summary>
    public static Text Source(string source)
        => source switch { "nodes" => Texts.FromNodes, "etcd" => Texts.FromEtcd, _ => Texts.FromManifests };

    /// <summary>The label of a difference.</summary>
    public static string Label(NodeDifference difference, Language language) => Plain(difference.What switch
    {
        "kubernetesVersion" => Texts.DiffersVersion.In(language),
        "kubepki" => Texts.DiffersProgram.In(language),
        "clock" => Texts.DiffersClock.In(language),
        "etcdMembers" => Texts.DiffersMembers.In(language),
        "expiry" => Texts.DiffersEnd.In(language, string.Join(' ', difference.Items)),
        "sa" => Texts.DiffersAccountKey.In(language),
        var authority => Texts.DiffersAuthority.In(language, authority),
    });

    /// <summary>The result of a command that ran on all nodes at once.</summary>
    public static IEnumerable<Line> Lines(FleetReading reading, Terminal terminal)
    {
        var results = reading.Results;
        var states = results.Where(r => r.Answer.Read() is StatusDocument).ToList();
        foreach (var line in FleetHistory.Lines(results, terminal))
        {
            yield return line;
        }

        foreach (var line in states.Count > 0 && results.Count <= MostBesideEachOther ? SideBySide(results, terminal) : [])
        {
            yield return line;
        }

        foreach (var line in Summary(results, terminal))
        {
            yield return line;
        }

        foreach (var line in results.SelectMany(r => Particulars(r, terminal)))
        {
            yield return line;
        }

        foreach (var line in Differences(reading.Differences, terminal).Concat(Concerns(reading.Concerns, terminal))
            .Concat(VerificationView.Findings(reading.Findings, terminal)))
        {
            yield return line;
        }
    }

    /// <summary>The files that are copied from one node to another. This comes before the rest of the plan.</summary>
    public static IEnumerable<Line> Shares(SharePlan shares, Terminal terminal)
        => shares.Shares.GroupBy(s => (s.From, s.To)).Select(pair => terminal.Bold(terminal.Say(
            Texts.Receives,
            pair.Key.To.Name, pair.Key.From.Name, string.Join(terminal.Say(Texts.Comma), pair.Select(s => ShareWords(s, terminal))))));

    private static string ShareWords(Share share, Terminal terminal)
    {
        var name = share.WithKey ? terminal.Say(Texts.ReceivesKey, share.Name) : share.Name;
        return share.Replaces ? terminal.Say(Texts.ReceivesInstead, name) : name;
    }

    /// <summary>The plan of a roll, node by node in order.</summary>
    public static IEnumerable<Line> Plan(PlannedRollout planned, Terminal terminal)
    {
        var names = planned.Plans.Select(p => p.Node.Name);
        yield return terminal.Bold(planned.Together
            ? terminal.Say(Texts.RollTogether, string.Join(' ', names))
            : terminal.Say(Texts.RollOrder, string.Join(" → ", names)));
        foreach (var plan in planned.Plans)
        {
            var what = planned.Resumption.Of(plan.Node) switch
            {
                Remaining.Nothing => terminal.Say(Texts.RemainsNothing),
                Remaining.Activation => terminal.Say(Texts.RemainsActivation),
                _ => Planned(plan.Answer!, terminal),
            };
            yield return $"  {plan.Node.Name}: {what}";
            foreach (var line in StillWrong(plan.Answer!, terminal))
            {
                yield return line;
            }
        }
    }

    /// <summary>The findings that remain after a node's plan or run and that determine the exit code; the first few as text.</summary>
    private static IEnumerable<Line> StillWrong(NodeAnswer answer, Terminal terminal)
    {
        var grave = RemainingOf(answer).Where(f => f.Severity == "error" || f.CheckName == "expiring").ToList();
        foreach (var finding in grave.Take(MostRemaining))
        {
            yield return $"    {terminal.Say(Texts.StillWrongThere, Plain(Located(finding.Where, finding.Message)))}";
        }

        if (grave.Count > MostRemaining)
        {
            yield return $"    {terminal.Say(Texts.AndMore, (grave.Count - MostRemaining).ToString(CultureInfo.InvariantCulture))}";
        }
    }

    /// <summary>The result of a roll, node by node.</summary>
    public static IEnumerable<Line> Ends(RolloutOutcome end, Terminal terminal)
    {
        var table = new Table(terminal.Say(Texts.Node), terminal.Say(Texts.Result), terminal.Say(Texts.Summary));
        foreach (var node in end.Nodes)
        {
            var (word, paint) = node.Stage switch
            {
                NodeStage.Done => (terminal.Say(Texts.EndDone), (Func<string, Line>)terminal.Green),
                NodeStage.Failed => (terminal.Say(Texts.EndFailed), terminal.Red),
                _ => (terminal.Say(Texts.EndUntouched), terminal.Dim),
            };
            var told = node.Problem is { } problem
                ? problem.Text(terminal.Language)
                : node.Stage == NodeStage.Done && node.Answer is { } answer ? Outcome(answer, terminal) : "";
            table.Add([node.Node.Name, word, told], (column, cell) => column == 1 ? paint(cell) : cell);
        }

        return table.Lines(terminal.Width).Concat(end.Nodes.Where(n => n is { Stage: NodeStage.Done, Answer: not null })
            .SelectMany(n => StillWrong(n.Answer!, terminal).Select(line => (Line)$"  {n.Node.Name}:{line}")));
    }

    private static IReadOnlyList<FindingData> RemainingOf(NodeAnswer answer) => answer.Read() switch
    {
        CreationPlanDocument plan => plan.Remaining,
        ResultDocument result => result.Remaining ?? [],
        _ => [],
    };

    private static string Planned(NodeAnswer answer, Terminal terminal) => answer.Read() switch
    {
        CreationPlanDocument { Actions.Count: 0 } => terminal.Say(Texts.NothingToDo),
        CreationPlanDocument { Actions: var actions } => terminal.Say(
            actions.Any(IsCreation) ? Texts.WillCreate : Texts.WillRenew,
            actions.Count.ToString(CultureInfo.InvariantCulture),
            string.Join(' ', actions.Select(a => Plain(a.Name))),
            FirstEnd(actions)),
        BackupsDocument { Backups: [var backup, ..] } => terminal.Say(
            Texts.TellsWillRestore, backup.Paths.Count.ToString(CultureInfo.InvariantCulture), Plain(backup.Id), Exactly(backup.MadeAt)),
        _ => Outcome(answer, terminal),
    };

    private static bool IsCreation(CreationActionData action) => action.Action.EndsWith("create", StringComparison.Ordinal);

    /// <summary>The earliest new expiry date; empty if a new item does not expire.</summary>
    private static string FirstEnd(IReadOnlyList<CreationActionData> actions)
        => actions.Any(a => a.NewNotAfter is null) ? "" : Exactly(actions.Min(a => a.NewNotAfter));

    /// <summary>A time to the second, as in documents.</summary>
    private static string Exactly(DateTimeOffset? time) => time is { } at ? JsonParts.Written(at) : "-";

    /// <summary>The state of every item, one column for each node.</summary>
    private static IEnumerable<Line> SideBySide(IReadOnlyList<NodeResult> results, Terminal terminal)
    {
        var items = results.Select(r => (r.Answer.Read() as StatusDocument)?.Items ?? []).ToList();
        var byName = items.Select(
            node => node.DistinctBy(i => i.Name, StringComparer.Ordinal).ToDictionary(i => i.Name, StringComparer.Ordinal)).ToList();
        var table = new Table([terminal.Say(Texts.Name), .. results.Select(r => r.Node.Name)]);
        foreach (var name in items.SelectMany(i => i).Select(i => i.Name).Distinct(StringComparer.Ordinal))
        {
            var row = byName.Select(node => node.GetValueOrDefault(name)).ToList();
            table.Add(
                [Plain(name), .. row.Select(Cell)], (column, cell) => column == 0 ? cell : Paint(terminal, row[column - 1]?.State, cell));
        }

        return [.. table.Lines(terminal.Width), ""];
    }

    private static string Cell(PkiEntryData? item)
        => item is null ? "-"
            : $"{Plain(item.State)} {(item.SecondsLeft is null ? "" : StatusView.Left(item))}".TrimEnd() + (
                item.Problem is null ? "" : " !");

    private static Line Paint(Terminal terminal, string? state, string cell) => state switch
    {
        "ok" => terminal.Green(cell),
        "expiring" => terminal.Yellow(cell),
        null => cell,
        _ => terminal.Red(cell),
    };

    /// <summary>One line for each node.</summary>
    private static IEnumerable<Line> Summary(IReadOnlyList<NodeResult> results, Terminal terminal)
    {
        var table = new Table(terminal.Say(Texts.Node), terminal.Say(Texts.Result), terminal.Say(Texts.Summary));
        foreach (var result in results)
        {
            var code = ExitCode.Of(result);
            var word = result.Problem is not null ? terminal.Say(Texts.EndFailed) : code switch
            {
                ExitCode.Done => terminal.Say(Texts.EndDone),
                ExitCode.Findings => terminal.Say(Texts.EndFindings),
                _ => terminal.Say(Texts.EndFailed),
            };
            var told = result.Problem is { } problem
                ? problem.What(terminal.Language)
                : result.Answer!.IsDone ? Told(result.Answer, terminal) : Said(result.Answer);
            Func<string, Line> paint = code switch
            {
                ExitCode.Done => terminal.Green,
                ExitCode.Findings => terminal.Yellow,
                _ => terminal.Red,
            };
            table.Add([result.Node.Name, word, told], (column, cell) => column == 1 ? paint(cell) : cell);
        }

        return table.Lines(terminal.Width);
    }

    private static string Told(NodeAnswer answer, Terminal terminal) => answer.Read() switch
    {
        StatusDocument status => Told(status, terminal),
        FindingsDocument { Findings: var findings }
            => terminal.Say(Texts.FindingsTold, findings.Count.ToString(CultureInfo.InvariantCulture)),
        HistoryDocument => FleetHistory.Told(answer, terminal),
        ReportDocument => "",
        BackupsDocument { Backups: var backups } => backups.Select(b => b.Problem).FirstOrDefault(p => p is not null) is { } damage
            ? Plain(Located(damage.Where, damage.Message))
            : Plain(backups.Count > 0 ? backups[^1].Id : "-"),
        CreationPlanDocument => Planned(answer, terminal),
        _ => Outcome(answer, terminal),
    };

    private static string Told(StatusDocument status, Terminal terminal)
    {
        var items = status.Items;
        var first = items.Where(i => i.NotAfter is not null && i.Kind != "ca").MinBy(i => i.NotAfter);
        string[] counts =
        [
            Count(Texts.CountExpired, i => i.State == "expired"),
            Count(Texts.CountExpiringPlain, i => i.State == "expiring"),
            Count(Texts.CountProblems, i => i.Problem is not null),
        ];
        var told = counts.Where(c => c.Length > 0).ToList();
        var state = terminal.Say(
            Texts.Summed, terminal.Items(items.Count),
            told.Count == 0 ? terminal.Say(Texts.AllWell) : string.Join(terminal.Say(Texts.Comma), told));
        return first is null ? state : $"{state} {terminal.Say(Texts.FirstToEnd, Plain(first.Name), Exactly(first.NotAfter))}";

        string Count(Text text, Func<PkiEntryData, bool> which)
            => items.Count(which) is var n and > 0 ? terminal.Say(text, n.ToString(CultureInfo.InvariantCulture)) : "";
    }

    /// <summary>Details that do not fit in the table: findings, each with its location.</summary>
    private static IEnumerable<Line> Particulars(NodeResult result, Terminal terminal)
    {
        var findings = result.Answer.Read() switch
        {
            StatusDocument status => status.Findings,
            FindingsDocument verified => verified.Findings,
            _ => []
        };
        return findings.Count == 0 ? []
            : [terminal.Bold($"{result.Node.Name}:"), .. findings.Select(f => $"  {Plain(Located(f.Where, f.Message))}")];
    }

    private static IEnumerable<Line> Differences(IReadOnlyList<NodeDifference> differences, Terminal terminal)
        => differences.Count == 0
            ? []
            : [
                "", terminal.Bold(terminal.Say(Texts.Differences)),
                .. differences.Select(d => $"  {Label(d, terminal.Language)}: {Plain(FleetPlan.Told(d))}"),
            ];

    private static IEnumerable<Line> Concerns(IReadOnlyList<Problem> concerns, Terminal terminal)
        => concerns.Count == 0
            ? []
            : [
                "", terminal.Bold(terminal.Say(Texts.FleetConcerns)),
                .. concerns.Select(c => "  " + terminal.Red(Plain(c.Text(terminal.Language)))),
            ];

    /// <summary>A summary of a result document.</summary>
    private static string Outcome(NodeAnswer answer, Terminal terminal)
    {
        if (answer.Read() is not ResultDocument { Verb: var verb, Outcome: var outcome } result)
        {
            return "";
        }

        var id = Plain(result.Transaction?.Id ?? "");
        return (verb, outcome) switch
        {
            (_, Words.NothingToDo) => terminal.Say(Texts.TellsNothing),
            ("renew", _) when id.Length > 0 => terminal.Say(Texts.TellsRenewed, Number(result.Renewed), id),
            ("create", _) when id.Length > 0 => terminal.Say(Texts.TellsCreated, Number(result.Created), id),
            ("undo", Words.Planned) => terminal.Say(Texts.TellsWillUndo, id, HistoryWords.Verb(result.Transaction?.Verb, terminal)),
            ("restore", _) when id.Length > 0 => terminal.Say(Texts.TellsRestored, id),
            ("undo", _) when id.Length > 0 => terminal.Say(Texts.TellsUndone, id),
            _ when id.Length > 0 => terminal.Say(Texts.TellsTransaction, id),
            (_, Words.Done) => "",
            _ => Plain(outcome),
        };
    }

    private static string Number(IReadOnlyList<PkiEntryData>? items) => (items?.Count ?? 0).ToString(CultureInfo.InvariantCulture);

    /// <summary>Place and text in one line.</summary>
    private static string Located(string where, string message) => where.Length > 0 ? $"{where}: {message}" : message;
}
