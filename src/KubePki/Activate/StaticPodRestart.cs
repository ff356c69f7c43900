using KubePki.Activate.Runtime;
using KubePki.Localization;

namespace KubePki.Activate;

/// <summary>Stops the process of a static pod, so that the kubelet starts it again.</summary>
internal abstract class StaticPodRestart : IDisposable
{
    /// <summary>How long a process may take to stop: the kubelet's own grace period for a pod.</summary>
    private protected static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Stops the process of a component; returns null once it has ended. A component that does not run is not a problem.</summary>
    internal abstract Task<Problem?> EndAsync(string component, CancellationToken cancellation);

    /// <summary>The last lines of its log; empty if no log is available.</summary>
    internal abstract Task<IReadOnlyList<LogLine>> LogAsync(string component, int count, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>The restart through the container runtime.</summary>
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

        // A new container may have no log yet. The log of the previous container then says why it ended.
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
