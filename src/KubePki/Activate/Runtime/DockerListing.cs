using System.Globalization;

namespace KubePki.Activate.Runtime;

/// <summary>
/// Maps Docker's containers to the kubelet's (dockershim naming.go, labels): sandboxes are pause containers, annotations are labels with a
/// prefix, and the name is <c>k8s_container_pod_namespace_uid_attempt</c>.
/// </summary>
internal static class DockerListing
{
    internal static bool IsSandboxOf(DockerListed listed, StaticPodName name)
        => listed is { Id: not null, Labels: { } labels }
            && labels.GetValueOrDefault(KubeletLabels.DockerType) == "podsandbox"
            && name.Matches(labels.GetValueOrDefault(KubeletLabels.PodName) ?? "")
            && KubeletLabels.IsStaticPod(labels, KubeletLabels.DockerAnnotation);

    internal static bool IsContainerIn(DockerListed listed, HashSet<string> sandboxIds)
        => listed is { Id: not null, Labels: { } labels }
            && labels.GetValueOrDefault(KubeletLabels.DockerType) == "container"
            && sandboxIds.Contains(labels.GetValueOrDefault(KubeletLabels.DockerSandboxId) ?? "");

    internal static RuntimeSandbox Sandbox(DockerListed listed) => new(
        listed.Id!,
        listed.Labels!.GetValueOrDefault(KubeletLabels.PodName) ?? "",
        listed.Labels!.GetValueOrDefault(KubeletLabels.PodUid) ?? "",
        State(listed.State) == ContainerState.Running,
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(listed.Created, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds())),
        Number(listed.Names is [{ } first, ..] ? first[(first.LastIndexOf('_') + 1)..] : null),
        listed.Labels!.GetValueOrDefault(KubeletLabels.DockerAnnotation + KubeletLabels.ConfigHash));

    internal static RuntimeContainer Container(DockerListed listed, DockerInspected inspected)
    {
        var state = State(inspected.State?.Status ?? listed.State);
        var ended = state == ContainerState.Exited;
        return new RuntimeContainer
        {
            Id = listed.Id!,
            SandboxId = listed.Labels!.GetValueOrDefault(KubeletLabels.DockerSandboxId) ?? "",
            Name = listed.Labels!.GetValueOrDefault(KubeletLabels.ContainerName) ?? "",
            State = state,
            Attempt = Number(listed.Labels!.GetValueOrDefault(KubeletLabels.DockerAnnotation + KubeletLabels.RestartCount)),
            CreatedAt = inspected.Created,
            StartedAt = inspected.State is { StartedAt.Year: > 1 } started ? started.StartedAt : null,
            FinishedAt = ended ? inspected.State?.FinishedAt : null,
            ExitCode = ended ? inspected.State?.ExitCode : null,
            Reason = inspected.State is { OOMKilled: true } ? "OOMKilled" : inspected.State?.Error ?? "",
        };
    }

    private static ContainerState State(string? status) => status switch
    {
        "created" => ContainerState.Created,
        "running" => ContainerState.Running,
        "exited" or "dead" => ContainerState.Exited,
        _ => ContainerState.Unknown,
    };

    private static int Number(string? text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
