using KubePki.Activate.Wire;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Activate.Runtime;

/// <summary>
/// A runtime that implements the Container Runtime Interface v1 or, if it does not offer v1, v1alpha2: containerd up to 1.5 and dockershim
/// have only v1alpha2, containerd 2 only v1.
/// </summary>
internal sealed class CriRuntime : ContainerRuntime
{
    private static readonly string[] ApiVersions = ["v1", "v1alpha2"];
    private readonly GrpcConnection _grpc;
    private string? _api;

    internal CriRuntime(NodeRoot root, RuntimeEndpoint endpoint, TimeSpan? limit)
        : base(root, endpoint, limit)
        => _grpc = new GrpcConnection(
            DirectHttp.UnixHandler(root.OnThisMachine(endpoint.SocketPath)), DirectHttp.UnixAuthority, endpoint.ToString());

    /// <inheritdoc/>
    public override Task<Outcome<RuntimeVersion>> VersionAsync(CancellationToken cancellation)
        => CallAsync("Version", CriWire.VersionRequest(), CriWire.Version, Limit, cancellation);

    /// <inheritdoc/>
    public override Task<Outcome<RuntimePod>> FindAsync(StaticPodName name, CancellationToken cancellation)
        => TimeLimit.RunAsync(
            Endpoint.ToString(), "ListPodSandbox", GrpcConnection.Protocol, Limit, clock => FindWithinAsync(name, clock), cancellation);

    /// <inheritdoc/>
    public override Task<Problem?> StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellation)
        => DoAsync("StopContainer", CriWire.StopContainerRequest(containerId, (long)grace.TotalSeconds), Limit + grace, cancellation);

    /// <inheritdoc/>
    public override Task<Problem?> StopSandboxAsync(string sandboxId, CancellationToken cancellation)
        => DoAsync("StopPodSandbox", CriWire.StopPodSandboxRequest(sandboxId), Limit, cancellation);

    /// <inheritdoc/>
    public override Task<Outcome<IReadOnlyList<LogLine>>> LastLogLinesAsync(
        RuntimeContainer container, int count, CancellationToken cancellation)
        => Task.FromResult(LogFile.ReadLast(Root, container, count));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _grpc.Dispose();

    private async Task<Outcome<RuntimePod>> FindWithinAsync(StaticPodName name, CancellationToken cancellation)
    {
        var labels = new Dictionary<string, string> { [KubeletLabels.PodNamespace] = StaticPodName.Namespace };
        var listed = await CallAsync(
            "ListPodSandbox", CriWire.ListPodSandboxRequest(labels), CriWire.StaticPodSandboxes, Limit, cancellation)
            .ConfigureAwait(false);
        if (!listed.Succeeded)
        {
            return listed.Problem;
        }

        var sandboxes = listed.Value.Where(s => name.Matches(s.PodName)).ToList();
        var containers = new List<RuntimeContainer>();
        foreach (var sandbox in sandboxes)
        {
            if (await AddContainersAsync(containers, sandbox.Id, cancellation).ConfigureAwait(false) is { } problem)
            {
                return problem;
            }
        }

        return RuntimePod.Of(name, sandboxes, containers);
    }

    private async Task<Problem?> AddContainersAsync(List<RuntimeContainer> containers, string sandboxId, CancellationToken cancellation)
    {
        var ids = await CallAsync("ListContainers", CriWire.ListContainersRequest(sandboxId), CriWire.ContainerIds, Limit, cancellation)
            .ConfigureAwait(false);
        foreach (var id in ids.Value ?? [])
        {
            var status = await CallAsync(
                "ContainerStatus", CriWire.ContainerStatusRequest(id), m => CriWire.ContainerStatus(m, sandboxId), Limit, cancellation)
                .ConfigureAwait(false);
            if (status.Succeeded)
            {
                containers.Add(status.Value);
            }
            else if (!IsGone(status.Problem))
            {
                return status.Problem;
            }
        }

        return ids.Problem;
    }

    private async Task<Problem?> DoAsync(string method, ProtobufWriter request, TimeSpan limit, CancellationToken cancellation)
    {
        var done = await CallAsync(method, request, m => m, limit, cancellation).ConfigureAwait(false);
        return done.Succeeded || IsGone(done.Problem) ? null : done.Problem;
    }

    private async Task<Outcome<T>> CallAsync<T>(
        string method, ProtobufWriter request, Func<ProtobufMessage, T> read, TimeSpan limit, CancellationToken cancellation)
        where T : class
    {
        foreach (var api in _api is { } known ? [known] : ApiVersions)
        {
            var answer = await _grpc.CallAsync($"/runtime.{api}.RuntimeService/{method}", request, read, limit, cancellation)
                .ConfigureAwait(false);
            if (answer.Succeeded || !answer.Problem.Is(WireMessages.Unimplemented))
            {
                _api = answer.Succeeded ? api : _api;
                return answer;
            }
        }

        return RuntimeMessages.NotCri.At(Endpoint.ToString());
    }

    /// <summary>Whether a container or sandbox was removed between two calls.</summary>
    private static bool IsGone(Problem problem) => problem.Is(WireMessages.Refused) && problem.Arguments[1] == "NotFound";
}
