using System.Text;
using KubePki.Catalogue;
using KubePki.Plan;

namespace KubePki.Sandbox;

/// <summary>The static pod manifests as kubeadm writes them (phases/controlplane and phases/etcd): flags, files and mounts.</summary>
internal static class SandboxManifests
{
    private const string Pki = "/etc/kubernetes/pki";
    private const int NewRegistrySince = 25;
    private const int TokenIssuerSince = 20;
    private const int NoInsecurePortSince = 24;

    internal static IEnumerable<SandboxFile> Of(SandboxCluster cluster, ClusterFacts node) =>
    [
        Manifest(cluster, Components.ApiServer, cluster.Version, ApiServerFlags(cluster, node), [Pki]),
        Manifest(
            cluster, Components.ControllerManager, cluster.Version, ControllerManagerFlags(),
            [Pki, "/etc/kubernetes/controller-manager.conf"]),
        Manifest(cluster, Components.Scheduler, cluster.Version, SchedulerFlags(), ["/etc/kubernetes/scheduler.conf"]),
        Manifest(cluster, Components.Etcd, EtcdVersion(cluster.MinorVersion), EtcdFlags(cluster, node), ["/var/lib/etcd", Pki + "/etcd"]),
    ];

    internal static string Registry(SandboxCluster cluster) => cluster.MinorVersion >= NewRegistrySince ? "registry.k8s.io" : "k8s.gcr.io";

    /// <summary>
    /// An approximation of the etcd version that kubeadm installs: for certificates it only matters that it is 3.2 or newer.
    /// </summary>
    private static string EtcdVersion(int minorVersion) => minorVersion switch { >= 34 => "3.6.4-0", >= 22 => "3.5.9-0", _ => "3.4.13-0" };

    private static IEnumerable<string> ApiServerFlags(SandboxCluster cluster, ClusterFacts node) =>
    [
        $"--advertise-address={node.AdvertiseAddress}",
        "--allow-privileged=true",
        "--authorization-mode=Node,RBAC",
        $"--client-ca-file={Pki}/ca.crt",
        "--enable-admission-plugins=NodeRestriction",
        "--enable-bootstrap-token-auth=true",
        $"--etcd-cafile={Pki}/etcd/ca.crt",
        $"--etcd-certfile={Pki}/apiserver-etcd-client.crt",
        $"--etcd-keyfile={Pki}/apiserver-etcd-client.key",
        "--etcd-servers=https://127.0.0.1:2379",
        .. cluster.MinorVersion < NoInsecurePortSince ? ["--insecure-port=0"] : Array.Empty<string>(),
        $"--kubelet-client-certificate={Pki}/apiserver-kubelet-client.crt",
        $"--kubelet-client-key={Pki}/apiserver-kubelet-client.key",
        "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
        $"--proxy-client-cert-file={Pki}/front-proxy-client.crt",
        $"--proxy-client-key-file={Pki}/front-proxy-client.key",
        "--requestheader-allowed-names=front-proxy-client",
        $"--requestheader-client-ca-file={Pki}/front-proxy-ca.crt",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-username-headers=X-Remote-User",
        "--secure-port=6443",
        .. cluster.MinorVersion >= TokenIssuerSince
            ? [$"--service-account-issuer=https://kubernetes.default.svc.{node.DnsDomain}",
                $"--service-account-signing-key-file={Pki}/sa.key"]
            : Array.Empty<string>(),
        $"--service-account-key-file={Pki}/sa.pub",
        $"--service-cluster-ip-range={node.ServiceSubnets[0]}",
        $"--tls-cert-file={Pki}/apiserver.crt",
        $"--tls-private-key-file={Pki}/apiserver.key",
    ];

    private static IEnumerable<string> ControllerManagerFlags() =>
    [
        "--authentication-kubeconfig=/etc/kubernetes/controller-manager.conf",
        "--authorization-kubeconfig=/etc/kubernetes/controller-manager.conf",
        "--bind-address=127.0.0.1",
        $"--client-ca-file={Pki}/ca.crt",
        "--cluster-name=kubernetes",
        $"--cluster-signing-cert-file={Pki}/ca.crt",
        $"--cluster-signing-key-file={Pki}/ca.key",
        "--controllers=*,bootstrapsigner,tokencleaner",
        "--kubeconfig=/etc/kubernetes/controller-manager.conf",
        "--leader-elect=true",
        $"--requestheader-client-ca-file={Pki}/front-proxy-ca.crt",
        $"--root-ca-file={Pki}/ca.crt",
        $"--service-account-private-key-file={Pki}/sa.key",
        "--use-service-account-credentials=true",
    ];

    private static IEnumerable<string> SchedulerFlags() =>
    [
        "--authentication-kubeconfig=/etc/kubernetes/scheduler.conf",
        "--authorization-kubeconfig=/etc/kubernetes/scheduler.conf",
        "--bind-address=127.0.0.1",
        "--kubeconfig=/etc/kubernetes/scheduler.conf",
        "--leader-elect=true",
    ];

    private static IEnumerable<string> EtcdFlags(SandboxCluster cluster, ClusterFacts node) =>
    [
        $"--advertise-client-urls=https://{node.AdvertiseAddress}:2379",
        $"--cert-file={Pki}/etcd/server.crt",
        "--client-cert-auth=true",
        "--data-dir=/var/lib/etcd",
        $"--initial-advertise-peer-urls=https://{node.AdvertiseAddress}:2380",
        $"--initial-cluster={string.Join(',', cluster.Nodes.Select(n => $"{n.NodeName}=https://{n.AdvertiseAddress}:2380"))}",
        $"--key-file={Pki}/etcd/server.key",
        $"--listen-client-urls=https://127.0.0.1:2379,https://{node.AdvertiseAddress}:2379",
        "--listen-metrics-urls=http://127.0.0.1:2381",
        $"--listen-peer-urls=https://{node.AdvertiseAddress}:2380",
        $"--name={node.NodeName}",
        $"--peer-cert-file={Pki}/etcd/peer.crt",
        "--peer-client-cert-auth=true",
        $"--peer-key-file={Pki}/etcd/peer.key",
        $"--peer-trusted-ca-file={Pki}/etcd/ca.crt",
        $"--trusted-ca-file={Pki}/etcd/ca.crt",
    ];

    private static SandboxFile Manifest(
        SandboxCluster cluster, string component, string version, IEnumerable<string> flags, string[] hostPaths)
    {
        var text = new StringBuilder($"""
            apiVersion: v1
            kind: Pod
            metadata:
              labels:
                component: {component}
                tier: control-plane
              name: {component}
              namespace: kube-system
            spec:
              containers:
              - command:
                - {component}

            """);
        foreach (var flag in flags)
        {
            text.Append("    - ").Append(flag).Append('\n');
        }

        text.Append(
            $"    image: {Registry(cluster)}/{component}:{version}\n    imagePullPolicy: IfNotPresent\n    name: {component}\n    "
                + $"volumeMounts:\n");
        foreach (var (path, i) in hostPaths.Select((p, i) => (p, i)))
        {
            text.Append($"    - mountPath: {path}\n      name: files-{i}\n");
        }

        text.Append("  hostNetwork: true\n  priorityClassName: system-node-critical\n  volumes:\n");
        foreach (var (path, i) in hostPaths.Select((p, i) => (p, i)))
        {
            text.Append($"  - hostPath:\n      path: {path}\n    name: files-{i}\n");
        }

        return SandboxFile.Text($"/etc/kubernetes/manifests/{component}.yaml", text.ToString(), SandboxFile.Private);
    }
}
