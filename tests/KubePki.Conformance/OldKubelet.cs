namespace KubePki.Conformance;

/// <summary>
/// A kubelet.conf with an embedded certificate, as on a first control-plane node created before 1.17: kubeadm's renewal skips it and no
/// kubelet rotates it. kubepki renews it by name.
/// </summary>
public sealed class OldKubelet(Nodes nodes)
{
    [Fact]
    public void Is_renewed_by_name_and_only_it()
    {
        Node node = nodes.Copy(Variants.OldKubelet);
        SortedDictionary<string, Place> before = RootSnapshot.Of(node);
        IReadOnlyDictionary<string, string> serials = Chains.Serials(node);
        node.KubePki("renew", "kubelet.conf", "--yes", "--activate", "never").Expect();
        Assert.Equal(["/etc/kubernetes/kubelet.conf"], RootSnapshot.ChangedFiles(before, RootSnapshot.Of(node)));
        Assert.Equal(["kubelet.conf"], Chains.Renewed(serials, Chains.Serials(node)));
        Assert.Empty(Chains.Complaints(node));
        Assert.Empty(Chains.Mismatches(node));
    }

    [Fact]
    public void Renew_all_skips_it_until_it_is_due()
    {
        Node node = nodes.Copy(Variants.OldKubelet);
        byte[] before = node.Bytes("kubelet.conf");
        node.KubePkiRenewsAll("--key-algorithm", "ecdsa-p256").Expect();
        Assert.Equal(before, node.Bytes("kubelet.conf"));
    }
}
