using KubePki.Observe;
using KubePki.Plan;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Observe;

/// <summary>One wrong file does not change the name of a node.</summary>
public sealed class NodeNamingTests
{
    private static readonly (string What, Action<PracticeNode> Change)[] Wrong =
    [
        ("kubelet.conf", n => n.Put("kubelet.conf", Recipe.Leaf("CN=system:node:cp9,O=system:nodes").SignedBy(n.Authority("ca")))),
        ("kubelet-client", n => n.Reissue("kubelet-client", r => r with { Subject = "CN=system:node:cp9,O=system:nodes" })),
        ("etcd --name", n => n.Flag("etcd", "name", "cp9")),
        ("etcd-server",
            n => n.Reissue(
                "etcd-server",
                r => (r with {
                    Subject = "CN=cp9", Extensions = [Recipe.Usages(KubePki.X509.Oids.ServerAuth)],
                }).WithNames(names => names.AddDnsName("cp9")))),
        ("hostname", n => n.Write("/etc/hostname", "cp9\n")),
        ("hostname-override", n => n.Write("/etc/default/kubelet", "KUBELET_EXTRA_ARGS=--hostname-override=cp9\n")),
    ];

    public static TheoryData<int, string> Rows => [.. Wrong.Select((w, i) => (i, w.What))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void One_wrong_witness_is_outvoted(int row, string what)
    {
        using var node = new PracticeNode();
        Assert.Equal("cp1", node.State.Naming.Name);
        Wrong[row].Change(node);
        Assert.True(node.State.Naming.Name == "cp1", what);
        Assert.Equal("cp1", RebuiltConfiguration.Of(node.State).Configuration.NodeName);
    }

    [Fact]
    public void A_cloud_adds_its_domain_to_the_machines_name()
    {
        using var node = new PracticeNode();
        Lone(node);
        node.Write("/etc/hostname", "cp1\n");
        node.Reissue("kubelet-client", r => r with { Subject = "CN=system:node:cp1.example.internal,O=system:nodes" });
        Assert.Equal("cp1.example.internal", node.State.Naming.Name);
    }

    [Fact]
    public void Two_that_contradict_each_other_leave_it_unknown()
    {
        using var node = new PracticeNode();
        Lone(node);
        node.Reissue("kubelet-client", r => r with { Subject = "CN=system:node:cp7,O=system:nodes" });
        node.Write("/etc/hostname", "cp8\n");
        Assert.Null(node.State.Naming.Name);
        Assert.Null(RebuiltConfiguration.Of(node.State).Configuration.NodeName);
        node.Write("/etc/hostname", "cp7\n");
        Assert.Equal("cp7", node.State.Naming.Name);
    }

    /// <summary>Removes everything that names the node except the kubelet's certificate and the machine.</summary>
    private static void Lone(PracticeNode node)
    {
        foreach (var path in new[] {
            "/etc/kubernetes/manifests/etcd.yaml", "/etc/kubernetes/pki/etcd/server.crt", "/etc/kubernetes/pki/etcd/peer.crt",
            "/etc/kubernetes/kubelet.conf", "/var/lib/kubelet/pki/kubelet.crt",
        })
        {
            node.Delete(path);
        }
    }
}
