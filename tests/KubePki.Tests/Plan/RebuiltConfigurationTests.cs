using System.Net;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Plan;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Plan;

/// <summary>kubeadm's configuration, rebuilt from a node's files.</summary>
public sealed class RebuiltConfigurationTests
{
    [Fact]
    public void A_node_shows_its_configuration_and_where_each_field_stands()
    {
        using var node = new TestNode();
        var rebuilt = RebuiltConfiguration.Of(node.State);
        var shown = rebuilt.Configuration;
        Assert.Equal(
            (TestNode.Name, IPAddress.Parse("10.0.0.1"), "v1.28.3", "v1beta3"),
            (shown.NodeName, shown.AdvertiseAddress, shown.KubernetesVersion, shown.ApiVersion));
        Assert.Null(shown.Endpoint);
        Assert.Equal("registry.k8s.io", shown.ImageRepository);
        Assert.All(rebuilt.Origins, origin => Assert.True(origin.Source.Length > 5, origin.ToString()));
        Assert.Contains(rebuilt.Origins, origin => origin.Field == "nodeRegistration.name");
    }

    [Fact]
    public void A_configuration_without_what_every_control_plane_has_is_not_whole()
    {
        using var node = new PracticeNode();
        Assert.True(RebuiltConfiguration.Of(node.State).IsComplete);
        foreach (var file in Directory.EnumerateFiles(node.Root.OnThisMachine("/etc/kubernetes"), "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) is not ("kubelet.conf" or "ca.crt")))
        {
            File.Delete(file);
        }

        var rebuilt = RebuiltConfiguration.Of(node.State);
        Assert.False(rebuilt.IsComplete);
        Assert.Equal(
            "kubernetesVersion, localAPIEndpoint.advertiseAddress, networking.serviceSubnet",
            Assert.Single(rebuilt.MissingSettings!.Arguments));
    }

    [Fact]
    public void Names_that_follow_from_nothing_else_were_asked_for()
    {
        using var node = new BareNode();
        const string more =
            "\napiServer: { certSANs: [api.example.com, 192.0.2.77] }\netcd: { local: { serverCertSANs: [etcd.example.com] } "
                + "}\ncontrolPlaneEndpoint: lb.example.com:8443\n";
        node.Create(BareNode.Configuration + more).Must();
        var shown = RebuiltConfiguration.Of(node.State(BareNode.Configuration)).Configuration;
        Assert.Equal(new ControlPlaneEndpoint("lb.example.com", 8443), shown.Endpoint);
        Assert.Equal("cp1", shown.NodeName);
        Assert.Equal(IPAddress.Parse("192.0.2.1"), shown.AdvertiseAddress);
        Assert.Equal(["api.example.com", "192.0.2.77"], shown.ApiServerNames);
        Assert.Equal(["etcd.example.com"], shown.EtcdServerNames);
        Assert.Empty(shown.EtcdPeerNames);
    }

    /// <summary>In the middle of the guide's change of address: the manifests have the new address, the kubeconfigs the old one.</summary>
    [Fact]
    public void An_address_that_this_nodes_etcd_has_certificates_for_is_no_load_balancers()
    {
        using var node = new BareNode();
        node.Create(BareNode.Configuration).Must();
        var manifests = Directory.CreateDirectory(node.OnDisk("/etc/kubernetes/manifests")).FullName;
        File.WriteAllText($"{manifests}/kube-apiserver.yaml", """
            apiVersion: v1
            kind: Pod
            metadata: { name: kube-apiserver }
            spec:
              containers:
              - name: kube-apiserver
                image: registry.k8s.io/kube-apiserver:v1.34.1
                command: [kube-apiserver, --advertise-address=192.0.2.99]
            """);
        var state = node.State();
        Assert.Equal("https://192.0.2.1:6443", state.Find("admin.conf")!.Kubeconfig!.Cluster!.Server);
        var shown = RebuiltConfiguration.Of(state).Configuration;
        Assert.Equal(IPAddress.Parse("192.0.2.99"), shown.AdvertiseAddress);
        Assert.Null(shown.Endpoint);
    }
}
