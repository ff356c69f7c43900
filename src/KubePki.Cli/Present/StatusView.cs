using System.Globalization;
using KubePki.Catalogue;
using KubePki.Cli.Documents;
using KubePki.Files;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Cli.Present;

/// <summary>The status as a table.</summary>
internal static class StatusView
{
    private const int BarLength = 10;

    /// <summary>
    /// The layouts to fit the width: times to the minute and a long bar if there is room, days and a short bar otherwise.
    /// </summary>
    private static readonly (bool Minutes, int Bar)[] Layouts = [(true, BarLength), (false, BarLength), (false, 6)];
    private const int StateColumn = 1;
    private const int LifeColumn = 4;
    private const int AuthorityColumn = 5;

    public static IEnumerable<Line> Lines(
        NodeState state, Verification verification, TimeSpan within, string rootArgument, Terminal terminal)
    {
        var status = StatusDocument.Of(state, verification, terminal.Language);
        var wide = terminal.Format == OutputFormat.Wide;
        string[] headers =
        [
            terminal.Say(Texts.Name), terminal.Say(Texts.State), terminal.Say(Texts.Expires), terminal.Say(Texts.Left),
            terminal.Say(Texts.Life), terminal.Say(Texts.Authority),
        ];
        string[] more = [terminal.Say(Texts.Key), terminal.Say(Texts.Subject), terminal.Say(Texts.Names), terminal.Say(Texts.Path)];
        Table Build((bool Minutes, int Bar) layout)
        {
            var table = new Table(wide ? [.. headers, .. more] : headers) { Optional = [LifeColumn, AuthorityColumn] };
            foreach (var item in status.Items)
            {
                var cells = Cells(item, layout.Minutes, layout.Bar, terminal);
                table.Add(
                    wide ? [.. cells, .. WideCells(item)] : cells, (column, cell)
                        => column is StateColumn or LifeColumn ? Paint(terminal, item, cell) : cell);
            }

            return table;
        }

        var tables = Layouts.Select(Build);
        var table = wide ? tables.First() : tables.FirstOrDefault(t => t.Width <= (terminal.Width ?? int.MaxValue)) ?? Build(Layouts[^1]);
        foreach (var line in table.Lines(wide ? null : terminal.Width))
        {
            yield return line;
        }

        yield return "";
        foreach (var line in Remarks(state, verification, within, rootArgument, terminal))
        {
            yield return line;
        }
    }

    /// <summary>
    /// Remaining time in kubeadm's format (<c>364d</c>, <c>9y</c>), on the last day in hours, and in the last hour in minutes. Negative for
    /// an expired item.
    /// </summary>
    public static string Left(TimeSpan? left) => left switch
    {
        null => "-",
        { TotalSeconds: < 0 } past => "-" + Left(-past),
        { TotalDays: >= 730 } long1 => ((int)(long1.TotalDays / 365)).ToString(CultureInfo.InvariantCulture) + "y",
        { TotalDays: >= 1 } days => ((int)days.TotalDays).ToString(CultureInfo.InvariantCulture) + "d",
        { TotalHours: >= 1 } hours => ((int)hours.TotalHours).ToString(CultureInfo.InvariantCulture) + "h",
        { } minutes => ((int)minutes.TotalMinutes).ToString(CultureInfo.InvariantCulture) + "m",
    };

    /// <summary>A time in UTC, to the minute.</summary>
    public static string Moment(DateTimeOffset? time)
        => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>A day in UTC.</summary>
    private static string Day(DateTimeOffset? time) => time is { } at ? Times.Day(at) : "-";

    /// <summary>The state of an item, in the user's language; documents have the English word.</summary>
    public static string State(EntryStatus standing, Terminal terminal) => State(Words.State(standing), terminal);

    private static string State(string state, Terminal terminal) => terminal.Say(state switch
    {
        "expiring" => Texts.StateExpiring,
        "expired" => Texts.StateExpired,
        "notYetValid" => Texts.StateNotYetValid,
        "missing" => Texts.StateMissing,
        "unreadable" => Texts.StateUnreadable,
        "unknown" => Texts.StateUnknown,
        _ => Texts.StateOk,
    });

    /// <summary>Remaining time of an item, in the same format.</summary>
    public static string Left(PkiEntryData item) => Left(item.SecondsLeft is { } left ? TimeSpan.FromSeconds(left) : null);

    private static string[] Cells(PkiEntryData item, bool minutes, int bar, Terminal terminal)
    {
        var state = State(item.State, terminal) + (
            item is { Problem: not null, State: "ok" or "expiring" } ? item.IsUnknown ? " ?" : " !" : "");
        return
        [
            item.Name,
            state,
            minutes ? Moment(item.NotAfter) : Day(item.NotAfter),
            Left(item),
            item.ShareLeft is { } share ? Bar(share, bar) : "",
            (item.Authority ?? "-") + (item.ExternallyManaged ? "*" : ""),
        ];
    }

    private static string[] WideCells(PkiEntryData item) =>
    [
        item.KeyAlgorithm ?? "-",
        item.Subject ?? "-",
        item.Sans is { Count: > 0 } names ? string.Join(',', names) : "-",
        item.PointsAt is { } target ? $"{item.Path} -> {target}" : item.Path,
    ];

    /// <summary>The remaining share of the validity, as a bar.</summary>
    public static string Bar(double share, int length = BarLength)
    {
        var full = share > 0 ? Math.Clamp((int)Math.Round(share * length), 1, length) : 0;
        return "[" + new string('#', full) + new string('.', length - full) + "]";
    }

    /// <summary>A cell in the colour of the item's state. The text of the cell contains the state too.</summary>
    public static Line Paint(Terminal terminal, Verdict verdict, string cell)
        => Paint(terminal, Words.State(verdict.Status), verdict.Problem is not null, verdict.IsUnknown, cell);

    private static Line Paint(Terminal terminal, PkiEntryData item, string cell)
        => Paint(terminal, item.State, item.Problem is not null, item.IsUnknown, cell);

    private static Line Paint(Terminal terminal, string state, bool hasProblem, bool isUnknown, string cell) => state switch
    {
        _ when isUnknown => terminal.Yellow(cell),
        "ok" => hasProblem ? terminal.Red(cell) : terminal.Green(cell),
        "expiring" => terminal.Yellow(cell),
        _ => terminal.Red(cell),
    };

    private static IEnumerable<Line> Remarks(
        NodeState state, Verification verification, TimeSpan within, string rootArgument, Terminal terminal)
    {
        var verdicts = verification.Verdicts;
        List<Problem> others =
        [
            .. verification.ErrorsWithoutVerdict.Select(f => f.Problem)
                .Where(p => state.Problems.Concat(state.Unread).All(problem => problem.Where != p.Where))
                .Distinct(),
        ];
        List<Problem> told = [.. verdicts.Select(v => v.Problem).OfType<Problem>(), .. state.Problems];
        var warnings = verification.Findings.Count(f => f.Severity == Severity.Warning && f.Check != "expiring");
        return
        [
            .. Problems(
                [.. told, .. state.Unread.Where(unread => told.All(problem => problem.Where != unread.Where)), .. others], state, terminal),
            .. verdicts.Any(v => v.ExternallyManaged) ? ["* " + terminal.Say(Texts.External)] : Array.Empty<string>(),
            Summary(
                verdicts,
                [
                    state.Problems.Count(p => !p.Is(FileMessages.Unreadable)), state.Problems.Count(p => p.Is(FileMessages.Unreadable)),
                    others.Count, warnings,
                ],
                within, terminal),
            .. Next(state, verdicts, rootArgument, terminal),
        ];
    }

    /// <summary>Each problem with its hint, the node's own first. The same problem of many files is shown once.</summary>
    private static IEnumerable<Line> Problems(IReadOnlyList<Problem> problems, NodeState state, Terminal terminal)
    {
        if (problems.Count == 0)
        {
            yield break;
        }

        yield return terminal.Bold(terminal.Say(Texts.Problems));
        var (shown, more) = HomeFindingLimit.Limit(problems, p => state.HomeOf(p.Where), p => p);
        foreach (var alike in shown.GroupBy(p => (What: p.What(terminal.Language), Hint: p.OpenHint(terminal.Language))))
        {
            // A file that several items need counts as one location.
            var places = alike.DistinctBy(p => p.Where).ToList();
            if (places.Count == 1)
            {
                yield return "  " + places[0].Text(terminal.Language);
            }
            else
            {
                yield return $"  {alike.Key.What}{terminal.Language.HeadingEnd}";
                foreach (var problem in places)
                {
                    yield return "    " + problem.Where;
                }
            }

            if (alike.Key.Hint.Length > 0)
            {
                yield return terminal.Dim($"    {terminal.Say(Texts.Hint)}: {terminal.Hint(alike)}");
            }
        }

        foreach (var (home, count) in more)
        {
            yield return "  " + VerificationView.More(home, count, terminal);
        }

        yield return "";
    }

    /// <summary>The number of items, and how many of them need attention, by reason; then the other problems.</summary>
    private static string Summary(IReadOnlyList<Verdict> verdicts, int[] beside, TimeSpan within, Terminal terminal)
    {
        (Text Text, int Count)[] counts =
        [
            (Texts.CountExpired, verdicts.Count(v => v.Status == EntryStatus.Expired)),
            (Texts.CountExpiring, verdicts.Count(v => v.Status == EntryStatus.Expiring)),
            (Texts.CountProblems, verdicts.Count(v => v.Problem is not null && !v.IsUnknown)),
            (Texts.CountUnknown, verdicts.Count(v => v.Status == EntryStatus.Unknown)),
            (Texts.CountKeysUnknown, verdicts.Count(v => v.IsUnknown && v.Status != EntryStatus.Unknown)),
            (Texts.CountFiles, beside[0]),
            (Texts.CountUnreadFiles, beside[1]),
            (Texts.CountOthers, beside[2]),
        ];
        var told = counts.Where(c => c.Count > 0)
            .Select(c => terminal.Say(c.Text, c.Count.ToString(CultureInfo.InvariantCulture), Span(within)))
            .ToList();
        return terminal.Say(
            Texts.Summed, terminal.Items(verdicts.Count),
            told.Count == 0
                ? beside[3] > 0
                    ? terminal.Say(Texts.CountWarnings, beside[3].ToString(CultureInfo.InvariantCulture))
                    : terminal.Say(Texts.AllWell)
                : string.Join(terminal.Say(Texts.Comma), told));
    }

    /// <summary>The suggested next command, if a renewal can help, and the items that are left to the kubelet.</summary>
    private static IEnumerable<Line> Next(NodeState state, IReadOnlyList<Verdict> verdicts, string rootArgument, Terminal terminal)
    {
        var due = verdicts
            .Where(v => v.Status is EntryStatus.Expired or EntryStatus.Expiring && !v.ExternallyManaged && v.Item.PointsAt is null)
            .ToLookup(v => RenewalPlanner.IsLeftToKubelet(state, v.Item) && EntryJudge.IsRotated(state, v.Item));
        if (due[true].Any())
        {
            yield return terminal.Say(Texts.TheKubelets, string.Join(", ", due[true].Select(v => v.Item.Name)));
        }

        if (DueEntries.WorthRenewing(state, [.. due[false].Select(v => v.Item)]) is { Count: > 0 } names)
        {
            yield return terminal.Say(Texts.Next, $"{terminal.Suggested.CalledAs} renew {ShellWord.Of(names)} --dry-run{rootArgument}");
        }
    }

    /// <summary>A period in the format of the command line: in whole days if possible.</summary>
    private static string Span(TimeSpan span) => span.TotalDays >= 1 && span == TimeSpan.FromDays((int)span.TotalDays)
        ? ((int)span.TotalDays).ToString(CultureInfo.InvariantCulture) + "d"
        : span.TotalHours >= 1
            ? Math.Round(span.TotalHours, 1).ToString(CultureInfo.InvariantCulture) + "h"
            : ((int)span.TotalMinutes).ToString(CultureInfo.InvariantCulture) + "m";
}
