using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Activate.Runtime;

/// <summary>
/// A node's container runtime, as far as restarting static pods needs it. The first call opens the connection, and every call has a time
/// limit: a runtime that hangs, refuses or sends invalid data results in a <see cref="Problem"/>. If the caller cancels, the call throws
/// <see cref="OperationCanceledException"/>.
/// </summary>
internal abstract class ContainerRuntime : IDisposable
{
    /// <summary>Default time limit of a call; a stop may also take its grace period.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(10);

    private protected ContainerRuntime(NodeRoot root, RuntimeEndpoint endpoint, TimeSpan? limit)
        => (Root, Endpoint, Limit) = (root, endpoint, limit ?? DefaultLimit);

    /// <summary>The socket of the runtime.</summary>
    public RuntimeEndpoint Endpoint { get; }

    /// <summary>Time limit of a call.</summary>
    public TimeSpan Limit { get; }

    private protected NodeRoot Root { get; }

    /// <summary>The runtime behind a socket; default of <paramref name="limit"/>: <see cref="DefaultLimit"/>.</summary>
    public static ContainerRuntime At(NodeRoot root, RuntimeEndpoint endpoint, TimeSpan? limit = null)
        => endpoint.Kind == RuntimeKind.Docker ? new DockerRuntime(root, endpoint, limit) : new CriRuntime(root, endpoint, limit);

    /// <summary>Name and version of the runtime.</summary>
    public abstract Task<Outcome<RuntimeVersion>> VersionAsync(CancellationToken cancellation);

    /// <summary>A static pod's sandboxes and containers; empty lists if the runtime has no such pod.</summary>
    public abstract Task<Outcome<RuntimePod>> FindAsync(StaticPodName name, CancellationToken cancellation);

    /// <summary>
    /// Sends SIGTERM to the container's process, and SIGKILL after <paramref name="grace"/>, in whole seconds. Null once it has ended, or
    /// if it had already ended or been removed. The kubelet starts another one by itself.
    /// </summary>
    public abstract Task<Problem?> StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellation);

    /// <summary>
    /// Stops a sandbox and kills the containers in it, so stop them first. The kubelet creates another one, and thereby resolves the pod's
    /// mounts again. Null once it has stopped or been removed.
    /// </summary>
    public abstract Task<Problem?> StopSandboxAsync(string sandboxId, CancellationToken cancellation);

    /// <summary>The last lines of a container's log, oldest first; fewer than <paramref name="count"/> if there are no more.</summary>
    public abstract Task<Outcome<IReadOnlyList<LogLine>>> LastLogLinesAsync(
        RuntimeContainer container, int count, CancellationToken cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the connections.</summary>
    protected abstract void Dispose(bool disposing);
}
