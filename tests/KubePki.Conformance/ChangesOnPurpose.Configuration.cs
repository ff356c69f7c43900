namespace KubePki.Conformance;

public sealed partial class ChangesOnPurpose
{
    /// <summary>The configuration that kubepki rebuilds from a node makes kubeadm issue the same names again.</summary>
    [Theory]
    [InlineData(Variants.Default)]
    [InlineData(Variants.ExtraSans)]
    [InlineData(Variants.ExternalEtcd)]
    public void A_rebuilt_configuration_is_accepted_by_kubeadm_and_means_the_same(string variant)
    {
        Node node = nodes.Copy(variant);
        string before = node.CertificatePem("pki/apiserver.crt");
        File.WriteAllText(Path.Combine(node.Root, "cluster.yaml"), node.KubePki("config", "show").Expect().Output);
        node.Kubeadm("init", "phase", "certs", "all").Expect();
        node.Kubeadm("init", "phase", "kubeconfig", "all").Expect();
        File.Delete(node.File("pki/apiserver.crt"));
        File.Delete(node.File("pki/apiserver.key"));
        node.Kubeadm("init", "phase", "certs", "apiserver").Expect();
        Assert.Equal(
            GoVerify.Names(GoVerify.Describe(before)).Order(StringComparer.Ordinal),
            GoVerify.Names(GoVerify.Describe(node.CertificatePem("pki/apiserver.crt"))).Order(StringComparer.Ordinal));
    }

    /// <summary>The ConfigMap in a real API server: shown, updated, and accepted by kubeadm.</summary>
    [Fact]
    public void The_clusters_own_configuration_is_shown_and_updated()
    {
        Node node = nodes.Copy(Variants.Default);
        using var controlPlane = new ControlPlane(node);
        controlPlane.Run(Peers.Kubeadm, "--rootfs", node.Root, "init", "phase", "upload-config", "kubeadm", "--config", "/cluster.yaml")
            .Expect();
        Ended shown = controlPlane.Run(Peers.KubePki, "config", "show", "--from", "cluster", "--root", node.Root).Expect();
        Assert.Contains("kind: InitConfiguration", shown.Output, StringComparison.Ordinal);
        Assert.Contains("kubernetesVersion: v1.20.2", shown.Output, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(node.Root, "cluster.yaml"), shown.Output);
        node.Kubeadm("init", "phase", "certs", "all").Expect();

        Ended renewed = controlPlane.Run(
            Peers.KubePki, "renew", "apiserver", "--add-san", Added, "--yes", "--update-config", "always", "--root", node.Root)
            .Expect();
        Assert.Contains($"+{Added}", renewed.Output, StringComparison.Ordinal);
        string map = controlPlane.Kubectl("admin.conf", "-n", "kube-system", "get", "configmap", "kubeadm-config", "-o", "yaml")
            .Expect().Output;
        Assert.Contains($"- {Added}", map, StringComparison.Ordinal);
        Assert.Contains("imageRepository", map, StringComparison.Ordinal);
        controlPlane.Run(
            Peers.KubePki, "renew", "etcd-server", "etcd-peer", "--add-san", "etcd.example.com", "--yes", "--update-config", "always",
            "--root", node.Root)
            .Expect();
        Assert.Equal(
            2,
            controlPlane.Kubectl("admin.conf", "-n", "kube-system", "get", "configmap", "kubeadm-config", "-o", "yaml")
                .Expect().Output.Split("- etcd.example.com").Length - 1);
        Ended again = controlPlane.Run(Peers.KubePki, "config", "show", "--from", "cluster", "--root", node.Root).Expect();
        File.WriteAllText(Path.Combine(node.Root, "cluster.yaml"), again.Output);
        File.Delete(node.File("pki/apiserver.crt"));
        File.Delete(node.File("pki/apiserver.key"));
        node.Kubeadm("init", "phase", "certs", "apiserver").Expect();
        Assert.Contains(Added, GoVerify.Names(GoVerify.Describe(node.CertificatePem("pki/apiserver.crt"))));
    }

    /// <summary>
    /// The complete workflow of an operator: write the cluster's configuration to a file, change one line, and issue a new certificate from
    /// it. Afterwards the ConfigMap differs in that line only, and kubeadm reads it.
    /// </summary>
    [Fact]
    public void A_changed_cluster_is_written_into_its_own_configuration()
    {
        Node node = nodes.Copy(Variants.Default);
        using var controlPlane = new ControlPlane(node);
        File.AppendAllText(Path.Combine(node.Root, "cluster.yaml"), """

            controlPlaneEndpoint: 10.200.0.11:6443
            apiServer: { certSANs: [api.example.com, '*.nodes.example.com', '2001:db8::7'], timeoutForControlPlane: 3m0s, extraArgs: { audit-log-maxage: "7", feature-gates: "A=true" } }
            controllerManager: { extraArgs: { terminated-pod-gc-threshold: "0", note: "it's # a 'text': with [signs]" }, extraVolumes: [{ name: a, hostPath: /a, mountPath: /b, readOnly: true }] }
            etcd: { local: { dataDir: /var/lib/etcd, extraArgs: { quota-backend-bytes: "4294967296", notes: "one\ntwo\n" } } }
            networking: { podSubnet: 10.244.0.0/16, serviceSubnet: 10.96.0.0/12, dnsDomain: cluster.local }

            """);
        controlPlane.Run(Peers.Kubeadm, "--rootfs", node.Root, "init", "phase", "upload-config", "kubeadm", "--config", "/cluster.yaml")
            .Expect();
        foreach ((string before, string after, string name) in (IEnumerable<(string, string, string)>)[
            ("serviceSubnet: 10.96.0.0/12", "serviceSubnet: 10.112.0.0/12", "10.112.0.1"),
            ("dnsDomain: cluster.local", "dnsDomain: corp.example", "kubernetes.default.svc.corp.example"),
            ("controlPlaneEndpoint: 10.200.0.11:6443", "controlPlaneEndpoint: lb.example.com:8443", "lb.example.com"),
        ])
        {
            System.Text.Json.Nodes.JsonNode was = Configuration(controlPlane);
            string text = was["data"]!["ClusterConfiguration"]!.GetValue<string>();
            string wished = Path.Combine(
                node.Root,
                "wished.yaml"), shown = Shown(node, controlPlane), expected = text.Replace(before, after, StringComparison.Ordinal);
            Assert.Single(text.Split('\n'), line => line.Trim() == before);
            Assert.Single(shown.Split('\n'), line => line.Trim() == before);
            File.WriteAllText(wished, shown.Replace(before, after, StringComparison.Ordinal));
            controlPlane.Run(
                Peers.KubePki, "create", "apiserver", "--config", wished, "--yes", "--update-config", "always", "--root", node.Root)
                .Expect();
            Assert.Contains(name, GoVerify.Names(GoVerify.Describe(node.CertificatePem("pki/apiserver.crt"))));

            System.Text.Json.Nodes.JsonNode now = Configuration(controlPlane);
            Assert.Equal(expected, now["data"]!["ClusterConfiguration"]!.GetValue<string>());
            was["data"]!["ClusterConfiguration"] = expected;
            Assert.Equal(Unversioned(was), Unversioned(now));
            string viewed = controlPlane.Run(
                Peers.Kubeadm, "--rootfs", node.Root, "config", "view", "--kubeconfig", "/etc/kubernetes/admin.conf")
                .Expect().Output;
            Assert.Equal(expected.Trim(), viewed.Trim());

            // kubeadm issues the certificate of the changed cluster from the current ConfigMap.
            Node kubeadm = nodes.CopyOf(node);
            File.WriteAllText(Path.Combine(kubeadm.Root, "cluster.yaml"), Shown(node, controlPlane));
            File.Delete(kubeadm.File("pki/apiserver.crt"));
            File.Delete(kubeadm.File("pki/apiserver.key"));
            kubeadm.Kubeadm("init", "phase", "certs", "apiserver").Expect();
            Assert.Contains(name, GoVerify.Names(GoVerify.Describe(kubeadm.CertificatePem("pki/apiserver.crt"))));
        }
    }

    private static string Shown(Node node, ControlPlane controlPlane)
        => controlPlane.Run(Peers.KubePki, "config", "show", "--from", "cluster", "--root", node.Root).Expect().Output;

    private static System.Text.Json.Nodes.JsonNode Configuration(ControlPlane controlPlane)
        => System.Text.Json.Nodes.JsonNode.Parse(controlPlane.Kubectl(
            "admin.conf", "-n", "kube-system", "get", "configmap", "kubeadm-config", "-o", "json")
            .Expect().Output)!;

    /// <summary>A resource without the version fields that the server sets.</summary>
    private static string Unversioned(System.Text.Json.Nodes.JsonNode resource)
    {
        resource["metadata"]!.AsObject().Remove("resourceVersion");
        resource["metadata"]!.AsObject().Remove("managedFields");
        return resource.ToJsonString();
    }
}
