using KubePki.Activate.Wire;
using KubePki.Localization;

namespace KubePki.Activate.Probe;

/// <summary>
/// Queries one etcd member. Health uses HTTP on the client port (or the metrics port). Members and status use gRPC, which every etcd 3
/// offers on the client port; its JSON gateway changed its path three times and can be disabled (etcdserverpb/rpc.proto,
/// etcdhttp/metrics.go).
/// </summary>
internal static class EtcdProbe
{
    /// <summary>Whether the member can commit: etcd itself performs a read that needs the quorum.</summary>
    public static async Task<Outcome<EtcdHealth>> HealthAsync(ProbeTarget target, TimeSpan limit, CancellationToken cancellation)
    {
        var answer = await HttpProbe.GetAsync(target, "/health", limit, cancellation).ConfigureAwait(false);

        // An unhealthy member answers 503 with the same document.
        return answer.Then(a => JsonBody.Read(a.Body, ProbeJson.Default.EtcdHealthDocument, target.Address.ToString(), "etcd")
            .Then<EtcdHealth>(document => document.Health is null
                ? WireMessages.WrongProtocol.At(target.Address.ToString(), "etcd")
                : new EtcdHealth(a.Status == 200 && document.Health == "true", document.Reason ?? "")));
    }

    /// <summary>The members, according to this one; works without a quorum too.</summary>
    public static Task<Outcome<EtcdMembers>> MembersAsync(ProbeTarget target, TimeSpan limit, CancellationToken cancellation)
        => HttpProbe.CallAsync(target, "/etcdserverpb.Cluster/MemberList", new ProtobufWriter(), ReadMembers, limit, cancellation);

    /// <summary>The member's own status; works without a quorum too.</summary>
    public static Task<Outcome<EtcdStatus>> StatusAsync(ProbeTarget target, TimeSpan limit, CancellationToken cancellation)
        => HttpProbe.CallAsync(target, "/etcdserverpb.Maintenance/Status", new ProtobufWriter(), ReadStatus, limit, cancellation);

    private static EtcdMembers ReadMembers(ProtobufMessage response) => new(
        [.. response.Messages(2)
            .Select(m => new EtcdMember(m.Unsigned(1), m.Text(2), [.. m.Texts(3)], [.. m.Texts(4)], m.Unsigned(5) != 0))]);

    private static EtcdStatus ReadStatus(ProtobufMessage response) => new(
        response.Message(1)?.Unsigned(2) ?? 0,
        response.Text(2),
        response.Unsigned(4),
        response.Unsigned(5),
        response.Unsigned(6),
        response.Unsigned(10) != 0,
        [.. response.Texts(8)]);
}
