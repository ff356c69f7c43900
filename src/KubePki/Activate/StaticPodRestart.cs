using KubePki.Activate.Runtime;
using KubePki.Language;

namespace KubePki.Activate;

/// <summary>Ends a static pod's process, so that the kubelet starts it anew.</summary>
internal abstract class StaticPodRestart : IDisposable
{
    /// <summary>How long a process may take to end by itself: the kubelet's own grace for a pod.</summary>
    private protected static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Ends it; null once it has ended. A component that does not run is fine.</summary>
    internal abstract Task<Problem?> EndAsync(string component, CancellationToken cancellation);

    /// <summary>The last lines of its log; empty when there is none to be had.</summary>
    internal abstract Task<IReadOnlyList<LogLine>> LogAsync(string component, int count, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>By the container runtime.</summary>
internal sealed class RestartByRuntime(ContainerRuntime runtime) : StaticPodRestart
{
    internal override async Task<Problem?> EndAsync(string component, CancellationToken cancellation)
    {
        var pod = await runtime.FindAsync(new StaticPodName(component), cancellation).ConfigureAwait(false);
        return !pod.Succeeded ? pod.Problem
            : pod.Value.Running is { } running ? await runtime.StopContainerAsync(running.Id, Grace, cancellation).ConfigureAwait(false)
            : null;
    }

    internal override async Task<IReadOnlyList<LogLine>> LogAsync(string component, int count, CancellationToken cancellation)
    {
        var pod = await runtime.FindAsync(new StaticPodName(component), cancellation).ConfigureAwait(false);

        // The newest may not have said anything yet; why the one before ended is what is asked for then.
        foreach (var container in pod.Value?.Containers ?? [])
        {
            if ((await runtime.LastLogLinesAsync(container, count, cancellation).ConfigureAwait(false)).Value is { Count: > 0 } lines)
            {
                return lines;
            }
        }

        return [];
    }

    public override void Dispose() => runtime.Dispose();
}
