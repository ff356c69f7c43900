namespace KubePki.Activate.Probe;

/// <summary>A member of an etcd cluster.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name; empty for one that was added and has not started yet.</param>
/// <param name="PeerUrls">Where other members reach it.</param>
/// <param name="ClientUrls">Where clients reach it.</param>
/// <param name="IsLearner">Whether it only listens and has no vote (3.4 and newer).</param>
internal sealed record EtcdMember(ulong Id, string Name, IReadOnlyList<string> PeerUrls, IReadOnlyList<string> ClientUrls, bool IsLearner);

/// <summary>The members of an etcd cluster, as one of them knows them.</summary>
internal sealed record EtcdMembers(IReadOnlyList<EtcdMember> Members)
{
    /// <summary>How many votes decide.</summary>
    public int Quorum => (Members.Count(m => !m.IsLearner) / 2) + 1;
}

/// <summary>An etcd member's word about itself.</summary>
/// <param name="MemberId">Its id.</param>
/// <param name="Version">Its version, for example <c>3.4.13</c>.</param>
/// <param name="LeaderId">The leader's id; 0 when there is none, and so no quorum.</param>
/// <param name="RaftIndex">How far the log has come.</param>
/// <param name="RaftTerm">The number of elections so far.</param>
/// <param name="IsLearner">Whether it has no vote.</param>
/// <param name="Errors">Alarms and the lack of a leader, in etcd's words (3.4 and newer).</param>
internal sealed record EtcdStatus(
    ulong MemberId, string Version, ulong LeaderId, ulong RaftIndex, ulong RaftTerm, bool IsLearner, IReadOnlyList<string> Errors);

/// <summary>An etcd member's health.</summary>
/// <param name="IsHealthy">Whether it has a leader, no alarm, and could commit a read with its quorum.</param>
/// <param name="Reason">Why not, where etcd says so (3.5 and newer); else empty.</param>
internal sealed record EtcdHealth(bool IsHealthy, string Reason);

/// <summary>An etcd member, as a node's own etcd lists it and as it can be reached from there.</summary>
/// <param name="Id">Its id, in hexadecimal.</param>
/// <param name="Name">Its name; empty for one that was added and has not started yet.</param>
/// <param name="IsHealthy">Whether it is healthy; null for a learner, which has no vote and cannot say.</param>
/// <param name="Problem">Why it is not.</param>
internal sealed record MemberSight(string Id, string Name, bool? IsHealthy, string? Problem);
