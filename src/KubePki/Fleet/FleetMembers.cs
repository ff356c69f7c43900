using KubePki.Catalogue;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>An etcd member as reported by all queried nodes.</summary>
/// <param name="Name">The member's name; its ID if it has none.</param>
/// <param name="IsHealthy">Whether any node finds it healthy; null if no node can determine it (a learner).</param>
/// <param name="Problem">The first problem that a node reports.</param>
/// <param name="Node">The node of the member; null if it is none of the queried nodes.</param>
/// <param name="KnownTo">The nodes whose etcd lists it.</param>
/// <param name="UnknownTo">The nodes whose etcd answered and does not list it.</param>
internal sealed record MemberStatus(
    string Name, bool? IsHealthy, string? Problem, string? Node, IReadOnlyList<string> KnownTo, IReadOnlyList<string> UnknownTo);

/// <summary>
/// Merges the member lists of all nodes' etcd. A member is healthy if any node finds it healthy: a member whose own certificates are
/// expired cannot query the others and would report them all as unhealthy. Pure.
/// </summary>
internal static class FleetMembers
{
    /// <summary>All members that any node's etcd lists, in the order of the nodes.</summary>
    public static IReadOnlyList<MemberStatus> Of(IReadOnlyList<NodeReport> reports)
    {
        var asked = reports.Where(r => r.Facts.EtcdMembers.Count > 0).ToList();
        return
        [
            .. asked.SelectMany(r => r.Facts.EtcdMembers).GroupBy(m => m.Id, StringComparer.Ordinal).Select(member =>
            {
                bool Knows(NodeReport report) => report.Facts.EtcdMembers.Any(m => m.Id == member.Key);
                return new MemberStatus(
                    member.Select(m => m.Name).FirstOrDefault(n => n.Length > 0) ?? member.Key,
                    member.Any(m => m.IsHealthy == true) ? true : member.Any(m => m.IsHealthy == false) ? false : null,
                    member.Select(m => m.Problem).FirstOrDefault(p => p is not null),
                    reports.FirstOrDefault(r => r.Facts.EtcdMemberId == member.Key)?.Node.Name,
                    [.. asked.Where(Knows).Select(r => r.Node.Name)],
                    [.. asked.Where(r => !Knows(r)).Select(r => r.Node.Name)]);
            }),
        ];
    }

    /// <summary>
    /// Problems of etcd's members: nodes whose own member is not healthy, members elsewhere that no node finds healthy, members that some
    /// nodes do not know. Empty if all is well, and if there is no etcd to query.
    /// </summary>
    public static IReadOnlyList<Problem> Concerns(IReadOnlyList<NodeReport> reports)
    {
        var isDown = !reports.Any(r => r.Facts.EtcdIsHealthy == true);
        var members = Of(reports);
        return
        [
            .. reports.Where(r => r.Facts.EtcdIsHealthy == false)
                .Select(r => (isDown ? FleetMessages.EtcdDown : FleetMessages.EtcdUnwell).At(r.Node.Name, r.Facts.EtcdProblem ?? "-")),
            .. members.Where(m => m.IsHealthy == false && !reports.Any(r => r.Node.Name == m.Node && r.Facts.EtcdIsHealthy == false))
                .Select(m => FleetMessages.MemberUnwell.At(m.Node ?? $"{Components.Etcd} {m.Name}", m.Name, m.Problem ?? "-")),
            .. members.Where(m => m.UnknownTo.Count > 0)
                .Select(m => FleetMessages.MemberUnknown.At(
                    m.Node ?? $"{Components.Etcd} {m.Name}", m.Name, string.Join(' ', m.KnownTo), string.Join(' ', m.UnknownTo))),
        ];
    }
}
