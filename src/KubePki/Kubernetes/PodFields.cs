using KubePki.Localization;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>
/// Why the kubelet does not run the manifest of a static pod: the kubelet decodes it into a Pod (kubernetes pkg/kubelet/config/common.go,
/// tryDecodeSinglePod) and validates the Pod (pkg/apis/core/validation).
/// </summary>
internal static class PodFields
{
    private static readonly TypedFields Fields = new("kubelet",
    [
        .. TypedFields.Of(FieldType.Text, "", "apiVersion! kind! metadata.name! metadata.namespace metadata.uid metadata.generateName"),
        .. TypedFields.Of(FieldType.TextMap, "", "metadata.labels metadata.annotations spec.nodeSelector"),
        .. TypedFields.Of(FieldType.Text, "status.", "phase message reason hostIP podIP nominatedNodeName qosClass"),
        .. TypedFields.Of(
            FieldType.Truth, "spec.",
            "hostNetwork hostPID hostIPC hostUsers shareProcessNamespace automountServiceAccountToken enableServiceLinks "
                + "setHostnameAsFQDN"),
        .. TypedFields.Of(FieldType.Text, "spec.",
            "restartPolicy dnsPolicy nodeName serviceAccountName serviceAccount schedulerName hostname subdomain priorityClassName "
                + "preemptionPolicy runtimeClassName os.name"),
        .. TypedFields.Of(
            FieldType.Whole, "spec.", "terminationGracePeriodSeconds activeDeadlineSeconds priority tolerations[].tolerationSeconds"),
        .. TypedFields.Of(FieldType.Mappings, "spec.", "containers! initContainers volumes tolerations hostAliases imagePullSecrets"),
        .. TypedFields.Of(
            FieldType.Text, "spec.",
            "tolerations[].key tolerations[].operator tolerations[].value tolerations[].effect hostAliases[].ip imagePullSecrets[].name"),
        .. TypedFields.Of(FieldType.Texts, "spec.", "hostAliases[].hostnames"),
        .. TypedFields.Of(FieldType.Mapping, "spec.", "affinity dnsConfig securityContext"),
        .. SecurityContext("spec.securityContext."),
        .. TypedFields.Of(FieldType.Whole, "spec.securityContext.", "fsGroup"),
        .. Containers("spec.containers[]."),
        .. Containers("spec.initContainers[]."),
        .. TypedFields.Of(FieldType.Mapping, "spec.volumes[].", "hostPath emptyDir configMap secret projected"),
        .. TypedFields.Of(
            FieldType.Text, "spec.volumes[].", "name! hostPath.path! hostPath.type emptyDir.medium configMap.name secret.secretName"),
        .. TypedFields.Of(FieldType.TextOrNumber, "spec.volumes[].", "emptyDir.sizeLimit"),
    ]);

    /// <summary>Every reason, with its line.</summary>
    internal static IReadOnlyList<Problem> Problems(YamlMappingNode root, string where)
        => [.. Fields.Problems(root, where), .. Names(root.Field("spec"), where)];

    private static IEnumerable<TypedField> Containers(string above) =>
    [
        .. TypedFields.Of(
            FieldType.Text, above, "name! image! workingDir terminationMessagePath terminationMessagePolicy imagePullPolicy restartPolicy"),
        .. TypedFields.Of(FieldType.Texts, above, "command args"),
        .. TypedFields.Of(FieldType.Truth, above, "stdin stdinOnce tty"),
        .. TypedFields.Of(FieldType.Mappings, above, "env envFrom ports volumeMounts"),
        .. TypedFields.Of(FieldType.Text, above, "env[].name! env[].value ports[].name ports[].hostIP ports[].protocol"),
        .. TypedFields.Of(FieldType.Mapping, above, "env[].valueFrom resources lifecycle securityContext"),
        .. TypedFields.Of(FieldType.Port, above, "ports[].containerPort! ports[].hostPort"),
        .. TypedFields.Of(
            FieldType.Text, above,
            "volumeMounts[].name! volumeMounts[].mountPath! volumeMounts[].subPath volumeMounts[].subPathExpr "
                + "volumeMounts[].mountPropagation"),
        .. TypedFields.Of(
            FieldType.Truth, above,
            "volumeMounts[].readOnly securityContext.privileged securityContext.allowPrivilegeEscalation "
                + "securityContext.readOnlyRootFilesystem"),
        .. TypedFields.Of(
            FieldType.TextOrNumber, above,
            "resources.limits.cpu resources.limits.memory resources.requests.cpu resources.requests.memory "
                + "resources.requests.ephemeral-storage"),
        .. TypedFields.Of(FieldType.Texts, above, "securityContext.capabilities.add securityContext.capabilities.drop"),
        .. SecurityContext(above + "securityContext."),
        .. Probe(above + "livenessProbe."),
        .. Probe(above + "readinessProbe."),
        .. Probe(above + "startupProbe."),
    ];

    private static IEnumerable<TypedField> SecurityContext(string above) =>
    [
        .. TypedFields.Of(FieldType.Whole, above, "runAsUser runAsGroup"),
        .. TypedFields.Of(FieldType.Truth, above, "runAsNonRoot"),
        .. TypedFields.Of(FieldType.Text, above, "seccompProfile.type seccompProfile.localhostProfile"),
    ];

    private static IEnumerable<TypedField> Probe(string above) =>
    [
        .. TypedFields.Of(FieldType.Whole, above, "failureThreshold successThreshold initialDelaySeconds periodSeconds timeoutSeconds"),
        .. TypedFields.Of(FieldType.Text, above, "httpGet.host httpGet.path httpGet.scheme"),
        .. TypedFields.Of(FieldType.TextOrNumber, above, "httpGet.port tcpSocket.port"),
        .. TypedFields.Of(FieldType.Texts, above, "exec.command"),
    ];

    /// <summary>Duplicates of unique names, and mounts of missing volumes.</summary>
    private static IEnumerable<Problem> Names(YamlNode? spec, string where)
    {
        var volumes = spec.List("volumes").Select(v => v.Scalar("name")).ToHashSet(StringComparer.Ordinal);
        List<YamlNode> containers = [.. spec.List("containers"), .. spec.List("initContainers")];
        return
        [
            .. Twice(containers, "name", "containers[].name", where),
            .. Twice(spec.List("volumes"), "name", "volumes[].name", where),
            .. containers.SelectMany(c => Twice(c.List("volumeMounts"), "mountPath", "volumeMounts[].mountPath", where)),
            .. containers.SelectMany(c => c.List("volumeMounts")).Where(m => m.Scalar("name") is { } name && !volumes.Contains(name))
                .Select(m => KubernetesMessages.VolumeMissing.At(where, m.Start.Line.ToString(), m.Scalar("name")!)),
        ];
    }

    private static IEnumerable<Problem> Twice(IEnumerable<YamlNode> entries, string field, string path, string where)
        => entries.Where(e => e.Scalar(field) is not null).GroupBy(e => e.Scalar(field)!, StringComparer.Ordinal)
            .SelectMany(alike => alike.Skip(1))
            .Select(second => KubernetesMessages.NameTwice.At(where, second.Start.Line.ToString(), path, second.Scalar(field)!));
}
