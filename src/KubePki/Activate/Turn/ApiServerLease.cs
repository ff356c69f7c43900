using System.Globalization;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using KubePki.Activate.Probe;
using KubePki.Activate.Wire;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Activate.Turn;

/// <summary>
/// The Lease kube-system/kubepki-activation at the API server that this node's admin.conf names, with that identity; if it has expired,
/// with super-admin.conf. No other kubeconfig of a node may write it: RBAC lets kube-controller-manager and kube-scheduler write only the
/// Lease of their own name, and a kubelet only those in kube-node-lease.
/// </summary>
internal sealed class ApiServerLease(NodeRoot root, NodeState state, TimeProvider clock, TimeSpan limit)
{
    private const string Name = "kubepki-activation";
    private const string All = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
    private const string One = $"{All}/{Name}";
    private static readonly string[] Credentials = ["admin.conf", "super-admin.conf"];

    /// <summary>The requests.</summary>
    public LeaseAccess Access => new(
        stop => SendAsync(HttpMethod.Get, One, null, stop),
        (record, stop) => record.ResourceVersion.Length == 0
            ? SendAsync(HttpMethod.Post, All, record, stop) : SendAsync(HttpMethod.Put, One, record, stop));

    /// <summary>The Lease in a JSON object; null if it is none.</summary>
    internal static LeaseRecord? Read(byte[] body)
    {
        if (WellFormedJson.ReadObject(body) is not { } read || read["metadata"] is not JsonObject metadata
            || metadata["resourceVersion"]?.ToString() is not { Length: > 0 } version)
        {
            return null;
        }

        var spec = read["spec"] as JsonObject;
        return new LeaseRecord(
            spec?["holderIdentity"]?.ToString() ?? "", TimeSpan.FromSeconds(Number("leaseDurationSeconds")), Time("acquireTime"),
            Time("renewTime"), Number("leaseTransitions"), version);

        int Number(string name) => spec?[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : 0;

        DateTimeOffset? Time(string name) => DateTimeOffset.TryParse(
            spec?[name]?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    /// <summary>The JSON object of a Lease.</summary>
    internal static string Write(LeaseRecord record)
    {
        var metadata = new JsonObject { ["name"] = Name, ["namespace"] = "kube-system" };
        if (record.ResourceVersion.Length > 0)
        {
            metadata["resourceVersion"] = record.ResourceVersion;
        }

        return new JsonObject
        {
            ["apiVersion"] = "coordination.k8s.io/v1",
            ["kind"] = "Lease",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["holderIdentity"] = record.Holder,
                ["leaseDurationSeconds"] = (int)Math.Ceiling(record.Duration.TotalSeconds),
                ["acquireTime"] = Text(record.AcquiredAt),
                ["renewTime"] = Text(record.RenewedAt),
                ["leaseTransitions"] = record.Transitions,
            },
        }.ToJsonString();
    }

    /// <summary>A MicroTime of Kubernetes.</summary>
    private static string? Text(DateTimeOffset? time)
        => time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Sends a request with each credential in turn, until a server answers it.</summary>
    private async Task<LeaseAnswer> SendAsync(HttpMethod method, string path, LeaseRecord? record, CancellationToken stop)
    {
        var answer = new LeaseAnswer(LeaseReach.NoCredential);
        foreach (var name in Credentials)
        {
            if (state.Find(name) is not { Kubeconfig: { } kubeconfig, Certificate: { } certificate } item
                || certificate.NotAfter < clock.GetUtcNow())
            {
                continue;
            }

            var target = ProbeTarget.FromKubeconfig(root, kubeconfig, item.Path, clock);
            if (!target.Succeeded)
            {
                continue;
            }

            using var identity = target.Value.Identity;
            using var content = record is null ? null : new StringContent(Write(record), Encoding.UTF8, "application/json");
            var sent = await HttpProbe.SendAsync(target.Value, method, path, content, limit, stop).ConfigureAwait(false);
            answer = sent.Succeeded ? Of(sent.Value, target.Value, $"{method} {path}") : new(LeaseReach.Unreachable, null, sent.Problem);
            if (answer.Reach != LeaseReach.Unreachable)
            {
                return answer;
            }
        }

        return answer;
    }

    private static LeaseAnswer Of(HttpAnswer answer, ProbeTarget server, string asked) => answer.Status switch
    {
        200 or 201 when Read(answer.Body) is { } record => new(LeaseReach.Found, record),
        404 when asked.StartsWith("GET", StringComparison.Ordinal) => new(LeaseReach.Missing),
        404 or 409 => new(LeaseReach.Changed),
        _ => new(LeaseReach.Unreachable, null, WireMessages.Refused.At(
            server.Address.ToString(), asked, answer.Status.ToString(CultureInfo.InvariantCulture),
            JsonBody.TryRead(answer.Body, ProbeJson.Default.StatusDocument)?.Message ?? "")),
    };
}
