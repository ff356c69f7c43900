using System.Globalization;
using KubePki.Catalogue;
using KubePki.Judge;
using KubePki.Observe;

namespace KubePki.Cli.Present;

/// <summary>The status as a table for people.</summary>
internal static class StatusView
{
    private const int BarLength = 10;

    public static IEnumerable<string> Lines(NodeState state, IReadOnlyList<Verdict> verdicts, TimeSpan within, string rootArgument, Terminal terminal)
    {
        var wide = terminal.Format == OutputFormat.Wide;
        string[] headers = [terminal.Say(Texts.Name), terminal.Say(Texts.State), terminal.Say(Texts.Expires), terminal.Say(Texts.Left), terminal.Say(Texts.Life), terminal.Say(Texts.Authority)];
        string[] more = [terminal.Say(Texts.Key), terminal.Say(Texts.Subject), terminal.Say(Texts.Names), terminal.Say(Texts.Path)];
        var table = new Table(wide ? [.. headers, .. more] : headers);
        foreach (var verdict in verdicts)
        {
            table.Add(wide ? [.. Cells(verdict), .. WideCells(verdict)] : Cells(verdict), (column, cell) => column is 1 or 4 ? Paint(terminal, verdict, cell) : cell);
        }

        foreach (var line in table.Lines())
        {
            yield return line;
        }

        yield return "";
        foreach (var line in Remarks(state, verdicts, within, rootArgument, terminal))
        {
            yield return line;
        }
    }

    /// <summary>Time left the way kubeadm writes it (<c>364d</c>, <c>9y</c>), and hours on the last day.</summary>
    public static string Left(TimeSpan? left) => left switch
    {
        null => "-",
        { TotalSeconds: < 0 } past => "-" + Left(-past),
        { TotalDays: >= 730 } long1 => ((int)(long1.TotalDays / 365)).ToString(CultureInfo.InvariantCulture) + "y",
        { TotalDays: >= 1 } days => ((int)days.TotalDays).ToString(CultureInfo.InvariantCulture) + "d",
        { TotalHours: >= 1 } hours => ((int)hours.TotalHours).ToString(CultureInfo.InvariantCulture) + "h",
        { } minutes => ((int)minutes.TotalMinutes).ToString(CultureInfo.InvariantCulture) + "m",
    };

    /// <summary>A moment in UTC, to the minute.</summary>
    public static string Moment(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "-";

    private static string[] Cells(Verdict verdict)
    {
        var certificate = verdict.Item.Entry.Kind == EntryKind.CertificateAuthority ? verdict.Item.SigningCertificate ?? verdict.Item.Certificate : verdict.Item.Certificate;
        var state = Documents.State(verdict.Standing) + (verdict is { Problem: not null, Standing: Standing.Ok or Standing.Expiring } ? " !" : "");
        return
        [
            verdict.Item.Name,
            state,
            Moment(certificate?.NotAfter),
            Left(verdict.Left),
            verdict.ShareLeft is { } share ? Bar(share) : "",
            (verdict.Item.Entry.Issuer ?? "-") + (verdict.ExternallyManaged ? "*" : ""),
        ];
    }

    private static string[] WideCells(Verdict verdict) =>
    [
        verdict.Item.Certificate?.KeyAlgorithm.Name ?? verdict.Item.KeyAlgorithm?.Name ?? "-",
        verdict.Item.Certificate?.Subject.Text ?? "-",
        verdict.Item.Certificate is { } c && c.Names.All.Any() ? string.Join(',', c.Names.All) : "-",
        verdict.Item.PointsAt is { } target ? $"{verdict.Item.Path} -> {target}" : verdict.Item.Path,
    ];

    private static string Bar(double share)
    {
        var full = share > 0 ? Math.Max(1, (int)Math.Round(share * BarLength)) : 0;
        return "[" + new string('#', full) + new string('.', BarLength - full) + "]";
    }

    private static string Paint(Terminal terminal, Verdict verdict, string cell) => verdict.Standing switch
    {
        Standing.Ok => verdict.Problem is null ? terminal.Green(cell) : terminal.Red(cell),
        Standing.Expiring => terminal.Yellow(cell),
        _ => terminal.Red(cell),
    };

    private static IEnumerable<string> Remarks(NodeState state, IReadOnlyList<Verdict> verdicts, TimeSpan within, string rootArgument, Terminal terminal)
    {
        var problems = verdicts.Where(v => v.Problem is not null).Select(v => v.Problem!).Concat(state.Problems).ToList();
        if (problems.Count > 0)
        {
            yield return terminal.Say(Texts.Problems);
            foreach (var problem in problems)
            {
                yield return "  " + problem.Text(terminal.Tongue);
                if (problem.Hint(terminal.Tongue) is { Length: > 0 } hint)
                {
                    yield return terminal.Dim("    " + hint);
                }
            }

            yield return "";
        }

        if (verdicts.Any(v => v.ExternallyManaged))
        {
            yield return "* " + terminal.Say(Texts.External);
        }

        var findings = verdicts.Where(v => v.IsFinding).ToList();
        yield return findings.Count == 0
            ? terminal.Say(Texts.AllWell, verdicts.Count.ToString(CultureInfo.InvariantCulture))
            : terminal.Say(
                Texts.NotAllWell,
                verdicts.Count.ToString(CultureInfo.InvariantCulture),
                Count(findings, Standing.Expired),
                Count(findings, Standing.Expiring),
                ((int)within.TotalDays).ToString(CultureInfo.InvariantCulture),
                findings.Count(f => f.Standing is not (Standing.Expired or Standing.Expiring)).ToString(CultureInfo.InvariantCulture));
        if (findings.Any(f => f.Standing is Standing.Expired or Standing.Expiring))
        {
            yield return terminal.Say(Texts.NextPlan, rootArgument);
        }
    }

    private static string Count(IEnumerable<Verdict> verdicts, Standing standing)
        => verdicts.Count(v => v.Standing == standing).ToString(CultureInfo.InvariantCulture);
}
