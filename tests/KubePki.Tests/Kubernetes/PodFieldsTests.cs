using System.Text;
using KubePki.Kubernetes;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Kubernetes;

/// <summary>Manifests that a kubelet refuses, and manifests that it accepts.</summary>
public sealed class PodFieldsTests
{
    private const string Manifest = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-scheduler
          labels: {component: kube-scheduler}
        spec:
          hostNetwork: true
          priority: 2000001000
          containers:
          - name: kube-scheduler
            image: registry.example.com/kube-scheduler:v1.30.0
            command: [kube-scheduler, --kubeconfig=/etc/kubernetes/scheduler.conf]
            env: [{name: A, value: "1"}]
            ports: [{containerPort: 10259}]
            livenessProbe: {httpGet: {port: 10259, path: /healthz}, timeoutSeconds: 15}
            resources: {requests: {cpu: 100m, memory: 1}}
            securityContext: {privileged: no}
            volumeMounts: [{name: v, mountPath: /etc/kubernetes/scheduler.conf, readOnly: yes}]
          volumes: [{name: v, hostPath: {path: /etc/kubernetes/scheduler.conf, type: FileOrCreate}}]
        """;

    [Fact]
    public void A_manifest_as_kubeadm_writes_it_has_nothing_wrong() => Assert.Empty(Problems(Manifest));

    [Theory]
    [InlineData("hostNetwork: true", "hostNetwork: \"true\"", "line 7: spec.hostNetwork is neither")]
    [InlineData("hostNetwork: true", "hostNetwork: 1", "line 7: spec.hostNetwork is neither")]
    [InlineData("priority: 2000001000", "priority: '1'", "line 8: spec.priority is not a whole number")]
    [InlineData("value: \"1\"", "value: 1", "line 13: spec.containers[0].env[0].value is not a string")]
    [InlineData("value: \"1\"", "value: on", "line 13: spec.containers[0].env[0].value is not a string")]
    [InlineData("name: kube-scheduler\n  labels", "labels", "line 4: metadata.name is missing")]
    [InlineData("apiVersion: v1\n", "", "line 1: apiVersion is missing")]
    [InlineData("- name: kube-scheduler\n    image", "- image", "line 10: spec.containers[0].name is missing")]
    [InlineData("image: registry.example.com/kube-scheduler:v1.30.0", "image: \"\"", "line 11: spec.containers[0].image is missing")]
    [InlineData("[kube-scheduler, -", "[kube-scheduler, 0o17, -", "line 12: an entry of spec.containers[0].command is not a string")]
    [InlineData("containerPort: 10259", "containerPort: \"10259\"", "line 14: spec.containers[0].ports[0].containerPort is not a whole number")]
    [InlineData("timeoutSeconds: 15", "timeoutSeconds: 15s", "line 15: spec.containers[0].livenessProbe.timeoutSeconds is not a whole number")]
    [InlineData("readOnly: yes", "readOnly: 'yes'", "line 18: spec.containers[0].volumeMounts[0].readOnly is neither")]
    [InlineData("[{name: v, mountPath", "[{name: w, mountPath", "line 18: mounts the volume 'w'")]
    [InlineData("hostPath: {path: /etc/kubernetes/scheduler.conf, type: FileOrCreate}", "hostPath: /etc", "line 19: spec.volumes[0].hostPath is not a mapping")]
    [InlineData("hostPath: {path: /etc/kubernetes/scheduler.conf, type", "hostPath: {type",
        "line 19: spec.volumes[0].hostPath.path is missing")]
    [InlineData("labels: {component: kube-scheduler}", "labels: {component: kube-scheduler, tier: 1}",
        "line 5: metadata.labels[] is not a string")]
    public void What_the_kubelet_refuses_is_told_with_its_line(string from, string to, string told)
        => Assert.StartsWith(
            "m: " + told, Assert.Single(Problems(Manifest.Replace(from, to, StringComparison.Ordinal))), StringComparison.Ordinal);

    [Fact]
    public void Where_the_command_is_no_list_that_is_told_and_not_that_it_has_no_flags()
        => StaticPod.Read(
            Encoding.UTF8.GetBytes(Manifest.Replace(
                "[kube-scheduler, --kubeconfig=/etc/kubernetes/scheduler.conf]", "kube-scheduler", StringComparison.Ordinal)),
            "m")
            .Fails(KubernetesMessages.NotList);

    [Theory]
    [InlineData("hostNetwork: true", "hostNetwork: on")]
    [InlineData("hostNetwork: true", "hostNetwork:")]
    [InlineData("priority: 2000001000", "priority: 0x10")]
    [InlineData("memory: 1", "memory: 512Mi")]
    [InlineData("kind: Pod", "kind: Pod\nunknown: {a: [1]}")]
    public void What_the_kubelet_takes_is_not_told(string from, string to)
    => Assert.Empty(Problems(Manifest.Replace(from, to, StringComparison.Ordinal)));

    private static string[] Problems(string text)
        => [.. StaticPod.Read(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")), "m").Must().Problems.Select(p => p.ToString())];
}
