namespace KubePki.Sandbox;

/// <summary>The kubelet's configuration and flags as <c>kubeadm init phase kubelet-start</c> writes them.</summary>
internal static class SandboxKubelet
{
    internal static IEnumerable<SandboxFile> Of(SandboxCluster cluster) =>
    [
        SandboxFile.Text("/var/lib/kubelet/config.yaml", Configuration, SandboxFile.Public),
        SandboxFile.Text(
            "/var/lib/kubelet/kubeadm-flags.env",
            $"KUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint=unix:///run/containerd/containerd.sock "
                + $"--pod-infra-container-image={SandboxManifests.Registry(cluster)}/pause:3.2\"\n",
            SandboxFile.Public),
    ];

    private const string Configuration = """
        apiVersion: kubelet.config.k8s.io/v1beta1
        authentication:
          anonymous:
            enabled: false
          webhook:
            cacheTTL: 0s
            enabled: true
          x509:
            clientCAFile: /etc/kubernetes/pki/ca.crt
        authorization:
          mode: Webhook
        cgroupDriver: systemd
        clusterDNS:
        - 10.96.0.10
        clusterDomain: cluster.local
        kind: KubeletConfiguration
        rotateCertificates: true
        staticPodPath: /etc/kubernetes/manifests

        """;
}
