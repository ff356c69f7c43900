using System.Globalization;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubePki.Activate.Wire;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Activate.Probe;

/// <summary>kubeadm's configuration as stored in the cluster: the ConfigMap kube-system/kubeadm-config.</summary>
internal sealed class ClusterConfiguration
{
    private const string Path = "/api/v1/namespaces/kube-system/configmaps/kubeadm-config";
    private const string AdminConf = "admin.conf";
    private static readonly string[] Keys = ["ClusterConfiguration", "MasterConfiguration"];
    private readonly ProbeTarget _server;
    private readonly JsonObject _map;
    private readonly string _key;

    private ClusterConfiguration(ProbeTarget server, JsonObject map, string key, string text)
        => (_server, _map, _key, Text) = (server, map, key, text);

    /// <summary>The document about the cluster, verbatim.</summary>
    public string Text { get; }

    /// <summary>The place of the document, for problems.</summary>
    public string Where => $"{_server.Address} configmap kube-system/kubeadm-config";

    /// <summary>
    /// Reads the document with the identity of this node's admin.conf. <paramref name="limit"/> holds for the whole request.
    /// </summary>
    public static async Task<Outcome<ClusterConfiguration>> ReadAsync(
        NodeRoot root, NodeState state, TimeProvider clock, TimeSpan limit, CancellationToken cancellation)
    {
        if (state.Find(AdminConf) is not { Kubeconfig: { } kubeconfig, Path: var path })
        {
            return ProbeMessages.NoAdministrator.At(state.Find(AdminConf)?.Path ?? AdminConf);
        }

        var target = ProbeTarget.FromKubeconfig(root, kubeconfig, path, clock);
        if (!target.Succeeded)
        {
            return target.Problem;
        }

        var answer = await HttpProbe.GetAsync(target.Value, Path, limit, cancellation).ConfigureAwait(false);
        return answer.Then(a => Read(target.Value, a));
    }

    /// <summary>The text with the changes applied; the same text if nothing changes.</summary>
    public Outcome<EditedConfiguration> With(IReadOnlyList<SettingChange> changes) => ConfigurationEdit.With(Text, changes, Where);

    /// <summary>
    /// Writes another text into the cluster. The API server refuses it if the object has changed since it was read: the request carries the
    /// resourceVersion.
    /// </summary>
    public async Task<Problem?> WriteAsync(string text, TimeSpan limit, CancellationToken cancellation)
    {
        var changed = (JsonObject)_map.DeepClone();
        changed["data"]![_key] = text;
        using var body = new StringContent(changed.ToJsonString(), Encoding.UTF8, "application/json");
        var answer = await HttpProbe.SendAsync(_server, HttpMethod.Put, Path, body, limit, cancellation).ConfigureAwait(false);
        return answer.Succeeded ? Refusal(_server, "PUT", answer.Value) : answer.Problem;
    }

    private static Outcome<ClusterConfiguration> Read(ProbeTarget server, HttpAnswer answer)
    {
        if (Refusal(server, "GET", answer) is { } refused)
        {
            return refused;
        }

        return WellFormedJson.ReadObject(answer.Body) is not { } map ? WireMessages.WrongProtocol.At(server.Address.ToString(), "JSON")
            : map["data"] is JsonObject data && Keys.FirstOrDefault(data.ContainsKey) is { } key
                && data[key]?.GetValueKind() == JsonValueKind.String
                ? new ClusterConfiguration(server, map, key, data[key]!.GetValue<string>())
                : KubeadmMessages.NoConfiguration.At($"{server.Address} {Path}");
    }

    private static Problem? Refusal(ProbeTarget server, string method, HttpAnswer answer)
        => answer.Status is >= 200 and < 300 ? null
            : WireMessages.Refused.At(
                server.Address.ToString(), $"{method} {Path}", answer.Status.ToString(CultureInfo.InvariantCulture),
                JsonBody.TryRead(answer.Body, ProbeJson.Default.StatusDocument)?.Message ?? "");
}
