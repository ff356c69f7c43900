namespace KubePki.Activate.Runtime;

/// <summary>
/// A static pod, as reported by its runtime: every sandbox and container that the runtime still lists, including stopped ones.
/// </summary>
/// <param name="Name">The requested name.</param>
/// <param name="Sandboxes">The pod's sandboxes, newest first; only those of static pods (<c>kubernetes.io/config.source</c> is
/// <c>file</c>).</param>
/// <param name="Containers">The component's containers in them, newest first.</param>
internal sealed record RuntimePod(StaticPodName Name, IReadOnlyList<RuntimeSandbox> Sandboxes, IReadOnlyList<RuntimeContainer> Containers)
{
    /// <summary>
    /// Sorts a runtime's lists. In a pod of several containers, only those with the component's name count, if there are any.
    /// </summary>
    internal static RuntimePod Of(StaticPodName name, IEnumerable<RuntimeSandbox> sandboxes, IReadOnlyList<RuntimeContainer> containers)
    {
        var own = containers.Where(c => c.Name == name.Component).ToList();
        return new RuntimePod(
            name,
            [.. sandboxes.OrderByDescending(s => s.CreatedAt)],
            [.. (own.Count > 0 ? own : containers).OrderByDescending(c => c.CreatedAt)]);
    }

    /// <summary>The running container, or null.</summary>
    public RuntimeContainer? Running => Containers.FirstOrDefault(c => c.State == ContainerState.Running);

    /// <summary>The sandbox of the running container, else the newest ready one, or null.</summary>
    public RuntimeSandbox? CurrentSandbox
        => Running is { } running ? Sandboxes.FirstOrDefault(s => s.Id == running.SandboxId) : Sandboxes.FirstOrDefault(s => s.IsReady);
}
