using KubePki.Cli.Documents;
using KubePki.Judge;
using KubePki.Judge.Checks;

namespace KubePki.Cli.Report;

/// <summary>
/// Converts a report to and from a document, from which a page is generated on this machine, or on the one that collects the documents of
/// several nodes.
/// </summary>
internal static class ReportReading
{
    /// <summary>The document of a report's nodes.</summary>
    public static ReportDocument Document(IReadOnlyList<ReportNode> nodes, TimeSpan within)
        => new() { WithinSeconds = (long)within.TotalSeconds, Nodes = Parts.Of(nodes, Data) };

    /// <summary>The nodes in a document that a node sent.</summary>
    public static IReadOnlyList<ReportNode> Nodes(ReportDocument? document) => Parts.Of(document?.Nodes ?? [], Node);

    private static ReportNodeData Data(ReportNode node) => new()
    {
        Name = node.Name,
        ObservedAt = node.ObservedAt,
        Items = Parts.Of(node.Items, i => new ReportItemData
        {
            Name = i.Name,
            Path = i.Path,
            Authority = i.IsAuthority,
            State = Words.State(i.Standing),
            Problem = i.HasProblem,
            Unknown = i.IsUnknown,
            NotAfter = i.NotAfter,
            SecondsLeft = i.Left is { } left ? (long)left.TotalSeconds : null,
            SignedBy = i.SignedBy,
            Subject = i.Subject,
        }),
        Checks = node.Checks,
        Findings = Parts.Of(
            node.Findings, f
                => new ReportFindingData
                {
                    Severity = Words.Of(f.Severity),
                    Check = CheckTable.FormerId(f.Check),
                    CheckName = f.Check,
                    Message = f.What,
                    Hint = f.Hint,
                    Where = f.Where
                }),
        Undecided = Parts.Of(node.Undecided, u => new UndecidedData { Check = u.Title, Reason = u.Reason }),
        Connections = Parts.Of(node.Connections, c => new ReportConnectionData
        {
            Client = c.Client,
            Server = c.Server,
            ClientItem = c.ClientItem,
            ServerItem = c.ServerItem,
            Until = c.Until,
            Fails = c.Fails,
            Unknown = c.Unknown,
        }),
    };

    private static ReportNode Node(ReportNodeData node) => new(node.Name, node.ObservedAt)
    {
        Items = Parts.Of(
            node.Items, i
                => new ReportItem(
                    i.Name, i.Path, i.Authority, StandingOf(i.State), i.Problem, i.NotAfter, Left(i.SecondsLeft), i.SignedBy, i.Subject,
                    i.Unknown)),
        Checks = node.Checks,
        Findings = Parts.Of(node.Findings, f => new ReportFinding(SeverityOf(f.Severity), f.CheckName, f.Message, f.Hint, f.Where)),
        Undecided = [.. node.Undecided.Select(u => (u.Check, u.Reason))],
        Connections = Parts.Of(
            node.Connections, c => new ReportConnection(c.Client, c.Server, c.ClientItem, c.ServerItem, c.Until, c.Fails, c.Unknown)),
    };

    private static Severity SeverityOf(string word)
        => Enum.GetValues<Severity>().Cast<Severity?>().FirstOrDefault(s => Words.Of(s!.Value) == word) ?? Severity.Warning;

    private static EntryStatus StandingOf(string state)
        => Enum.GetValues<EntryStatus>().Cast<EntryStatus?>().FirstOrDefault(s => Words.State(s!.Value) == state) ?? EntryStatus.Unreadable;

    /// <summary>Ignores times beyond the range of a certificate.</summary>
    private static TimeSpan? Left(long? seconds)
        => seconds is { } left && Math.Abs((double)left) < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(left) : null;
}
