using System.Text.RegularExpressions;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Language;
using KubePki.Plan;
using KubePki.Tests.Judge.Checks;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Judge;

/// <summary>What comes of one cause has one remedy, whichever finding states it, and the remedy is one that works.</summary>
public sealed partial class SameRemedyTests
{
    private const string Pki = "/etc/kubernetes/pki";
    private const string Create = "kubepki create apiserver";

    [Fact]
    public void Where_the_kubelets_certificate_is_of_another_authority_its_own_name_is_given()
    {
        using var node = new PracticeNode();
        node.Reissue("kubelet-client", r => r, "etcd-ca");
        var renewed = Hints(node).SelectMany(Renewed).ToList();
        Assert.Contains("kubelet-client", renewed);
        Assert.DoesNotContain("kubelet.conf", renewed);
    }

    [Fact]
    public void Where_the_kubelets_certificate_has_expired_its_own_name_is_given()
    {
        using var node = new PracticeNode { Now = DateTimeOffset.UtcNow.AddDays(400) };
        node.Reissue("apiserver", r => r with { NotAfter = node.Now.AddDays(300) });
        var failing = node.Check("connection").Answer.Problems.Single(p => p.Where == "kubelet → kube-apiserver");
        Assert.Equal("renew it: kubepki renew kubelet-client", failing.Hint(Tongue.English));
    }

    [Fact]
    public void A_kubeconfig_asked_for_by_name_says_what_renews_its_certificate()
    {
        using var node = new PracticeNode();
        var refusal = Assert.Single(RenewalPlanner.Plan(node.State, new RenewalWish { Names = ["kubelet.conf"] }).Refusals);
        Assert.Contains("kubepki renew kubelet-client", refusal.Hint(Tongue.English), StringComparison.Ordinal);
        var both = RenewalPlanner.Plan(node.State, new RenewalWish { Names = ["kubelet.conf", "kubelet-client"] });
        Assert.Empty(both.Refusals);
        Assert.Equal(["kubelet-client"], both.Actions.Select(a => a.Item.Name));
    }

    [Fact]
    public void A_new_authority_reaches_the_kubeconfig_with_the_kubelets_certificate()
    {
        using var node = new PracticeNode();
        var old = node.Text($"{Pki}/ca.crt");
        node.Edit("/etc/kubernetes/kubelet.conf", NodeBreaks.Base64(node, $"{Pki}/ca.crt"), NodeBreaks.Base64(node, $"{Pki}/etcd/ca.crt"));
        var plan = RenewalPlanner.Plan(node.State, new RenewalWish { Names = ["kubelet-client"], AcceptNewAuthority = true });
        Assert.Empty(plan.Refusals);
        Assert.Equal(["kubelet.conf"], plan.Trust.Select(t => t.Item.Name));
        Assert.Equal(old, node.Text($"{Pki}/ca.crt"));
    }

    /// <summary>A kubeconfig with several users: the remedy names those whose certificates end, and once they are renewed nobody.</summary>
    [Fact]
    public void Of_several_users_in_one_file_those_that_are_due_are_named()
    {
        using var node = new PracticeNode { Now = DateTimeOffset.UtcNow.AddDays(350) };
        var admin = node.Text("/etc/kubernetes/admin.conf");
        string Of(string field) => admin.Split('\n').Single(l => l.Contains(field + ":", StringComparison.Ordinal)).Split(": ")[1];
        node.Reissue("admin.conf", r => r with { NotAfter = node.Now.AddDays(300) });
        var lasting = node.Text("/etc/kubernetes/admin.conf");
        node.Write("/home/ann/.kube/config", $$$"""
            kind: Config
            current-context: a
            clusters: [{name: k, cluster: {server: "{{{Of("server")}}}", certificate-authority-data: {{{Of("certificate-authority-data")}}} }}]
            users:
            - {name: lasting, user: {client-certificate-data: {{{Field(lasting, "client-certificate-data")}}}, client-key-data: {{{Field(lasting, "client-key-data")}}} }}
            - {name: it's, user: {client-certificate-data: {{{Of("client-certificate-data")}}}, client-key-data: {{{Of("client-key-data")}}} }}
            - {name: due, user: {client-certificate-data: {{{Of("client-certificate-data")}}}, client-key-data: {{{Of("client-key-data")}}} }}
            contexts: [{name: a, context: {cluster: k, user: lasting}}, {name: b, context: {cluster: k, user: it's}}, {name: c, context: {cluster: k, user: due}}]
            """);
        var due = node.Check("not-expiring").Answer.Problems.Where(p => p.Where == "/home/ann/.kube/config").ToList();
        Assert.EndsWith("kubepki renew '/home/ann/.kube/config#it'\\''s'", due[0].Hint(Tongue.English), StringComparison.Ordinal);
        Assert.EndsWith("kubepki renew '/home/ann/.kube/config#it'\\''s' '/home/ann/.kube/config#due'", Problem.Hint(due, Tongue.English), StringComparison.Ordinal);
    }

    private static string Field(string kubeconfig, string field) => kubeconfig.Split('\n').Single(l => l.Contains(field + ":", StringComparison.Ordinal)).Split(": ")[1];

    [Theory]
    [InlineData("sa.key")]
    [InlineData("sa.pub")]
    public void A_missing_key_of_tokens_has_one_remedy(string file)
    {
        using var node = new PracticeNode();
        node.Delete($"{Pki}/{file}");
        var verification = node.Verify();
        var remedy = verification.Findings.Single(f => f.Check == "file-present").Problem.Hint(Tongue.English);
        Assert.Equal(remedy, verification.Findings.First(f => f.Check == "start-files").Problem.Hint(Tongue.English));
        Assert.All(verification.Findings.Where(f => f.Check == "token-signer"), f => Assert.Equal(remedy, f.Problem.Hint(Tongue.English)));
    }

    [Theory]
    [InlineData("service-account-key-file", false)]
    [InlineData("encryption-provider-config", false)]
    [InlineData("audit-policy-file", true)]
    public void A_flag_is_taken_out_only_where_the_API_server_starts_without_it(string flag, bool mayGo)
    {
        using var node = new PracticeNode();
        node.Flag("kube-apiserver", flag, "/etc/kubernetes/none");
        var hint = node.Check("start-files").Answer.Problems.First(p => p.Where == "/etc/kubernetes/none").Hint(Tongue.English);
        Assert.Equal(mayGo, hint.Contains("take the flag out", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pair_in_the_place_of_another_is_made_again_and_nothing_else_is_suggested()
    {
        using var node = new PracticeNode();
        node.Write($"{Pki}/apiserver.crt", node.Text($"{Pki}/etcd/server.crt"));
        node.Write($"{Pki}/apiserver.key", node.Text($"{Pki}/etcd/server.key"));
        var errors = node.Verify().Findings.Where(f => f.Severity == Severity.Error).ToList();
        Assert.NotEmpty(errors);
        Assert.All(errors, f => Assert.True(f.Problem.Hint(Tongue.English).Contains(Create, StringComparison.Ordinal), $"{f.Check}: {f.Problem.Text(Tongue.English)}: {f.Problem.Hint(Tongue.English)}"));
    }

    [Fact]
    public void An_authority_whose_key_does_not_fit_is_put_back_and_nothing_else_is_suggested()
    {
        using var node = new PracticeNode();
        node.Write($"{Pki}/ca.crt", Recipe.Authority("CN=kubernetes").SelfSigned().Certificate.ToPem());
        var verification = node.Verify();
        var remedy = verification.Findings.Single(f => f.Check == "key-match").Problem.Hint(Tongue.English);
        Assert.Contains("put the CA's files back", remedy, StringComparison.Ordinal);
        Assert.All(verification.Findings.Where(f => f.Check is "chain" or "connection" or "kubeconfig-ca"), f => Assert.Equal(remedy, f.Problem.Hint(Tongue.English)));
    }

    /// <summary>Two places that name a command for one finding would come to disagree.</summary>
    [Fact]
    public void A_message_whose_command_is_in_the_table_names_none_itself()
        => Assert.Empty(CheckTable.Checks.SelectMany(c => c.Messages).Where(m => ItemRemedies.Ids.Contains(m.Id))
            .SelectMany(m => new[] { m.Hint.English, m.Hint.Chinese }).Where(hint => hint.Contains("kubepki renew", StringComparison.Ordinal) || hint.Contains("kubepki create", StringComparison.Ordinal)));

    /// <summary>What is in a home is not kubeadm's to create.</summary>
    [Fact]
    public void A_kubeconfig_in_a_home_whose_certificate_has_no_name_is_not_created()
    {
        using var node = new PracticeNode();
        node.Reissue("/root/.kube/config", r => r with { Subject = "O=team" }, "ca");
        Assert.DoesNotContain("kubepki create", node.Check("client-name").Answer.Problems.Single().Hint(Tongue.English), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "issue a new certificate with that group (a renewal keeps the groups): kubepki create kubelet.conf")]
    [InlineData(true, "kubepki create kubelet.conf --ca-key ca=FILE")]
    public void What_gives_the_kubelet_another_identity_names_its_kubeconfig_and_the_key_that_is_missing(bool isKeyElsewhere, string remedy)
    {
        using var node = new PracticeNode();
        node.Reissue("kubelet-client", r => r with { Subject = "CN=system:node:cp1" });
        if (isKeyElsewhere)
        {
            node.Delete($"{Pki}/ca.key");
        }

        Assert.All(node.Check("node-group").Answer.Problems, p => Assert.Contains(remedy, p.Hint(Tongue.English), StringComparison.Ordinal));
        Assert.NotEmpty(node.Check("node-group").Answer.Problems);
    }

    /// <summary>The names that a hint's renewals have.</summary>
    internal static IEnumerable<string> Renewed(string hint)
        => Command().Matches(hint).SelectMany(m => m.Groups[1].Value.Trim().Split(' ').TakeWhile(word => !word.StartsWith('-')));

    private static IEnumerable<string> Hints(PracticeNode node) => node.Verify().Findings.Select(f => f.Problem.Hint(Tongue.English));

    [GeneratedRegex("""kubepki renew ([^;,()]+)""")]
    private static partial Regex Command();
}
