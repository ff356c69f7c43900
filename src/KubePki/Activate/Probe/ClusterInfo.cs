using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubePki.Activate.Wire;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Activate.Probe;

/// <summary>The ConfigMap kube-public/cluster-info, from which 'kubeadm join' learns which CA to trust. Anyone can read it.</summary>
internal static class ClusterInfo
{
    /// <summary>Namespace and name of the ConfigMap.</summary>
    public const string Name = "kube-public/cluster-info";

    private const string Path = "/api/v1/namespaces/kube-public/configmaps/cluster-info";

    /// <summary>Kubeconfigs that contain the API server's address, in order of preference.</summary>
    private static readonly string[] Kubeconfigs = ["admin.conf", "controller-manager.conf", "scheduler.conf", "kubelet.conf"];

    /// <summary>
    /// The CAs in the ConfigMap; empty if it has none. Asks as the administrator, then anonymously if that fails. <paramref name="limit"/>
    /// holds for each of the two requests.
    /// </summary>
    public static async Task<Outcome<IReadOnlyList<Certificate>>> ReadAsync(
        NodeRoot root, NodeState state, TimeProvider clock, TimeSpan limit, CancellationToken cancellation)
    {
        if (Kubeconfigs.Select(state.Find).FirstOrDefault(i => i?.Kubeconfig is not null) is not { Kubeconfig: { } kubeconfig } item)
        {
            return ProbeMessages.NoAdministrator.At(state.Find(Kubeconfigs[0])?.Path ?? Kubeconfigs[0]);
        }

        var asked = await AskAsync(ProbeTarget.FromKubeconfig(root, kubeconfig, item.Path, clock), limit, cancellation)
            .ConfigureAwait(false);
        return asked.Succeeded
            ? asked
            : await AskAsync(ProbeTarget.WithoutIdentity(root, kubeconfig, item.Path, clock), limit, cancellation).ConfigureAwait(false);
    }

    private static async Task<Outcome<IReadOnlyList<Certificate>>> AskAsync(
        Outcome<ProbeTarget> target, TimeSpan limit, CancellationToken cancellation)
    {
        if (!target.Succeeded)
        {
            return target.Problem;
        }

        using var identity = target.Value.Identity;
        var answer = await HttpProbe.GetAsync(target.Value, Path, limit, cancellation).ConfigureAwait(false);
        return answer.Then(a => a.Status is >= 200 and < 300
            ? Authorities(a.Body, target.Value.Address.ToString())
            : WireMessages.Refused.At(
                target.Value.Address.ToString(), $"GET {Path}", a.Status.ToString(CultureInfo.InvariantCulture),
                JsonBody.TryRead(a.Body, ProbeJson.Default.StatusDocument)?.Message ?? ""));
    }

    /// <summary>The CAs of every cluster in the ConfigMap's kubeconfig.</summary>
    internal static Outcome<IReadOnlyList<Certificate>> Authorities(byte[] body, string where)
    {
        try
        {
            return JsonNode.Parse(body)?["data"]?["kubeconfig"] is JsonValue held && held.TryGetValue<string>(out var text)
                ? Kubeconfig.Read(Encoding.UTF8.GetBytes(text), Name).Then<IReadOnlyList<Certificate>>(kubeconfig => kubeconfig.Clusters
                    .Select(c => c.CertificateAuthorityData is { } data ? CertificateReader.ReadAll(data, Name).Value ?? [] : [])
                    .SelectMany(c => c).ToList())
                : KubernetesMessages.WrongKind.At(Name, "kubeconfig");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return WireMessages.WrongProtocol.At(where, "JSON");
        }
    }
}
