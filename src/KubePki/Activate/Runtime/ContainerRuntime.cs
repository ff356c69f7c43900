using KubePki.Files;
using KubePki.Language;

namespace KubePki.Activate.Runtime;

/// <summary>
/// A node's container runtime, as far as restarting static pods goes. Nothing is connected before the first call, and every
/// call ends within its limit: a runtime that hangs, refuses or answers nonsense is a <see cref="Problem"/>. Cancelling the
/// token is the caller's own wish and leaves as <see cref="OperationCanceledException"/>.
/// </summary>
internal abstract class ContainerRuntime : IDisposable
{
    /// <summary>How long a call may take by default; stopping takes as much longer as the grace it gives.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(10);

    private protected ContainerRuntime(NodeRoot root, RuntimeEndpoint endpoint, TimeSpan? limit)
        => (Root, Endpoint, Limit) = (root, endpoint, limit ?? DefaultLimit);

    /// <summary>Where it answers.</summary>
    public RuntimeEndpoint Endpoint { get; }

    /// <summary>How long a call may take.</summary>
    public TimeSpan Limit { get; }

    private protected NodeRoot Root { get; }

    /// <summary>The runtime behind a socket; <paramref name="limit"/> defaults to <see cref="DefaultLimit"/>.</summary>
    public static ContainerRuntime At(NodeRoot root, RuntimeEndpoint endpoint, TimeSpan? limit = null)
        => endpoint.Kind == RuntimeKind.Docker ? new DockerRuntime(root, endpoint, limit) : new CriRuntime(root, endpoint, limit);

    /// <summary>What it is.</summary>
    public abstract Task<Outcome<RuntimeVersion>> VersionAsync(CancellationToken cancellation);

    /// <summary>A static pod's sandboxes and containers; empty lists when the runtime knows no such pod.</summary>
    public abstract Task<Outcome<RuntimePod>> FindAsync(StaticPodName name, CancellationToken cancellation);

    /// <summary>
    /// Asks the container's process to end (SIGTERM), and ends it (SIGKILL) after <paramref name="grace"/>, whole seconds. Null
    /// once it has ended, also when it had ended before or is gone. The kubelet starts another one by itself.
    /// </summary>
    public abstract Task<Problem?> StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellation);

    /// <summary>
    /// Stops a sandbox whatever runs in it: its containers are killed, so stop them first. The kubelet makes another one, and
    /// the pod's mounts are then resolved anew. Null once it has stopped or is gone.
    /// </summary>
    public abstract Task<Problem?> StopSandboxAsync(string sandboxId, CancellationToken cancellation);

    /// <summary>The last lines of a container's log, oldest first; fewer than <paramref name="count"/> when there are no more.</summary>
    public abstract Task<Outcome<IReadOnlyList<LogLine>>> LastLogLinesAsync(RuntimeContainer container, int count, CancellationToken cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the connections.</summary>
    protected abstract void Dispose(bool disposing);
}
