namespace KubePki.Conformance;

/// <summary>An operator may go from one program to the other and back: neither leaves anything the other stumbles over.</summary>
public sealed class Alternation(Nodes nodes)
{
    [Theory, MemberData(nameof(Variants.All), MemberType = typeof(Variants))]
    public void Kubepki_then_kubeadm(string variant)
    {
        Node node = nodes.Copy(variant);
        ExpectRenewed(Certificates.RenewedByKubePki, node, () => node.KubePkiRenewsAll().Expect());
        ExpectRenewed(Certificates.RenewedByKubeadm, node, () => node.KubeadmRenewsAll());
    }

    [Theory, MemberData(nameof(Variants.All), MemberType = typeof(Variants))]
    public void Kubeadm_then_kubepki(string variant)
    {
        Node node = nodes.Copy(variant);
        ExpectRenewed(Certificates.RenewedByKubeadm, node, () => node.KubeadmRenewsAll());
        ExpectRenewed(Certificates.RenewedByKubePki, node, () => node.KubePkiRenewsAll().Expect());
    }

    [Fact]
    public void Kubepki_with_elliptic_curves_then_kubeadm_then_kubepki()
    {
        Node node = nodes.Copy(Variants.Default);
        ExpectRenewed(Certificates.RenewedByKubePki, node, () => node.KubePkiRenewsAll("--key-algorithm", "ecdsa-p384").Expect());
        ExpectRenewed(Certificates.RenewedByKubeadm, node, () => node.KubeadmRenewsAll());
        ExpectRenewed(Certificates.RenewedByKubePki, node, () => node.KubePkiRenewsAll("--reuse-key").Expect());
    }

    private static void ExpectRenewed(Func<Node, IEnumerable<Certificate>> expected, Node node, Action renew)
    {
        string[] names = [.. expected(node).Select(certificate => certificate.Name).Order(StringComparer.Ordinal)];
        IReadOnlyDictionary<string, string> before = Chains.Serials(node);
        renew();
        Assert.Equal(names, Chains.Renewed(before, Chains.Serials(node)));
        Assert.Empty(Chains.Complaints(node));
        Assert.Empty(Chains.Mismatches(node));
    }
}
