namespace KubePki.Activate.Runtime;

/// <summary>
/// A pod sandbox: the environment that a pod's containers share. Docker has no sandboxes; there it is the pause container.
/// </summary>
/// <param name="Id">The runtime's id.</param>
/// <param name="PodName">The pod's name.</param>
/// <param name="PodUid">The pod's uid; for a static pod the hash of its manifest.</param>
/// <param name="IsReady">Whether it runs.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Attempt">How many sandboxes the kubelet created for this pod before.</param>
/// <param name="ConfigHash">The kubelet's hash of the manifest (<c>kubernetes.io/config.hash</c>), or null.</param>
internal sealed record RuntimeSandbox(
    string Id, string PodName, string PodUid, bool IsReady, DateTimeOffset CreatedAt, int Attempt, string? ConfigHash);
