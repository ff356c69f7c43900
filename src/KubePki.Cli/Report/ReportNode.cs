using System.Globalization;
using KubePki.Catalogue;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Judge.Connections;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Cli.Report;

/// <summary>A certificate, key or kubeconfig in a report.</summary>
/// <param name="SignedBy">The CA of the node that signed it, or null.</param>
/// <param name="HasProblem">Whether it has a problem other than its expiry.</param>
/// <param name="IsUnknown">Whether an unreadable file leaves its status uncertain.</param>
internal sealed record ReportItem(
    string Name, string Path, bool IsAuthority, EntryStatus Standing, bool HasProblem, DateTimeOffset? NotAfter, TimeSpan? Left,
    string? SignedBy, string? Subject, bool IsUnknown = false);

/// <summary>A finding in a report, in the reader's language.</summary>
internal sealed record ReportFinding(Severity Severity, string Check, string What, string Hint, string Where);

/// <summary>A connection between two components, with the items that they present, and until when it holds.</summary>
internal sealed record ReportConnection(
    string Client, string Server, string? ClientItem, string? ServerItem, DateTimeOffset? Until, bool Fails, bool Unknown = false);

/// <summary>
/// The content of a report about one node. It contains only public facts, so that it may leave the node as a document
/// (<see cref="Documents.ReportDocument"/>).
/// </summary>
internal sealed record ReportNode(string Name, DateTimeOffset ObservedAt)
{
    /// <summary>All certificates, keys and kubeconfigs that were checked.</summary>
    public IReadOnlyList<ReportItem> Items { get; init; } = [];

    /// <summary>The number of checks that were run.</summary>
    public int Checks { get; init; }

    /// <summary>The findings of the checks, the most severe first.</summary>
    public IReadOnlyList<ReportFinding> Findings { get; init; } = [];

    /// <summary>The checks that could not be decided, and why.</summary>
    public IReadOnlyList<(string Title, string Reason)> Undecided { get; init; } = [];

    /// <summary>The connections of the node.</summary>
    public IReadOnlyList<ReportConnection> Connections { get; init; } = [];

    /// <summary>The item that expires first.</summary>
    public ReportItem? First => Items.Where(i => i.Left is not null).MinBy(i => i.Left);

    /// <summary>The number of files that could not be read.</summary>
    public int Unread => Findings.Where(f => f.Severity == Severity.Unknown).DistinctBy(f => f.Where).Count();

    public int Count(Severity severity) => Findings.Count(f => f.Severity == severity);

    /// <summary>The overall severity, as a class of the style sheet.</summary>
    public string Grave => Count(Severity.Error) > 0 ? "bad" : Findings.Count > 0 ? "warn" : "good";

    /// <summary>A node that was read on this machine. Its name is the one under which it is registered, or else its root.</summary>
    public static ReportNode Of(string root, NodeSnapshot look, Language language)
    {
        var (state, graph, verification) = (look.State, look.Graph, look.Verification);
        var findings = verification.Findings;
        var (shown, more) = HomeFindingLimit.Limit(findings, f => f.Home, f => f.Problem);
        return new ReportNode(state.Naming.Name ?? root, state.ObservedAt)
        {
            Items = [.. look.Verdicts.Select(v => Of(v, graph))],
            Checks = verification.Results.Count,
            Findings = [.. shown.GroupBy(f => (f.Severity, f.Check, What: f.Problem.What(language), Hint: f.Problem.OpenHint(language)))
                .SelectMany(alike => alike.Select(f => new ReportFinding(
                    f.Severity, f.Check ?? "", alike.Key.What, Problem.Hint(alike.Select(a => a.Problem), language), f.Problem.Where))),
                .. more.Select(m => new ReportFinding(
                    findings.Where(f => f.Home == m.Home).Except(shown).Max(f => f.Severity), "",
                    ReportTexts.MoreInHome.In(language, m.Count.ToString(CultureInfo.InvariantCulture)), "", m.Home))],
            Undecided =
            [
                .. verification.Results.Where(r => r.Answer.Undecided is not null)
                    .Select(r => (r.Check.Title.In(language), r.Answer.Undecided!.What(language))),
            ],
            Connections =
            [
                .. graph.Connections.Select(c => new ReportConnection(
                    c.Client, c.Server, c.ClientItem?.Name, c.ServerItem?.Name, c.ExpiresAt, c.State == ConnectionState.Fails,
                    c.State == ConnectionState.Unknown)),
            ],
        };
    }

    private static ReportItem Of(Verdict verdict, TrustGraph graph) => new(
        verdict.Item.Name,
        verdict.Item.Path,
        verdict.Item.Entry.Kind == EntryKind.CertificateAuthority,
        verdict.Status,
        verdict.Problem is not null && !verdict.IsUnknown,
        verdict.Certificate?.NotAfter,
        verdict.TimeLeft,
        graph.SigningOf(verdict.Item)?.Authority?.Name,
        verdict.Certificate?.Subject.Text,
        verdict.IsUnknown);
}
