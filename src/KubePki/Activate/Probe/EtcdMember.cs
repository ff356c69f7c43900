namespace KubePki.Activate.Probe;

/// <summary>A member of an etcd cluster.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name; empty for a member that was added and has not started yet.</param>
/// <param name="PeerUrls">The URLs for other members.</param>
/// <param name="ClientUrls">The URLs for clients.</param>
/// <param name="IsLearner">Whether it is a non-voting learner (3.4 and newer).</param>
internal sealed record EtcdMember(ulong Id, string Name, IReadOnlyList<string> PeerUrls, IReadOnlyList<string> ClientUrls, bool IsLearner);

/// <summary>The members of an etcd cluster, according to one of them.</summary>
internal sealed record EtcdMembers(IReadOnlyList<EtcdMember> Members)
{
    /// <summary>Number of votes that form a quorum.</summary>
    public int Quorum => (Members.Count(m => !m.IsLearner) / 2) + 1;
}

/// <summary>The status of an etcd member, as reported by itself.</summary>
/// <param name="MemberId">Its id.</param>
/// <param name="Version">Its version, for example <c>3.4.13</c>.</param>
/// <param name="LeaderId">The leader's id; 0 without a leader, and therefore without a quorum.</param>
/// <param name="RaftIndex">The index of the last log entry.</param>
/// <param name="RaftTerm">The number of elections so far.</param>
/// <param name="IsLearner">Whether it has no vote.</param>
/// <param name="Errors">Alarms and the lack of a leader, in etcd's words (3.4 and newer).</param>
internal sealed record EtcdStatus(
    ulong MemberId, string Version, ulong LeaderId, ulong RaftIndex, ulong RaftTerm, bool IsLearner, IReadOnlyList<string> Errors);

/// <summary>An etcd member's health.</summary>
/// <param name="IsHealthy">Whether it has a leader, no alarm, and could commit a read with its quorum.</param>
/// <param name="Reason">Why it is unhealthy, if etcd says so (3.5 and newer); else empty.</param>
internal sealed record EtcdHealth(bool IsHealthy, string Reason);

/// <summary>An etcd member, as listed by the node's own etcd and as reached from the node.</summary>
/// <param name="Id">Its id, in hexadecimal.</param>
/// <param name="Name">Its name; empty for a member that was added and has not started yet.</param>
/// <param name="IsHealthy">Whether it is healthy; null for a learner, which has no vote and cannot report it.</param>
/// <param name="Problem">Why it is unhealthy.</param>
internal sealed record EtcdMemberObservation(string Id, string Name, bool? IsHealthy, string? Problem);
