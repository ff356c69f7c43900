using System.Net;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Plan;

/// <summary>An address, a network or a domain of the cluster changes: which names stay, and which files still have the old value.</summary>
public sealed class ChangedFactsTests
{
    private static readonly ClusterFacts Old = new(
        "cp1", IPAddress.Parse("10.0.0.1"), 34)
    { Endpoint = new ControlPlaneEndpoint("lb.example.com", 6443) };

    [Fact]
    public void Differences_go_by_their_fields()
    {
        var next = Old with
        {
            AdvertiseAddress = IPAddress.Parse("2001:db8::5"),
            Endpoint = null,
            DnsDomain = "corp.local",
            ServiceSubnets = [IPNetwork.Parse("10.97.0.0/16"), IPNetwork.Parse("fd00::/112")],
        };
        Assert.Equal(
            [
                "localAPIEndpoint.advertiseAddress 10.0.0.1 2001:db8::5", "controlPlaneEndpoint lb.example.com:6443 [2001:db8::5]:6443",
                "networking.serviceSubnet 10.96.0.0/12 10.97.0.0/16,fd00::/112", "networking.dnsDomain cluster.local corp.local",
            ],
            FactChanges.Between(Old, next).Select(c => $"{c.Field} {c.Old} {c.New}"));
        Assert.Empty(FactChanges.Between(Old, Old));
        Assert.Empty(FactChanges.Between(Old with { Endpoint = null }, Old with { Endpoint = new ControlPlaneEndpoint("10.0.0.1", 6443) }));
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2")]
    [InlineData("https://127.0.0.1:2379,https://10.0.0.1:2379", "https://127.0.0.1:2379,https://10.0.0.2:2379")]
    [InlineData("cp1=https://10.0.0.1:2380,cp2=https://10.0.0.11:2380", "cp1=https://10.0.0.2:2380,cp2=https://10.0.0.11:2380")]
    [InlineData("110.0.0.1", "110.0.0.1")]
    [InlineData("10.0.0.1.5", "10.0.0.1.5")]
    [InlineData("10.0.0.1/24", "10.0.0.1/24")]
    [InlineData("10.96.0.0/12", "10.97.0.0/16")]
    [InlineData("10.96.0.10", "10.97.0.10")]
    [InlineData("10.96.0.1", "10.97.0.1")]
    [InlineData("https://kubernetes.default.svc.cluster.local", "https://kubernetes.default.svc.corp.local")]
    [InlineData("cluster.local", "corp.local")]
    [InlineData("my-cluster.local", "my-cluster.local")]
    [InlineData("cluster.local.example.com", "cluster.local.example.com")]
    [InlineData("https://lb.example.com:6443", "https://10.9.9.9:6443")]
    public void A_value_is_replaced_as_a_whole_word(string old, string put)
    {
        var next = Old with
        {
            AdvertiseAddress = IPAddress.Parse("10.0.0.2"),
            DnsDomain = "corp.local",
            ServiceSubnets = [IPNetwork.Parse("10.97.0.0/16")],
            Endpoint = new ControlPlaneEndpoint("10.9.9.9", 6443),
        };
        using var node = new BareNode();
        var found = OutdatedValue.Of(node.State(), Old, next, [new FileValue("/f", "--x", old)]);
        Assert.Equal(put, old == put ? (found.Count == 0 ? old : "") : Assert.Single(found).New);
    }

    [Theory]
    [InlineData("https://[2001:db8::1]:2379", "https://[2001:db8::2]:2379")]
    [InlineData("2001:db8::1", "2001:db8::2")]
    [InlineData("2001:db8::11", "2001:db8::11")]
    [InlineData("2001:db8::1:5", "2001:db8::1:5")]
    public void Likewise_in_IPv6(string old, string put)
    {
        using var node = new BareNode();
        var shown = Old with { AdvertiseAddress = IPAddress.Parse("2001:db8::1") };
        var found = OutdatedValue.Of(
            node.State(), shown, shown with { AdvertiseAddress = IPAddress.Parse("2001:db8::2") }, [new FileValue("/f", "--x", old)]);
        Assert.Equal(put, old == put ? (found.Count == 0 ? old : "") : Assert.Single(found).New);
    }

    [Fact]
    public void A_nodes_files_are_looked_through_and_names_in_use_stay()
    {
        using var node = new PracticeNode();
        var (state, shown) = (node.State, Shown(node));
        var next = shown with { AdvertiseAddress = IPAddress.Parse("192.0.2.99"), DnsDomain = "corp.local" };
        var outdated = OutdatedValue.Of(state, shown, next, FileValues.Read(node.Root, state));
        string[] expected =
        [
            "/etc/kubernetes/manifests/etcd.yaml --listen-peer-urls", "/etc/kubernetes/manifests/kube-apiserver.yaml --advertise-address",
            "/etc/kubernetes/manifests/kube-apiserver.yaml --service-account-issuer", "/var/lib/kubelet/config.yaml clusterDomain",
            "/etc/kubernetes/controller-manager.conf server", "/root/.kube/config server",
        ];
        Assert.Empty(expected.Except(outdated.Select(o => $"{o.Path} {o.Field}")));

        var spec = new CreationSpec { Names = ["apiserver", "etcd-peer"], KeyAlgorithm = KeyAlgorithm.EcdsaP256 };
        var plan = CreationPlanner.Plan(state, next, spec);
        var old = shown.AdvertiseAddress.ToString();
        foreach (var change in plan.Actions.Select(a => a.Change!))
        {
            Assert.Contains(old, change.Kept);
            Assert.Contains("192.0.2.99", change.Added);
            Assert.Empty(change.Removed);
        }

        Assert.Contains(old, plan.Find("apiserver")!.Identity!.Names);
        Assert.Equal(
            ["networking.dnsDomain = corp.local"], ClusterChanges.Of(plan, shown).Select(c => c.Text()));
    }

    [Fact]
    public void Names_go_once_nothing_uses_them()
    {
        using var node = new PracticeNode();
        var (old, before) = (Shown(node).AdvertiseAddress.ToString(), node.State.Find("etcd-peer")!.Certificate!.Names.All.ToList());
        foreach (var path in node.State.Layout.Manifests.Keys.Concat(node.State.Items.Where(i => i.Kubeconfig is not null)
            .Select(i => i.Path))
            .Distinct()
            .ToList())
        {
            node.Write(path, node.Text(path).Replace(old, "192.0.2.99", StringComparison.Ordinal));
        }

        var change = CreationPlanner.Plan(node.State, Shown(node) with { EtcdPeerNames = [] }, new CreationSpec { Names = ["etcd-peer"] })
            .Find("etcd-peer")!.Change!;
        Assert.Contains(old, before);
        Assert.Equal([old], change.Removed);
        Assert.Empty(change.Kept);
    }

    private static ClusterFacts Shown(PracticeNode node)
    {
        var shown = RebuiltConfiguration.Of(node.State).Configuration;
        return ClusterFacts.Of(shown, shown, "").Must();
    }
}
