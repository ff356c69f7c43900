using System.Net;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Plan;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Plan;

/// <summary>kubeadm's configuration from what a node shows.</summary>
public sealed class RebuiltConfigurationTests
{
    [Fact]
    public void A_node_shows_its_configuration_and_where_each_field_stands()
    {
        using var node = new TestNode();
        var rebuilt = RebuiltConfiguration.Of(node.State);
        var shown = rebuilt.Configuration;
        Assert.Equal((TestNode.Name, IPAddress.Parse("10.0.0.1"), "v1.28.3", "v1beta3"), (shown.NodeName, shown.AdvertiseAddress, shown.KubernetesVersion, shown.ApiVersion));
        Assert.Null(shown.Endpoint);
        Assert.Equal("registry.k8s.io", shown.ImageRepository);
        Assert.All(rebuilt.Origins, origin => Assert.True(origin.Source.Length > 5, origin.ToString()));
        Assert.Contains(rebuilt.Origins, origin => origin.Field == "nodeRegistration.name");
    }

    [Fact]
    public void Names_that_follow_from_nothing_else_were_asked_for()
    {
        using var node = new BareNode();
        const string more = "\napiServer: { certSANs: [api.example.com, 192.0.2.77] }\netcd: { local: { serverCertSANs: [etcd.example.com] } }\ncontrolPlaneEndpoint: lb.example.com:8443\n";
        node.Create(BareNode.Configuration + more).Must();
        var shown = RebuiltConfiguration.Of(node.State(BareNode.Configuration)).Configuration;
        Assert.Equal(new ControlPlaneEndpoint("lb.example.com", 8443), shown.Endpoint);
        Assert.Equal("cp1", shown.NodeName);
        Assert.Equal(IPAddress.Parse("192.0.2.1"), shown.AdvertiseAddress);
        Assert.Equal(["api.example.com", "192.0.2.77"], shown.ApiServerNames);
        Assert.Equal(["etcd.example.com"], shown.EtcdServerNames);
        Assert.Empty(shown.EtcdPeerNames);
    }
}
