using System.Globalization;
using KubePki.Catalogue;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>What was learned of a node before a roll.</summary>
/// <param name="Node">The node.</param>
/// <param name="Facts">Its own word.</param>
/// <param name="ClockDifference">How far its clock is from the operator's, by the middle of the exchange.</param>
public sealed record NodeReport(NodeTarget Node, NodeFacts Facts, TimeSpan ClockDifference);

/// <summary>Something that is not the same on all nodes: each value with the nodes that have it.</summary>
/// <param name="What">A CA's name, <c>sa</c>, <c>kubernetesVersion</c>, <c>clock</c>.</param>
/// <param name="Values">The values; empty where a node has none.</param>
public sealed record NodeDifference(string What, IReadOnlyList<(string Value, IReadOnlyList<string> Nodes)> Values);

/// <summary>Decides about several nodes at once: in which order, what differs, what forbids a roll. Pure.</summary>
public static class FleetPlan
{
    /// <summary>Beyond it certificates could be not yet valid on another node, and etcd warns long before.</summary>
    public static readonly TimeSpan MostClockDifference = TimeSpan.FromSeconds(60);

    /// <summary>A difference people want to see.</summary>
    public static readonly TimeSpan NotableClockDifference = TimeSpan.FromSeconds(5);

    /// <summary>Room that backups and staged files need at most: some 40 files of a few KiB, many times over.</summary>
    public const long RoomWanted = 16 * 1024 * 1024;

    /// <summary>Characters of a hash that people compare.</summary>
    private const int Shown = 12;

    /// <summary>
    /// The order of a roll: who leads comes last, etcd's leader after the others, so that leadership moves once. Otherwise as
    /// the nodes were given.
    /// </summary>
    public static IReadOnlyList<NodeTarget> Order(IReadOnlyList<NodeReport> reports)
        => [.. reports.OrderBy(r => r.Facts.Leads.Sum(l => l == Components.Etcd ? 10 : 1)).Select(r => r.Node)];

    /// <summary>
    /// Whether the cluster is down altogether: several etcd members, and none is well. A member that believes nobody, or is
    /// believed by nobody, has no quorum; renewed alone it would wait for the others. There is nothing to lose either.
    /// </summary>
    public static bool IsDown(IReadOnlyList<NodeReport> reports)
        => reports.Count(r => r.Facts.EtcdIsHealthy == false) > 1 && !reports.Any(r => r.Facts.EtcdIsHealthy == true);

    /// <summary>Everything that is not the same on all nodes.</summary>
    public static IReadOnlyList<NodeDifference> Differences(IReadOnlyList<NodeReport> reports)
    {
        var differences = SharedNames(reports).Select(name => Difference(name, reports, r => Short(r.Facts.Shared.GetValueOrDefault(name) ?? "")))
            .Append(Difference("kubernetesVersion", reports, r => r.Facts.KubernetesVersion ?? ""));
        if (reports.Any(r => r.ClockDifference.Duration() > NotableClockDifference))
        {
            differences = differences.Append(Difference("clock", reports, r => $"{Seconds(r.ClockDifference)}s"));
        }

        return [.. differences.Where(d => d.Values.Count > 1)];
    }

    /// <summary>
    /// What forbids to roll over these nodes. <paramref name="alike"/>: whether CAs and service account pair have to be the same, which
    /// they have to where something is issued.
    /// </summary>
    public static IReadOnlyList<Problem> Refusals(IReadOnlyList<NodeReport> reports, bool alike = true) =>
    [
        .. reports.Where(r => !r.Facts.IsPrivileged).Select(r => FleetMessages.NotPrivileged.At(r.Node.Name)),
        .. reports.Where(r => r.ClockDifference.Duration() > MostClockDifference).Select(r => FleetMessages.ClockDiffers.At(r.Node.Name, Seconds(r.ClockDifference))),
        .. reports.Where(r => r.Facts.FreeBytes < RoomWanted).Select(r => FleetMessages.LittleRoom.At(r.Node.Name, MiB(r.Facts.FreeBytes), MiB(RoomWanted))),
        .. EtcdRefusals(reports),
        .. Differences(reports).Where(d => alike && SharedNames(reports).Contains(d.What)).Select(d => FleetMessages.NotTheSame.At("", d.What, Told(d))),
    ];

    /// <summary>A difference in one line: <c>cp1 cp2: 5f3a…; cp3: 91cc…</c>.</summary>
    public static string Told(NodeDifference difference)
        => string.Join("; ", difference.Values.Select(v => $"{string.Join(' ', v.Nodes)}: {(v.Value.Length == 0 ? "-" : v.Value)}"));

    /// <summary>A member that is down while others have the quorum; where all are down there is no quorum to lose.</summary>
    private static IEnumerable<Problem> EtcdRefusals(IReadOnlyList<NodeReport> reports)
        => reports.Any(r => r.Facts.EtcdIsHealthy == true)
            ? reports.Where(r => r.Facts.EtcdIsHealthy == false).Select(r => FleetMessages.EtcdUnwell.At(r.Node.Name, r.Facts.EtcdProblem ?? "-"))
            : [];

    private static IReadOnlyList<string> SharedNames(IReadOnlyList<NodeReport> reports)
        => [.. reports.SelectMany(r => r.Facts.Shared.Keys).Distinct(StringComparer.Ordinal)];

    private static NodeDifference Difference(string what, IReadOnlyList<NodeReport> reports, Func<NodeReport, string> value)
        => new(what, [.. reports.GroupBy(value, StringComparer.Ordinal).OrderByDescending(g => g.Count()).Select(g => (g.Key, (IReadOnlyList<string>)[.. g.Select(r => r.Node.Name)]))]);

    internal static string Short(string hash) => hash.Length > Shown ? hash[..Shown] : hash;

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);

    private static string MiB(long bytes) => (bytes / 1024 / 1024).ToString(CultureInfo.InvariantCulture);
}
