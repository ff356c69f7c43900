namespace KubePki.Conformance;

/// <summary>An operator may alternate between kubeadm and kubepki: each handles all files that the other leaves.</summary>
public sealed class Alternation(Nodes nodes)
{
    [Theory, MemberData(nameof(Variants.All), MemberType = typeof(Variants))]
    public void Kubepki_then_kubeadm(string variant)
    {
        (Node start, Node kubepki, _) = nodes.RenewedByBoth(variant);
        ExpectRenewed(start, kubepki);
        Node then = nodes.CopyOf(kubepki);
        then.KubeadmRenewsAll();
        ExpectRenewed(kubepki, then);
    }

    [Theory, MemberData(nameof(Variants.All), MemberType = typeof(Variants))]
    public void Kubeadm_then_kubepki(string variant)
    {
        (Node start, _, Node kubeadm) = nodes.RenewedByBoth(variant);
        ExpectRenewed(start, kubeadm);
        Node then = nodes.CopyOf(kubeadm);
        then.KubePkiRenewsAll().Expect();
        ExpectRenewed(kubeadm, then);
    }

    [Fact]
    public void Kubepki_with_elliptic_curves_then_kubeadm_then_kubepki_with_the_same_keys()
    {
        (_, Node first) = nodes.Renewed(Variants.Default, RenewalOptions.EcdsaP384);
        Node second = nodes.CopyOf(first);
        second.KubeadmRenewsAll();
        ExpectRenewed(first, second);
        Node third = nodes.CopyOf(second);
        third.KubePkiRenewsAll(RenewalOptions.SameKey).Expect();
        ExpectRenewed(second, third);
    }

    private static void ExpectRenewed(Node before, Node after)
    {
        Assert.Equal(
            Certificates.RenewableOn(before).Select(certificate => certificate.Name).Order(StringComparer.Ordinal),
            Chains.Renewed(Chains.Serials(before), Chains.Serials(after)));
        Assert.Empty(Chains.Complaints(after));
        Assert.Empty(Chains.Mismatches(after));
    }
}
