using System.Globalization;
using System.Text.Json.Nodes;
using KubePki.Cli.Present;
using KubePki.Fleet;
using KubePki.Judge;

namespace KubePki.Cli.Report;

/// <summary>
/// A report as a document (<c>kind: Report</c>): what a page is made from, on this machine or where the documents of several
/// nodes come together. It holds names, dates and findings, and no key.
/// </summary>
internal static class ReportDocument
{
    public const string Kind = "Report";

    /// <summary>The nodes of a report as a document.</summary>
    public static JsonObject Of(IReadOnlyList<ReportNode> nodes, TimeSpan within)
    {
        var document = Documents.Of(Kind);
        document["withinSeconds"] = (long)within.TotalSeconds;
        document["nodes"] = Documents.Array(nodes.Select(Node));
        return document;
    }

    /// <summary>The nodes of a document; none when it is of another kind. A field that is missing or of another shape counts as not there.</summary>
    public static IReadOnlyList<ReportNode> Read(JsonObject? document)
        => document.Text("kind") == Kind ? [.. document.Objects("nodes").Select(Node)] : [];

    private static JsonNode Node(ReportNode node) => new JsonObject
    {
        ["name"] = node.Name,
        ["observedAt"] = Documents.Time(node.ObservedAt),
        ["items"] = Documents.Array(node.Items.Select(i => (JsonNode)new JsonObject
        {
            ["name"] = i.Name,
            ["path"] = i.Path,
            ["authority"] = i.IsAuthority,
            ["state"] = Documents.State(i.Standing),
            ["problem"] = i.HasProblem,
            ["unknown"] = i.IsUnknown,
            ["notAfter"] = i.NotAfter is { } end ? Documents.Time(end) : null,
            ["secondsLeft"] = i.Left is { } left ? (long)left.TotalSeconds : null,
            ["signedBy"] = i.SignedBy,
            ["subject"] = i.Subject,
        })),
        ["checks"] = node.Checks,
        ["findings"] = Documents.Array(node.Findings.Select(f => (JsonNode)new JsonObject
        {
            ["severity"] = VerificationView.Word(f.Severity),
            ["check"] = f.Check,
            ["message"] = f.What,
            ["hint"] = f.Hint,
            ["where"] = f.Where,
        })),
        ["undecided"] = Documents.Array(node.Undecided.Select(u => (JsonNode)new JsonObject { ["check"] = u.Title, ["reason"] = u.Reason })),
        ["connections"] = Documents.Array(node.Connections.Select(c => (JsonNode)new JsonObject
        {
            ["client"] = c.Client,
            ["server"] = c.Server,
            ["clientItem"] = c.ClientItem,
            ["serverItem"] = c.ServerItem,
            ["until"] = c.Until is { } until ? Documents.Time(until) : null,
            ["fails"] = c.Fails,
            ["unknown"] = c.Unknown,
        })),
    };

    private static ReportNode Node(JsonObject node) => new(node.Text("name") ?? "", Time(node, "observedAt") ?? DateTimeOffset.UnixEpoch)
    {
        Items = [.. node.Objects("items").Select(i => new ReportItem(
            i.Text("name") ?? "", i.Text("path") ?? "", i.Says("authority"), StandingOf(i.Text("state")), i.Says("problem"), Time(i, "notAfter"), Left(i), i.Text("signedBy"), i.Text("subject"), i.Says("unknown")))],
        Checks = node.Number("checks") ?? 0,
        Findings = [.. node.Objects("findings").Select(f => new ReportFinding(
            SeverityOf(f.Text("severity")), f.Text("check") ?? "", f.Text("message") ?? "", f.Text("hint") ?? "", f.Text("where") ?? ""))],
        Undecided = [.. node.Objects("undecided").Select(u => (u.Text("check") ?? "", u.Text("reason") ?? ""))],
        Connections = [.. node.Objects("connections").Select(c => new ReportConnection(
            c.Text("client") ?? "", c.Text("server") ?? "", c.Text("clientItem"), c.Text("serverItem"), Time(c, "until"), c.Says("fails"), c.Says("unknown")))],
    };

    private static Severity SeverityOf(string? word) => Enum.GetValues<Severity>().Cast<Severity?>().FirstOrDefault(s => VerificationView.Word(s!.Value) == word) ?? Severity.Warning;

    private static Standing StandingOf(string? state) => Enum.GetValues<Standing>().Cast<Standing?>().FirstOrDefault(s => Documents.State(s!.Value) == state) ?? Standing.Unreadable;

    private static DateTimeOffset? Time(JsonObject from, string field)
        => DateTimeOffset.TryParse(from.Text(field), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>Years beyond what a certificate can say are not taken.</summary>
    private static TimeSpan? Left(JsonObject item)
        => item["secondsLeft"] is JsonValue value && value.TryGetValue(out long seconds) && Math.Abs((double)seconds) < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
}
