using System.Globalization;
using System.Text.Json.Nodes;
using KubePki.Cli.Results;
using KubePki.Fleet;
using KubePki.Language;
using KubePki.Operations;
using static KubePki.Fleet.AnswerWords;

namespace KubePki.Cli.Present;

/// <summary>What several nodes gave, side by side. Everything that comes from a node is shown as text only: it cannot drive the terminal.</summary>
internal static class FleetView
{
    /// <summary>More nodes than that do not fit beside each other.</summary>
    private const int MostBesideEachOther = 5;

    /// <summary>How many of a node's findings are shown beside its plan.</summary>
    private const int MostRemaining = 3;

    private static readonly Dictionary<string, Text> Phases = new(StringComparer.Ordinal)
    {
        ["staged"] = Texts.PhaseStaged,
        ["nothingToDo"] = Texts.PhaseNothing,
        ["committing"] = Texts.PhaseCommitting,
        ["done"] = Texts.PhaseDone,
        ["released"] = Texts.PhaseReleased,
        ["failed"] = Texts.PhaseFailed,
    };

    public static Text Phase(string phase) => Phases[phase];

    /// <summary>Who knew the nodes.</summary>
    public static Text Source(string source) => source switch { "nodes" => Texts.FromNodes, "etcd" => Texts.FromEtcd, _ => Texts.FromManifests };

    public static JsonObject Document(string verb, IReadOnlyList<NodeResult> results, IReadOnlyList<NodeDifference> differences, Tongue tongue, IReadOnlyList<NodeStage>? stages = null)
    {
        var document = Documents.Of("Fleet");
        document["verb"] = verb;
        document["nodes"] = Documents.Array(results.Select((r, i) =>
        {
            var node = new JsonObject { ["name"] = r.Node.Name, ["destination"] = r.Node.Destination, ["exit"] = r.Answer?.Exit, ["seconds"] = r.Answer is { } a ? Math.Round(a.Took.TotalSeconds, 3) : null };
            if (stages is not null)
            {
                node["stage"] = stages[i] switch { NodeStage.ToDo => "toDo", NodeStage.Committing => "committing", NodeStage.Done => "done", _ => "failed" };
            }

            node["document"] = r.Answer?.Document();
            node["problem"] = r.Problem is { } problem ? Documents.Problem(problem, tongue) : null;
            return (JsonNode)node;
        }));
        document["differences"] = Documents.Array(differences.Select(Difference));
        return document;
    }

    /// <summary>Adds what was seen of etcd's members and what is wrong with the fleet.</summary>
    public static void AddFleet(JsonObject document, FleetReading reading, Tongue tongue)
    {
        document["etcdMembers"] = Documents.Array(FleetMembers.Of(reading.Reports).Select(m => (JsonNode)new JsonObject
        {
            ["name"] = m.Name,
            ["node"] = m.Node,
            ["healthy"] = m.IsHealthy,
            ["problem"] = m.Problem,
            ["knownTo"] = Documents.Array(m.KnownTo.Select(n => (JsonNode)n)),
            ["unknownTo"] = Documents.Array(m.UnknownTo.Select(n => (JsonNode)n)),
        }));
        document["concerns"] = Documents.Array(reading.Concerns.Select(c => Documents.Problem(c, tongue)));
        document["findings"] = VerificationView.Findings(reading.Findings, tongue);
    }

    private static JsonNode Difference(NodeDifference difference)
    {
        var node = new JsonObject
        {
            ["what"] = difference.What,
            ["values"] = Documents.Array(difference.Values.Select(v => (JsonNode)new JsonObject { ["value"] = v.Value, ["nodes"] = Documents.Array(v.Nodes.Select(n => (JsonNode)n)) })),
        };
        if (difference.Items.Count > 0)
        {
            node["items"] = Documents.Array(difference.Items.Select(i => (JsonNode)i));
        }

        return node;
    }

    /// <summary>What differs, for people.</summary>
    public static string Label(NodeDifference difference, Tongue tongue) => Plain(difference.What switch
    {
        "kubernetesVersion" => Texts.DiffersVersion.In(tongue),
        "kubepki" => Texts.DiffersProgram.In(tongue),
        "clock" => Texts.DiffersClock.In(tongue),
        "etcdMembers" => Texts.DiffersMembers.In(tongue),
        "expiry" => Texts.DiffersEnd.In(tongue, string.Join(' ', difference.Items)),
        "sa" => Texts.DiffersAccountKey.In(tongue),
        var authority => Texts.DiffersAuthority.In(tongue, authority),
    });

    /// <summary>The result of a command that ran on all nodes at once.</summary>
    public static IEnumerable<Line> Lines(FleetReading reading, Terminal terminal)
    {
        var results = reading.Results;
        var states = results.Where(r => r.Answer?.Document().Text("kind") == "Status").ToList();
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

        foreach (var line in Differences(reading.Differences, terminal).Concat(Concerns(reading.Concerns, terminal)).Concat(VerificationView.Findings(reading.Findings, terminal)))
        {
            yield return line;
        }
    }

    /// <summary>What goes from one node to another, before anything else is told.</summary>
    public static IEnumerable<Line> Shares(SharePlan shares, Terminal terminal)
        => shares.Shares.GroupBy(s => (s.From, s.To)).Select(pair => terminal.Bold(terminal.Say(
            Texts.Receives, pair.Key.To.Name, pair.Key.From.Name, string.Join(terminal.Say(Texts.Comma), pair.Select(s => ShareWords(s, terminal))))));

    public static JsonArray Shares(SharePlan shares) => Documents.Array(shares.Shares.Select(s => (JsonNode)new JsonObject
    {
        ["name"] = s.Name,
        ["from"] = s.From.Name,
        ["to"] = s.To.Name,
        ["withKey"] = s.WithKey,
        ["replaces"] = s.Replaces,
    }));

    private static string ShareWords(Share share, Terminal terminal)
    {
        var name = share.WithKey ? terminal.Say(Texts.ReceivesKey, share.Name) : share.Name;
        return share.Replaces ? terminal.Say(Texts.ReceivesInstead, name) : name;
    }

    /// <summary>What a roll would do, node by node in its order.</summary>
    public static IEnumerable<Line> Plan(PlannedRollout planned, Terminal terminal)
    {
        var names = planned.Plans.Select(p => p.Node.Name);
        yield return terminal.Bold(planned.Together ? terminal.Say(Texts.RollTogether, string.Join(' ', names)) : terminal.Say(Texts.RollOrder, string.Join(" → ", names)));
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

    /// <summary>What a node's plan leaves wrong, or what its run left: what ends a command with findings, the first few in words.</summary>
    private static IEnumerable<Line> StillWrong(NodeAnswer answer, Terminal terminal)
    {
        var grave = answer.Document().Objects("remaining").Where(f => f.Text("severity") == "error" || f.Text("check") == "not-expiring").ToList();
        foreach (var finding in grave.Take(MostRemaining))
        {
            yield return $"    {terminal.Say(Texts.StillWrongThere, Plain(Located(finding) ?? "-"))}";
        }

        if (grave.Count > MostRemaining)
        {
            yield return $"    {terminal.Say(Texts.AndMore, (grave.Count - MostRemaining).ToString(CultureInfo.InvariantCulture))}";
        }
    }

    /// <summary>How a roll ended, node by node.</summary>
    public static IEnumerable<Line> Ends(RollEnd end, Terminal terminal)
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
            var told = node.Problem is { } problem ? problem.Text(terminal.Tongue) : node.Stage == NodeStage.Done && node.Answer is { } answer ? Outcome(answer, terminal) : "";
            table.Add([node.Node.Name, word, told], (column, cell) => column == 1 ? paint(cell) : cell);
        }

        return table.Lines(terminal.Width).Concat(end.Nodes.Where(n => n is { Stage: NodeStage.Done, Answer: not null })
            .SelectMany(n => StillWrong(n.Answer!, terminal).Select(line => (Line)$"  {n.Node.Name}:{line}")));
    }

    private static string Planned(NodeAnswer answer, Terminal terminal)
    {
        var document = answer.Document();
        var actions = document.Objects("actions").ToList();
        return document.Text("kind") == "Plan"
            ? actions.Count == 0 ? terminal.Say(Texts.NothingToDo) : terminal.Say(actions.Exists(IsCreation) ? Texts.WillCreate : Texts.WillRenew, actions.Count.ToString(CultureInfo.InvariantCulture), string.Join(' ', actions.Select(a => Plain(a.Text("name") ?? ""))), FirstEnd(actions))
            : document.Text("kind") == "Backups" && document.Objects("backups").FirstOrDefault() is { } backup
                ? terminal.Say(Texts.TellsWillRestore, backup.Strings("paths").Count().ToString(CultureInfo.InvariantCulture), Plain(backup.Text("id") ?? "-"), Plain(backup.Text("madeAt") ?? "-"))
            : Outcome(answer, terminal);
    }

    private static bool IsCreation(JsonObject action) => action.Text("action")?.EndsWith("create", StringComparison.Ordinal) == true;

    /// <summary>The earliest of the new ends.</summary>
    private static string FirstEnd(IEnumerable<JsonObject> actions) => Plain(actions.Select(a => a.Text("newNotAfter") ?? "").Order(StringComparer.Ordinal).FirstOrDefault() ?? "-");

    /// <summary>The state of every item, a column a node.</summary>
    private static IEnumerable<Line> SideBySide(IReadOnlyList<NodeResult> results, Terminal terminal)
    {
        var items = results.Select(r => r.Answer?.Document().Objects("items").Where(i => i.Text("name") is not null).ToList() ?? []).ToList();
        var byName = items.Select(node => node.DistinctBy(i => i.Text("name")!, StringComparer.Ordinal).ToDictionary(i => i.Text("name")!, StringComparer.Ordinal)).ToList();
        var table = new Table([terminal.Say(Texts.Name), .. results.Select(r => r.Node.Name)]);
        foreach (var name in items.SelectMany(i => i).Select(i => i.Text("name")!).Distinct(StringComparer.Ordinal))
        {
            var row = byName.Select(node => node.GetValueOrDefault(name)).ToList();
            table.Add([Plain(name), .. row.Select(Cell)], (column, cell) => column == 0 ? cell : Paint(terminal, row[column - 1].Text("state"), cell));
        }

        return [.. table.Lines(terminal.Width), ""];
    }

    private static string Cell(JsonObject? item)
        => item is null ? "-" : $"{Plain(item.Text("state") ?? "?")} {(item["secondsLeft"] is JsonValue v && v.TryGetValue(out long left) ? StatusView.Left(TimeSpan.FromSeconds(left)) : "")}".TrimEnd() + (item["problem"] is null ? "" : " !");

    private static Line Paint(Terminal terminal, string? state, string cell) => state switch
    {
        "ok" => terminal.Green(cell),
        "expiring" => terminal.Yellow(cell),
        null => cell,
        _ => terminal.Red(cell),
    };

    /// <summary>One line a node.</summary>
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
            var told = result.Problem is { } problem ? problem.What(terminal.Tongue) : result.Answer!.IsDone ? Told(result.Answer, terminal) : Said(result.Answer);
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

    private static string Told(NodeAnswer answer, Terminal terminal)
    {
        var document = answer.Document();
        return document.Text("kind") switch
        {
            "Status" => StatusTold(document, terminal),
            "Findings" => terminal.Say(Texts.FindingsTold, document.Objects("findings").Count().ToString(CultureInfo.InvariantCulture)),
            "History" => FleetHistory.Told(answer, terminal),
            "Report" => "",
            "Backups" => document.Objects("backups").Select(b => b["problem"] as JsonObject).FirstOrDefault(p => p is not null) is { } damage
                ? Plain(Located(damage) ?? "-")
                : LastOf(document, "backups", b => b.Text("id") ?? ""),
            "Plan" => Planned(answer, terminal),
            _ => Outcome(answer, terminal),
        };
    }

    private static string LastOf(JsonNode? document, string list, Func<JsonObject, string> told) => Plain(document.Objects(list).Select(told).LastOrDefault() ?? "-");

    private static string StatusTold(JsonObject? document, Terminal terminal)
    {
        var items = document.Objects("items").ToList();
        var first = items.Where(i => i.Text("notAfter") is not null && i.Text("kind") != "ca").OrderBy(i => i.Text("notAfter"), StringComparer.Ordinal).FirstOrDefault();
        string[] counts =
        [
            Count(Texts.CountExpired, i => i.Text("state") == "expired"),
            Count(Texts.CountExpiringPlain, i => i.Text("state") == "expiring"),
            Count(Texts.CountProblems, i => i["problem"] is not null),
        ];
        var told = counts.Where(c => c.Length > 0).ToList();
        var state = terminal.Say(Texts.Summed, terminal.Items(items.Count), told.Count == 0 ? terminal.Say(Texts.AllWell) : string.Join(terminal.Say(Texts.Comma), told));
        return first is null ? state : $"{state} {terminal.Say(Texts.FirstToEnd, Plain(first.Text("name")!), Plain(first.Text("notAfter")!))}";

        string Count(Text text, Func<JsonObject, bool> which) => items.Count(which) is var n and > 0 ? terminal.Say(text, n.ToString(CultureInfo.InvariantCulture)) : "";
    }

    /// <summary>What the table has no room for: findings, each with its place.</summary>
    private static IEnumerable<Line> Particulars(NodeResult result, Terminal terminal)
    {
        var findings = result.Answer?.Document().Objects("findings").ToList() ?? [];
        return findings.Count == 0 ? [] : [terminal.Bold($"{result.Node.Name}:"), .. findings.Select(f => $"  {Plain(Located(f) ?? "")}")];
    }

    private static IEnumerable<Line> Differences(IReadOnlyList<NodeDifference> differences, Terminal terminal)
        => differences.Count == 0 ? [] : ["", terminal.Bold(terminal.Say(Texts.Differences)), .. differences.Select(d => $"  {Label(d, terminal.Tongue)}: {Plain(FleetPlan.Told(d))}")];

    private static IEnumerable<Line> Concerns(IReadOnlyList<Problem> concerns, Terminal terminal)
        => concerns.Count == 0 ? [] : ["", terminal.Bold(terminal.Say(Texts.FleetConcerns)), .. concerns.Select(c => "  " + terminal.Red(Plain(c.Text(terminal.Tongue))))];

    /// <summary>A result document in a few words.</summary>
    private static string Outcome(NodeAnswer answer, Terminal terminal)
    {
        var document = answer.Document();
        var (verb, outcome, id) = (document.Text("verb"), document.Text("outcome"), Plain(document?["transaction"].Text("id") ?? ""));
        return (verb, outcome) switch
        {
            (_, Documents.NothingToDoOutcome) => terminal.Say(Texts.TellsNothing),
            ("renew", _) when id.Length > 0 => terminal.Say(Texts.TellsRenewed, Number(document, "renewed"), id),
            ("create", _) when id.Length > 0 => terminal.Say(Texts.TellsCreated, Number(document, "created"), id),
            ("undo", Documents.PlannedOutcome) => terminal.Say(Texts.TellsWillUndo, id, HistoryWords.Verb(document?["transaction"].Text("verb"), terminal)),
            ("restore", _) when id.Length > 0 => terminal.Say(Texts.TellsRestored, id),
            ("undo", _) when id.Length > 0 => terminal.Say(Texts.TellsUndone, id),
            _ when id.Length > 0 => terminal.Say(Texts.TellsTransaction, id),
            (_, Documents.DoneOutcome) => "",
            _ => Plain(outcome ?? document.Text("version") ?? document.Text("id") ?? ""),
        };
    }

    private static string Number(JsonObject? document, string list) => document.Objects(list).Count().ToString(CultureInfo.InvariantCulture);
}
