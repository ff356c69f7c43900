using System.Globalization;
using KubePki.Catalogue;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>The information about a node that is gathered before a roll.</summary>
/// <param name="Node">The node.</param>
/// <param name="Facts">The facts that the node reported.</param>
/// <param name="ClockDifference">How far the node's clock is outside the time window of its answer, by the operator's clock. Zero if it is
/// inside.</param>
internal sealed record NodeReport(NodeTarget Node, NodeFacts Facts, TimeSpan ClockDifference);

/// <summary>A value that differs between nodes: each value with the nodes that have it.</summary>
/// <param name="What">A CA's name, <c>sa</c>, <c>kubernetesVersion</c>, <c>kubepki</c>, <c>clock</c>, <c>etcdMembers</c>,
/// <c>expiry</c>.</param>
/// <param name="Values">The values; an empty string for nodes without the value.</param>
internal sealed record NodeDifference(string What, IReadOnlyList<(string Value, IReadOnlyList<string> Nodes)> Values)
{
    /// <summary>For <c>expiry</c>: the affected certificates.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <summary>Whether the difference is an error: a cluster has one set of CAs, one service account key pair, one etcd.</summary>
    public bool IsGrave { get; init; }
}

/// <summary>
/// Makes decisions that concern several nodes: the order of a roll, the differences, and the reasons against a roll. Pure.
/// </summary>
internal static class FleetPlan
{
    /// <summary>
    /// With a larger difference, a certificate that one node issues may not be valid yet on another. etcd warns long before.
    /// </summary>
    public static readonly TimeSpan MostClockDifference = TimeSpan.FromSeconds(60);

    /// <summary>Differences above this value are shown.</summary>
    public static readonly TimeSpan NotableClockDifference = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Expiry dates that differ by more than this are reported. Nodes that were renewed in the same roll are closer together.
    /// </summary>
    public static readonly TimeSpan NotableEndDifference = TimeSpan.FromDays(2);

    /// <summary>
    /// The free space that a roll requires on each node, in bytes: for backups and staged files, which are some 40 files of a few KiB, with
    /// a large margin.
    /// </summary>
    public const long RoomWanted = 16 * 1024 * 1024;

    /// <summary>The number of characters of a hash that are shown for comparison.</summary>
    private const int Shown = 12;

    /// <summary>
    /// The order of a roll: nodes that run a leader come last, and the node with etcd's leader after all others, so that leadership moves
    /// only once. Otherwise the order in which the nodes were given.
    /// </summary>
    public static IReadOnlyList<NodeTarget> Order(IReadOnlyList<NodeReport> reports)
        => [.. reports.OrderBy(r => r.Facts.Leads.Sum(l => l == Components.Etcd ? 10 : 1)).Select(r => r.Node)];

    /// <summary>
    /// Whether the whole cluster is down: there are several etcd members, and none is healthy. An etcd member that trusts no other member,
    /// or that no other member trusts, has no quorum. Renewed alone, it would wait for the others. A quorum that is already lost need not
    /// be protected.
    /// </summary>
    public static bool IsDown(IReadOnlyList<NodeReport> reports)
        => reports.Count(r => r.Facts.EtcdIsHealthy == false) > 1 && !reports.Any(r => r.Facts.EtcdIsHealthy == true);

    /// <summary>All differences between nodes.</summary>
    public static IReadOnlyList<NodeDifference> Differences(IReadOnlyList<NodeReport> reports)
    {
        var differences = SharedNames(reports)
            .Select(name => Difference(name, reports, r => Short(r.Facts.Shared.GetValueOrDefault(name) ?? "")) with { IsGrave = true })
            .Append(Difference("etcdMembers", [.. reports.Where(r => r.Facts.EtcdMembers.Count > 0)], Members) with { IsGrave = true })
            .Append(Difference("kubernetesVersion", reports, r => r.Facts.KubernetesVersion ?? ""))
            .Append(Difference("kubepki", reports, r => r.Facts.Installed ?? ""))
            .Concat(Ends(reports));
        if (reports.Any(r => r.ClockDifference.Duration() > NotableClockDifference))
        {
            differences = differences.Append(Difference("clock", reports, r => $"{Seconds(r.ClockDifference)}s"));
        }

        return [.. differences.Where(d => d.Values.Count > 1)];
    }

    /// <summary>A node's etcd members by name, and those without a name by ID. Names may be equal in two clusters, IDs are not.</summary>
    private static string Members(NodeReport report)
        => string.Join(
            ' ',
            report.Facts.EtcdMembers.OrderBy(m => m.Id, StringComparer.Ordinal)
                .Select(m => m.Name.Length > 0 ? $"{m.Name}({m.Id})" : m.Id));

    /// <summary>
    /// Certificates that expire on notably different days. Certificates with the same days on the same nodes are reported together. Nodes
    /// without the certificate are skipped, because not every node needs every certificate.
    /// </summary>
    private static IEnumerable<NodeDifference> Ends(IReadOnlyList<NodeReport> reports)
        => reports.SelectMany(r => r.Facts.Ends.Keys).Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Having: reports.Where(r => r.Facts.Ends.ContainsKey(name)).ToList()))
            .Where(
                item => item.Having.Max(
                    r => r.Facts.Ends[item.Name]) - item.Having.Min(r => r.Facts.Ends[item.Name]) > NotableEndDifference)
            .Select(item => (item.Name, Difference: Difference("expiry", item.Having, r => Times.Day(r.Facts.Ends[item.Name]))))
            .GroupBy(item => Told(item.Difference), StringComparer.Ordinal)
            .Select(alike => alike.First().Difference with { Items = [.. alike.Select(item => item.Name)] });

    /// <summary>
    /// The reasons against a roll over these nodes. <paramref name="alike"/>: whether CAs and the service account key pair must be the
    /// same, which is necessary if certificates are issued.
    /// </summary>
    public static IReadOnlyList<Problem> Refusals(IReadOnlyList<NodeReport> reports, bool alike = true) =>
    [
        .. reports.Where(r => !r.Facts.IsPrivileged).Select(r => FleetMessages.NotPrivileged.At(r.Node.Name)),
        .. reports.Where(r => r.ClockDifference.Duration() > MostClockDifference)
            .Select(r => FleetMessages.ClockDiffers.At(r.Node.Name, Seconds(r.ClockDifference))),
        .. reports.Where(r => r.Facts.FreeBytes < RoomWanted)
            .Select(r => FleetMessages.LittleRoom.At(r.Node.Name, MiB(r.Facts.FreeBytes), MiB(RoomWanted))),
        .. EtcdRefusals(reports),
        .. Differences(reports).Where(d => alike && d.IsGrave && d.What != "etcdMembers")
            .Select(d => FleetMessages.NotTheSame.At("", d.What, Told(d))),
    ];

    /// <summary>A difference in one line: <c>cp1 cp2: 5f3a…; cp3: 91cc…</c>.</summary>
    public static string Told(NodeDifference difference)
        => string.Join("; ", difference.Values.Select(v => $"{string.Join(' ', v.Nodes)}: {(v.Value.Length == 0 ? "-" : v.Value)}"));

    /// <summary>
    /// Reports etcd members that are not healthy, named or not, while others have the quorum, and members of different clusters. If all are
    /// down, there is no quorum to lose.
    /// </summary>
    private static IEnumerable<Problem> EtcdRefusals(IReadOnlyList<NodeReport> reports)
        => reports.Any(r => r.Facts.EtcdIsHealthy == true) ? FleetMembers.Concerns(reports) : [];

    private static IReadOnlyList<string> SharedNames(IReadOnlyList<NodeReport> reports)
        => [.. reports.SelectMany(r => r.Facts.Shared.Keys).Distinct(StringComparer.Ordinal)];

    private static NodeDifference Difference(string what, IReadOnlyList<NodeReport> reports, Func<NodeReport, string> value)
        => new(
            what,
            [.. reports.GroupBy(value, StringComparer.Ordinal).OrderByDescending(g => g.Count())
                .Select(g => (g.Key, (IReadOnlyList<string>)[.. g.Select(r => r.Node.Name)]))]);

    internal static string Short(string hash) => hash.Length > Shown ? hash[..Shown] : hash;

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);

    private static string MiB(long bytes) => (bytes / 1024 / 1024).ToString(CultureInfo.InvariantCulture);
}
