using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Activate.Runtime;

/// <summary>
/// Finds the socket of a node's container runtime. The kubelet's settings come first, its flags before its configuration; then the usual
/// places. Docker's own socket comes before that of dockershim, which exists only while the kubelet runs.
/// </summary>
internal static class RuntimeDiscovery
{
    private const string EndpointFlag = "container-runtime-endpoint";

    private static readonly RuntimeEndpoint[] UsualPlaces =
    [
        new(RuntimeKind.Cri, "/run/containerd/containerd.sock"),
        new(RuntimeKind.Cri, "/var/run/crio/crio.sock"),
        new(RuntimeKind.Cri, "/run/cri-dockerd.sock"),
        new(RuntimeKind.Docker, "/var/run/docker.sock"),
        new(RuntimeKind.Cri, "/var/run/dockershim.sock"),
    ];

    /// <summary>
    /// The sockets to try, in order. Those from the kubelet's settings are included even if no socket exists, so that a problem can name
    /// them; usual places only if a socket exists. Empty if there are none.
    /// </summary>
    public static IReadOnlyList<RuntimeEndpoint> Candidates(NodeRoot root, NodeLayout layout)
    {
        var found = new List<RuntimeEndpoint>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in Named(layout).Concat(UsualPlaces.Where(place => IsSocket(root, place.SocketPath))))
        {
            // /var/run is a symbolic link to /run on most nodes: one socket, one candidate.
            if (seen.Add(root.Resolve(endpoint.SocketPath).Value ?? endpoint.SocketPath))
            {
                found.Add(endpoint);
            }
        }

        return found;
    }

    /// <summary>
    /// The node's container runtime: the first candidate that answers. Among the usual places, a runtime that runs an API server has
    /// priority. The caller disposes it. Takes at most <paramref name="limit"/> per candidate.
    /// </summary>
    public static async Task<Outcome<ContainerRuntime>> ConnectAsync(
        NodeRoot root, IReadOnlyList<RuntimeEndpoint> candidates, CancellationToken cancellation, TimeSpan? limit = null)
    {
        if (candidates.Count == 0)
        {
            return RuntimeMessages.NoSocket.At("", string.Join(", ", UsualPlaces.Select(p => p.SocketPath)));
        }

        Problem? problem = null;
        ContainerRuntime? idle = null;
        foreach (var candidate in candidates)
        {
            var runtime = ContainerRuntime.At(root, candidate, limit);
            var pod = await runtime.FindAsync(new StaticPodName(Components.ApiServer), cancellation).ConfigureAwait(false);
            if (pod.Succeeded && (candidate.NamedBy is not null || pod.Value.Sandboxes.Count > 0))
            {
                idle?.Dispose();
                return runtime;
            }

            problem ??= pod.Problem;
            if (pod.Succeeded && idle is null)
            {
                idle = runtime;
            }
            else
            {
                runtime.Dispose();
            }
        }

        return idle is not null ? idle : RuntimeMessages.NoRuntime.At("", string.Join(", ", candidates)) with { Cause = problem };
    }

    private static IEnumerable<RuntimeEndpoint> Named(NodeLayout layout)
    {
        var flag = layout.HostFlag(Components.Kubelet, EndpointFlag);
        var (path, namedBy) = flag is not null
            ? (UnixPath(flag), "--" + EndpointFlag)
            : (UnixPath(layout.Kubelet?.ContainerRuntimeEndpoint), "containerRuntimeEndpoint");
        if (layout.HostFlag(Components.Kubelet, "container-runtime") == "docker"
            || path?.EndsWith("/dockershim.sock", StringComparison.Ordinal) == true)
        {
            yield return new RuntimeEndpoint(
                RuntimeKind.Docker, UnixPath(layout.HostFlag(Components.Kubelet, "docker-endpoint")) ?? "/var/run/docker.sock",
                "--container-runtime");
        }

        if (path is not null)
        {
            yield return new RuntimeEndpoint(RuntimeKind.Cri, path, namedBy);
        }
    }

    /// <summary>The path of <c>unix:///path</c> or of a bare path, which old kubelets accepted; null for anything else.</summary>
    private static string? UnixPath(string? endpoint)
    {
        var path = endpoint?.StartsWith("unix://", StringComparison.Ordinal) == true ? endpoint["unix://".Length..] : endpoint;
        return path?.StartsWith('/') == true ? path : null;
    }

    private static bool IsSocket(NodeRoot root, string path)
        => root.Resolve(path) is { Succeeded: true, Value: var real } && root.Facts(real)?.Kind == FileKind.Socket;
}
