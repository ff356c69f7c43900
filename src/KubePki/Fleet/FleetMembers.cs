using KubePki.Catalogue;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>An etcd member by the word of all nodes that were asked.</summary>
/// <param name="Name">Its name; its id where it has none.</param>
/// <param name="IsHealthy">Whether any node finds it healthy; null when none can say (a learner).</param>
/// <param name="Problem">What the first of them finds.</param>
/// <param name="Node">The node whose member it is; null when that is none of those asked.</param>
/// <param name="KnownTo">The nodes whose etcd lists it.</param>
/// <param name="UnknownTo">The nodes whose etcd answered and does not list it.</param>
internal sealed record MemberStanding(
    string Name, bool? IsHealthy, string? Problem, string? Node, IReadOnlyList<string> KnownTo, IReadOnlyList<string> UnknownTo);

/// <summary>
/// Puts together what each node's etcd says of the members. A member is well when anybody finds it well: one whose own
/// certificates are out of date cannot ask the others and would call them all unwell. Pure.
/// </summary>
internal static class FleetMembers
{
    /// <summary>All members that any node's etcd lists, in the order of the nodes.</summary>
    public static IReadOnlyList<MemberStanding> Of(IReadOnlyList<NodeReport> reports)
    {
        var asked = reports.Where(r => r.Facts.EtcdMembers.Count > 0).ToList();
        return
        [
            .. asked.SelectMany(r => r.Facts.EtcdMembers).GroupBy(m => m.Id, StringComparer.Ordinal).Select(member =>
            {
                bool Knows(NodeReport report) => report.Facts.EtcdMembers.Any(m => m.Id == member.Key);
                return new MemberStanding(
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
    /// What is wrong with etcd's members: nodes whose own is not healthy, members elsewhere that nobody finds healthy, members
    /// that some do not know. Empty when all is well, and where there is no etcd to ask.
    /// </summary>
    public static IReadOnlyList<Problem> Concerns(IReadOnlyList<NodeReport> reports)
    {
        var isDown = !reports.Any(r => r.Facts.EtcdIsHealthy == true);
        var members = Of(reports);
        return
        [
            .. reports.Where(r => r.Facts.EtcdIsHealthy == false).Select(r => (isDown ? FleetMessages.EtcdDown : FleetMessages.EtcdUnwell).At(r.Node.Name, r.Facts.EtcdProblem ?? "-")),
            .. members.Where(m => m.IsHealthy == false && !reports.Any(r => r.Node.Name == m.Node && r.Facts.EtcdIsHealthy == false))
                .Select(m => FleetMessages.MemberUnwell.At(m.Node ?? $"{Components.Etcd} {m.Name}", m.Name, m.Problem ?? "-")),
            .. members.Where(m => m.UnknownTo.Count > 0).Select(m => FleetMessages.MemberUnknown.At(m.Node ?? $"{Components.Etcd} {m.Name}", m.Name, string.Join(' ', m.KnownTo), string.Join(' ', m.UnknownTo))),
        ];
    }
}
