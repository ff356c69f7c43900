using KubePki.Activate.Wire;

namespace KubePki.Activate.Runtime;

/// <summary>
/// The required messages of the Container Runtime Interface (k8s.io/cri-api api.proto). v1alpha2 and v1 have the same field numbers; only
/// the package name differs.
/// </summary>
internal static class CriWire
{
    internal static ProtobufWriter VersionRequest() => new();

    internal static ProtobufWriter ListPodSandboxRequest(IReadOnlyDictionary<string, string> labels)
        => new ProtobufWriter().Message(1, new ProtobufWriter().Map(3, labels));

    internal static ProtobufWriter ListContainersRequest(string sandboxId)
        => new ProtobufWriter().Message(1, new ProtobufWriter().Text(3, sandboxId));

    internal static ProtobufWriter ContainerStatusRequest(string containerId) => new ProtobufWriter().Text(1, containerId);

    internal static ProtobufWriter StopContainerRequest(string containerId, long seconds)
        => new ProtobufWriter().Text(1, containerId).Number(2, seconds);

    internal static ProtobufWriter StopPodSandboxRequest(string sandboxId) => new ProtobufWriter().Text(1, sandboxId);

    internal static RuntimeVersion Version(ProtobufMessage response) => new(response.Text(2), response.Text(3), response.Text(4));

    /// <summary>The sandboxes of static pods, without those of other pods.</summary>
    internal static List<RuntimeSandbox> StaticPodSandboxes(ProtobufMessage response)
        => [.. response.Messages(1).Where(s => KubeletLabels.IsStaticPod(s.Map(6))).Select(Sandbox)];

    /// <summary>The ids of the listed containers; all other values come from their status.</summary>
    internal static List<string> ContainerIds(ProtobufMessage response) => [.. response.Messages(1).Select(c => c.Text(1))];

    internal static RuntimeContainer ContainerStatus(ProtobufMessage response, string sandboxId)
    {
        var status = response.Message(1) ?? throw new InvalidDataException("no status");
        var metadata = status.Message(2);
        var state = status.Number(3);
        var exited = state == (long)ContainerState.Exited;
        return new RuntimeContainer
        {
            Id = status.Text(1),
            SandboxId = sandboxId,
            Name = metadata?.Text(1) ?? "",
            Attempt = (int)(metadata?.Number(2) ?? 0),
            State = state is >= (long)ContainerState.Created and <= (long)ContainerState.Exited
                ? (ContainerState)state
                : ContainerState.Unknown,
            CreatedAt = Time(status.Number(4)),
            StartedAt = status.Number(5) > 0 ? Time(status.Number(5)) : null,
            FinishedAt = exited ? Time(status.Number(6)) : null,
            ExitCode = exited ? (int)status.Number(7) : null,
            Reason = status.Text(10),
            LogPath = status.Text(15),
        };
    }

    private static RuntimeSandbox Sandbox(ProtobufMessage sandbox)
    {
        var metadata = sandbox.Message(2);
        return new RuntimeSandbox(
            sandbox.Text(1),
            metadata?.Text(1) ?? "",
            metadata?.Text(2) ?? "",
            sandbox.Number(3) == 0,
            Time(sandbox.Number(4)),
            (int)(metadata?.Number(4) ?? 0),
            sandbox.Map(6).GetValueOrDefault(KubeletLabels.ConfigHash));
    }

    /// <summary>The interface has times in nanoseconds since 1970.</summary>
    private static DateTimeOffset Time(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100);
}
