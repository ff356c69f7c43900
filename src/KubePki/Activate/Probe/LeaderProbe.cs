using System.Globalization;
using System.Text;
using KubePki.Activate.Wire;
using KubePki.Localization;

namespace KubePki.Activate.Probe;

/// <summary>The leader among the instances of a component, and the time of its election.</summary>
/// <param name="Component">The component.</param>
/// <param name="Holder">The leader's identity: its node's name, an underscore and a random id of its process.</param>
/// <param name="AcquiredAt">When it became leader.</param>
/// <param name="RenewedAt">When it last renewed the lease.</param>
/// <param name="Duration">How long the lease is valid after a renewal.</param>
/// <param name="Transitions">How often the leader has changed.</param>
internal sealed record LeaderLease(
    string Component, string Holder, DateTimeOffset? AcquiredAt, DateTimeOffset? RenewedAt, TimeSpan Duration, int Transitions)
{
    /// <summary>
    /// Whether there is a leader at <paramref name="now"/> that renewed the lease after <paramref name="since"/>, by the leader's own
    /// clock. The lease of a process that was stopped before <paramref name="since"/> is not enough, although it remains valid until it
    /// expires.
    /// </summary>
    public bool IsHeldAt(DateTimeOffset now, DateTimeOffset since) => Holder.Length > 0 && RenewedAt >= since && RenewedAt + Duration > now;

    /// <summary>Whether the leader runs on that node.</summary>
    public bool IsHeldBy(string node) => Holder == node || Holder.StartsWith(node + "_", StringComparison.Ordinal);
}

/// <summary>
/// Reads the leader from the API server: from the Lease (1.17 and newer), else from the annotation that older versions use.
/// </summary>
internal static class LeaderProbe
{
    private const string Annotation = "control-plane.alpha.kubernetes.io/leader";

    private static readonly string[] Annotated = ["endpoints", "configmaps"];

    /// <summary>
    /// The leader of <c>kube-controller-manager</c> or <c>kube-scheduler</c>. <paramref name="limit"/> holds for each of at most
    /// three requests.
    /// </summary>
    public static async Task<Outcome<LeaderLease>> FindAsync(
        ProbeTarget apiServer, string component, TimeSpan limit, CancellationToken cancellation)
    {
        var lease = await GetAsync(
            apiServer, $"/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/{component}", limit, cancellation)
            .ConfigureAwait(false);
        if (!lease.Succeeded)
        {
            return lease.Problem;
        }

        var where = apiServer.Address.ToString();
        if (JsonBody.TryRead(lease.Value.Body, ProbeJson.Default.LeaseDocument) is { Spec: { HolderIdentity: { } holder } spec })
        {
            return new LeaderLease(
                component, holder, spec.AcquireTime, spec.RenewTime, TimeSpan.FromSeconds(spec.LeaseDurationSeconds),
                spec.LeaseTransitions);
        }

        foreach (var kind in Annotated)
        {
            var document = await GetAsync(apiServer, $"/api/v1/namespaces/kube-system/{kind}/{component}", limit, cancellation)
                .ConfigureAwait(false);
            if (!document.Succeeded)
            {
                return document.Problem;
            }

            if (Record(document.Value.Body) is { HolderIdentity: { } identity } record)
            {
                return new LeaderLease(
                    component, identity, record.AcquireTime, record.RenewTime, TimeSpan.FromSeconds(record.LeaseDurationSeconds),
                    record.LeaderTransitions);
            }
        }

        return ProbeMessages.NoLeader.At(where, component);
    }

    private static ElectionRecord? Record(byte[] body)
        => JsonBody.TryRead(body, ProbeJson.Default.AnnotatedDocument)?.Metadata?.Annotations?.GetValueOrDefault(Annotation) is { } json
            ? JsonBody.TryRead(Encoding.UTF8.GetBytes(json), ProbeJson.Default.ElectionRecord)
            : null;

    /// <summary>A missing object is an answer; a refused request is a problem.</summary>
    private static async Task<Outcome<HttpAnswer>> GetAsync(
        ProbeTarget apiServer, string path, TimeSpan limit, CancellationToken cancellation)
    {
        var answer = await HttpProbe.GetAsync(apiServer, path, limit, cancellation).ConfigureAwait(false);
        return answer.Then<HttpAnswer>(a => a.Status is 200 or 404
            ? a
            : WireMessages.Refused.At(
                apiServer.Address.ToString(), $"GET {path}", a.Status.ToString(CultureInfo.InvariantCulture),
                JsonBody.TryRead(a.Body, ProbeJson.Default.StatusDocument)?.Message ?? ""));
    }
}
