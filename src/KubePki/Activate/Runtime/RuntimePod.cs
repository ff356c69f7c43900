namespace KubePki.Activate.Runtime;

/// <summary>A static pod as its runtime tells it: every sandbox and container that is still known, dead ones included.</summary>
/// <param name="Name">What was looked for.</param>
/// <param name="Sandboxes">The pod's sandboxes, newest first; only those of static pods (<c>kubernetes.io/config.source</c> is <c>file</c>).</param>
/// <param name="Containers">The component's containers in them, newest first.</param>
internal sealed record RuntimePod(StaticPodName Name, IReadOnlyList<RuntimeSandbox> Sandboxes, IReadOnlyList<RuntimeContainer> Containers)
{
    /// <summary>Puts in order what a runtime lists. In a pod of several containers the component is the one of its name.</summary>
    internal static RuntimePod Of(StaticPodName name, IEnumerable<RuntimeSandbox> sandboxes, IReadOnlyList<RuntimeContainer> containers)
    {
        var own = containers.Where(c => c.Name == name.Component).ToList();
        return new RuntimePod(
            name,
            [.. sandboxes.OrderByDescending(s => s.CreatedAt)],
            [.. (own.Count > 0 ? own : containers).OrderByDescending(c => c.CreatedAt)]);
    }

    /// <summary>The container that runs, or null.</summary>
    public RuntimeContainer? Running => Containers.FirstOrDefault(c => c.State == ContainerState.Running);

    /// <summary>The sandbox the running container is in, else the newest that is ready, or null.</summary>
    public RuntimeSandbox? CurrentSandbox
        => Running is { } running ? Sandboxes.FirstOrDefault(s => s.Id == running.SandboxId) : Sandboxes.FirstOrDefault(s => s.IsReady);
}
