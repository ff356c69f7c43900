using KubePki.Localization;
using KubePki.Plan;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Judge.Checks;

/// <summary>The place that a finding names, and its remedy.</summary>
public sealed class HintTests
{
    private const string Pki = "/etc/kubernetes/pki";
    private const string Settings = "/etc/etcd.env";

    /// <summary>After a CA was replaced every certificate has the same finding: one command for all of them.</summary>
    [Fact]
    public void What_is_wrong_with_many_in_the_same_way_has_one_command()
    {
        using var node = new PracticeNode();
        foreach (var name in (string[])["apiserver", "apiserver-kubelet-client", "scheduler.conf"])
        {
            node.Reissue(name, r => r, "front-proxy-ca");
        }

        var chains = node.Check("chain").Answer.Problems;
        Assert.Equal(3, chains.Count);
        Assert.Single(chains.Select(p => (p.What(Language.English), p.OpenHint(Language.English))).Distinct());
        Assert.Single(chains.Select(p => (p.What(Language.Chinese), p.OpenHint(Language.Chinese))).Distinct());
        Assert.Contains(
            "kubepki renew apiserver apiserver-kubelet-client scheduler.conf --accept-new-ca", Problem.Hint(chains, Language.English),
            StringComparison.Ordinal);
        Assert.Contains("kubepki renew scheduler.conf --accept-new-ca", chains[^1].Hint(Language.English), StringComparison.Ordinal);
        Assert.DoesNotContain(chains, p => p.Hint(Language.Chinese).Contains("{name}", StringComparison.Ordinal));
    }

    /// <summary>The plan for a node that adopts its cluster's new CA lists who else trusts the CA: this node cannot see that.</summary>
    [Fact]
    public void Who_else_trusts_a_replaced_authority_is_told()
    {
        using var node = new PracticeNode();
        Assert.Empty(RenewalPlanner.Plan(node.State, new RenewalSpec { AcceptNewAuthority = true }).Notes);
        node.Edit("/etc/kubernetes/kubelet.conf", Base64(node, $"{Pki}/ca.crt"), Base64(node, $"{Pki}/etcd/ca.crt"));
        var told = RenewalPlanner.Plan(node.State, new RenewalSpec { AcceptNewAuthority = true }).Notes.Single();
        Assert.Equal($"{Pki}/ca.crt", told.Where);
        Assert.All(
            (string[])["kube-public/cluster-info", "kube-root-ca.crt", "workers"],
            word => Assert.Contains(word, told.What(Language.English), StringComparison.Ordinal));
    }

    [Fact]
    public void The_authority_that_a_kubeconfig_trusts_is_named()
    {
        using var node = new PracticeNode();
        node.Edit("/etc/kubernetes/admin.conf", Base64(node, $"{Pki}/ca.crt"), Base64(node, $"{Pki}/etcd/ca.crt"));
        Assert.StartsWith(
            $"trusts the CA CN=etcd-ca ({Pki}/etcd/ca.crt), which did not sign {Pki}/apiserver.crt",
            node.Check("kubeconfig-ca").Answer.Problems.Single().What(Language.English), StringComparison.Ordinal);
    }

    /// <summary>An etcd under systemd has no manifest, and its settings use Go's boolean values.</summary>
    [Theory]
    [InlineData("True", 0)]
    [InlineData("t", 0)]
    [InlineData("1", 0)]
    [InlineData("false", 1)]
    [InlineData("", 1)]
    public void The_settings_of_an_etcd_under_systemd_are_judged_where_they_stand(string truth, int findings)
    {
        using var node = UnderSystemd(truth);
        var open = node.Check("etcd-client-auth").Answer;
        Assert.Null(open.Undecided);
        Assert.Equal(findings, open.Problems.Count);
        Assert.All(open.Problems, p => Assert.Equal(Settings, p.Where));
    }

    [Fact]
    public void What_is_no_truth_value_is_found_there_too()
    {
        using var node = UnderSystemd("yes");
        Assert.Equal([Settings], node.Check("flag-truth").Answer.Problems.Select(p => p.Where));
    }

    private static PracticeNode UnderSystemd(string truth)
    {
        var node = new PracticeNode();
        node.Delete("/etc/kubernetes/manifests/etcd.yaml");
        node.Flag("kube-apiserver", "etcd-servers", "https://192.0.2.11:2379");
        node.Write(
            Settings, $"ETCD_CERT_FILE={Pki}/etcd/server.crt\nETCD_KEY_FILE={Pki}/etcd/server.key\nETCD_TRUSTED_CA_FILE={Pki}/etcd/ca.crt\n"
            + $"ETCD_ADVERTISE_CLIENT_URLS=https://192.0.2.11:2379\nETCD_CLIENT_CERT_AUTH={truth}\nETCD_PEER_CLIENT_CERT_AUTH=True\n");
        return node;
    }

    private static string Base64(PracticeNode node, string path)
        => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(node.Text(path)));
}
