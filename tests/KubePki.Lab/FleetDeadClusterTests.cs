namespace KubePki.Lab;

/// <summary>Everything has run out on all three nodes: no API, no etcd quorum, kubelets that nobody knows.</summary>
public sealed class FleetDeadClusterTests
{
    [Fact]
    public void One_command_brings_three_dead_nodes_back()
    {
        using var fleet = new FleetLab("deadfleet", "--expired");
        Assert.All(FleetLab.Nodes, node => Assert.Equal(1, fleet.Lab.RunOn(node, "openssl", "x509", "-checkend", "0", "-noout", "-in", "/etc/kubernetes/pki/etcd/peer.crt").Code));
        Assert.NotEqual(0, fleet.Lab.Kubectl("get", "--raw", "/readyz", "--request-timeout", "3s").Code);

        fleet.KubePki("renew", "all", "--yes").Succeeded();
        fleet.IsWell();
        fleet.AssertPortsServeTheFiles();
        Assert.Equal(["node/m1", "node/m2", "node/m3"], fleet.Lab.Kubectl("get", "nodes", "-o", "name").Succeeded().Output.Trim().Split('\n'));
        fleet.KubeletsTalk();
        Assert.Equal(0, fleet.KubePki("status").Code);
    }
}
