using System.Text.RegularExpressions;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Localization;
using KubePki.Plan;
using KubePki.Tests.Judge.Checks;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Judge;

/// <summary>Findings with one cause have one remedy, and the remedy works.</summary>
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
        Assert.Equal("renew it: kubepki renew kubelet-client", failing.Hint(Language.English));
    }

    [Fact]
    public void A_kubeconfig_asked_for_by_name_says_what_renews_its_certificate()
    {
        using var node = new PracticeNode();
        var refusal = Assert.Single(RenewalPlanner.Plan(node.State, new RenewalSpec { Names = ["kubelet.conf"] }).Refusals);
        Assert.Contains("kubepki renew kubelet-client", refusal.Hint(Language.English), StringComparison.Ordinal);
        var both = RenewalPlanner.Plan(node.State, new RenewalSpec { Names = ["kubelet.conf", "kubelet-client"] });
        Assert.Empty(both.Refusals);
        Assert.Equal(["kubelet-client"], both.Actions.Select(a => a.Item.Name));
    }

    [Fact]
    public void A_new_authority_reaches_the_kubeconfig_with_the_kubelets_certificate()
    {
        using var node = new PracticeNode();
        var old = node.Text($"{Pki}/ca.crt");
        node.Edit("/etc/kubernetes/kubelet.conf", NodeBreaks.Base64(node, $"{Pki}/ca.crt"), NodeBreaks.Base64(node, $"{Pki}/etcd/ca.crt"));
        var plan = RenewalPlanner.Plan(node.State, new RenewalSpec { Names = ["kubelet-client"], AcceptNewAuthority = true });
        Assert.Empty(plan.Refusals);
        Assert.Equal(["kubelet.conf"], plan.Trust.Select(t => t.Item.Name));
        Assert.Equal(old, node.Text($"{Pki}/ca.crt"));
    }

    /// <summary>
    /// A kubeconfig with several users: the remedy names the users whose certificates expire, and after their renewal no finding is left.
    /// </summary>
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
            clusters:
            - name: k
              cluster: {server: "{{{Of("server")}}}", certificate-authority-data: {{{Of("certificate-authority-data")}}} }
            users:
            - name: lasting
              user:
                client-certificate-data: {{{Field(lasting, "client-certificate-data")}}}
                client-key-data: {{{Field(lasting, "client-key-data")}}}
            - name: it's
              user: {client-certificate-data: {{{Of("client-certificate-data")}}}, client-key-data: {{{Of("client-key-data")}}} }
            - name: due
              user: {client-certificate-data: {{{Of("client-certificate-data")}}}, client-key-data: {{{Of("client-key-data")}}} }
            contexts:
            - {name: a, context: {cluster: k, user: lasting}}
            - {name: b, context: {cluster: k, user: it's}}
            - {name: c, context: {cluster: k, user: due}}
            """);
        var due = node.Check("expiring").Answer.Problems.Where(p => p.Where == "/home/ann/.kube/config").ToList();
        Assert.EndsWith("kubepki renew '/home/ann/.kube/config#it'\\''s'", due[0].Hint(Language.English), StringComparison.Ordinal);
        Assert.EndsWith(
            "kubepki renew '/home/ann/.kube/config#it'\\''s' '/home/ann/.kube/config#due'", Problem.Hint(due, Language.English),
            StringComparison.Ordinal);
    }

    private static string Field(string kubeconfig, string field)
        => kubeconfig.Split('\n').Single(l => l.Contains(field + ":", StringComparison.Ordinal)).Split(": ")[1];

    [Theory]
    [InlineData("sa.key")]
    [InlineData("sa.pub")]
    public void A_missing_key_of_tokens_has_one_remedy(string file)
    {
        using var node = new PracticeNode();
        node.Delete($"{Pki}/{file}");
        var verification = node.Verify();
        var remedy = verification.Findings.Single(f => f.Check == "file-missing").Problem.Hint(Language.English);
        Assert.Equal(remedy, verification.Findings.First(f => f.Check == "start-files").Problem.Hint(Language.English));
        Assert.All(
            verification.Findings.Where(f => f.Check == "token-signer"), f => Assert.Equal(remedy, f.Problem.Hint(Language.English)));
    }

    [Theory]
    [InlineData("service-account-key-file", false)]
    [InlineData("encryption-provider-config", false)]
    [InlineData("audit-policy-file", true)]
    public void A_flag_is_taken_out_only_where_the_API_server_starts_without_it(string flag, bool mayGo)
    {
        using var node = new PracticeNode();
        node.Flag("kube-apiserver", flag, "/etc/kubernetes/none");
        var hint = node.Check("start-files").Answer.Problems.First(p => p.Where == "/etc/kubernetes/none").Hint(Language.English);
        Assert.Equal(mayGo, hint.Contains("remove the flag", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pair_in_the_place_of_another_is_made_again_and_nothing_else_is_suggested()
    {
        using var node = new PracticeNode();
        node.Write($"{Pki}/apiserver.crt", node.Text($"{Pki}/etcd/server.crt"));
        node.Write($"{Pki}/apiserver.key", node.Text($"{Pki}/etcd/server.key"));
        var errors = node.Verify().Findings.Where(f => f.Severity == Severity.Error).ToList();
        Assert.NotEmpty(errors);
        Assert.All(
            errors,
            f => Assert.True(
                f.Problem.Hint(Language.English).Contains(Create, StringComparison.Ordinal),
                $"{f.Check}: {f.Problem.Text(Language.English)}: {f.Problem.Hint(Language.English)}"));
    }

    /// <summary>Only the certificates are exchanged: the keys are in their places, and neither certificate matches its key.</summary>
    [Theory]
    [InlineData("apiserver", "apiserver", "etcd-server", "etcd/server")]
    [InlineData("front-proxy-client", "front-proxy-client", "apiserver-kubelet-client", "apiserver-kubelet-client")]
    [InlineData("apiserver", "apiserver", "apiserver-kubelet-client", "apiserver-kubelet-client")]
    public void Exchanged_certificates_are_made_again_and_never_renewed(string name, string file, string otherName, string otherFile)
    {
        using var node = new PracticeNode();
        var (one, other) = (node.Text($"{Pki}/{file}.crt"), node.Text($"{Pki}/{otherFile}.crt"));
        node.Write($"{Pki}/{file}.crt", other);
        node.Write($"{Pki}/{otherFile}.crt", one);
        string[] hints = [.. Hints(node), .. node.Verify().Verdicts.Select(v => v.Problem?.Hint(Language.English) ?? "")];
        Assert.DoesNotContain(name, hints.SelectMany(Renewed));
        Assert.DoesNotContain(otherName, hints.SelectMany(Renewed));
        Assert.Contains(hints, hint => hint.Contains($"kubepki create {name}", StringComparison.Ordinal));
        Assert.Contains(hints, hint => hint.Contains($"kubepki create {otherName}", StringComparison.Ordinal));
    }

    [Fact]
    public void The_certificate_of_another_item_is_not_signed_under_a_new_authority()
    {
        using var node = new PracticeNode();
        node.Write($"{Pki}/apiserver.crt", node.Text($"{Pki}/etcd/server.crt"));
        node.Write($"{Pki}/apiserver.key", node.Text($"{Pki}/etcd/server.key"));
        var refusal = Assert.Single(
            RenewalPlanner.Plan(node.State, new RenewalSpec { Names = ["apiserver"], AcceptNewAuthority = true }).Refusals);
        Assert.Contains(Create, refusal.Hint(Language.English), StringComparison.Ordinal);
    }

    /// <summary>A file that cannot be parsed as a kubeconfig is to be recreated, in every view.</summary>
    [Fact]
    public void What_is_damaged_has_one_remedy_in_every_view()
    {
        using var node = new PracticeNode();
        node.Write("/etc/kubernetes/controller-manager.conf", "rubbish: [");
        var verification = node.Verify();
        var found = verification.Findings.Single(f => f.Check == "file-unreadable").Problem.Hint(Language.English);
        Assert.Contains("kubepki create controller-manager.conf", found, StringComparison.Ordinal);
        Assert.Equal(found, verification.Verdicts.Single(v => v.Item.Name == "controller-manager.conf").Problem!.Hint(Language.English));
        Assert.Equal(
            found, verification.Graph.Connections.Single(c => c.Id == "controller-manager-to-apiserver").Failure!.Hint(Language.English));
        Assert.Equal(found, RenewalPlanner.Plan(node.State, new RenewalSpec()).Refusals.Single().Hint(Language.English));
    }

    /// <summary>
    /// If one of several kubeconfigs in home directories is refused, the others are not affected. A link that belongs to the user is never
    /// suggested.
    /// </summary>
    [Fact]
    public void A_refused_kubeconfig_in_a_home_does_not_affect_the_others()
    {
        using var node = new PracticeNode { Now = DateTimeOffset.UtcNow.AddDays(350) };
        foreach (var home in new[] { "/home/ann", "/home/bob" })
        {
            node.Write($"{home}/.kube/config", node.Text("/root/.kube/config"));
        }

        node.Write("/etc/passwd", node.Text("/etc/passwd") + "bob:x:1001:1001::/home/bob:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\n");
        node.Reissue("/home/bob/.kube/config", r => r, "etcd-ca");
        var state = node.State;
        var homes = state.Items.Where(i => i.Name.StartsWith("/home/", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, homes.Count);
        var plan = RenewalPlanner.Plan(state, new RenewalSpec { Names = [.. homes.Select(i => i.Name)], AllowShorter = true });
        Assert.DoesNotContain(plan.Refusals, r => r.Where == "/home/ann/.kube/config");
        Assert.DoesNotContain("/home/bob/.kube/config", DueEntries.WorthRenewing(state, homes));
    }

    [Theory]
    [InlineData("kube-apiserver", "client-ca-file", "etcd/ca.crt")]
    [InlineData("etcd", "trusted-ca-file", "ca.crt")]
    public void One_wrong_flag_is_the_finding_and_nothing_that_is_right(string component, string flag, string file)
    {
        using var node = new PracticeNode();
        var before = node.State.Items.Select(i => (i.Name, i.Path, i.KeyPath)).ToList();
        node.Flag(component, flag, $"{Pki}/{file}");
        Assert.Equal(before, node.State.Items.Select(i => (i.Name, i.Path, i.KeyPath)));
        var findings = node.Verify().Findings.Where(f => f.Severity == Severity.Error).ToList();
        Assert.NotEmpty(findings);
        Assert.All(
            findings, f
                => Assert.True(
                    f.Problem.Text(Language.English).Contains(flag, StringComparison.Ordinal), f.Problem.Text(Language.English)));
        Assert.DoesNotContain(findings.SelectMany(f => Renewed(f.Problem.Hint(Language.English))), _ => true);
    }

    /// <summary>On versions before 1.17 as well: their kubelet rotates the pair that kubelet.conf references.</summary>
    [Theory]
    [InlineData("v1.16.0")]
    [InlineData("v1.34.0")]
    public void A_certificate_in_the_kubelets_kubeconfig_is_nobodys_to_rotate(string version)
    {
        using var node = new PracticeNode(version);
        if (version == "v1.34.0")
        {
            node.Put("kubelet.conf", Recipe.Leaf("CN=system:node:cp1,O=system:nodes").SignedBy(node.Authority("ca")));
        }

        var state = node.State;
        var skip = RenewalPlanner.Plan(state, new RenewalSpec()).Skipped.FirstOrDefault(s => s.Item.Name == "kubelet.conf");
        Assert.True(skip is null || skip.Reason.Id == PlanMessages.UnrotatedUntilDue.Id, skip?.Reason.Text(Language.English));
        Assert.False(EntryJudge.IsRotated(state, state.Find("kubelet.conf")!));
        Assert.Contains(
            "kubepki create kubelet.conf", node.Check("kubelet-embedded").Answer.Problems.Single().Hint(Language.English),
            StringComparison.Ordinal);
        var facts = ClusterFacts.OfNode(RebuiltConfiguration.Of(state).Configuration).Must();
        Assert.NotNull(
            CreationPlanner.Plan(
                state, facts, new CreationSpec { Names = ["kubelet.conf"], AllowShorter = true }).Actions.Single().Rotated);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_renewal_does_to_the_key_of_tokens_is_what_is_said_of_it(bool isCopy)
    {
        using var node = new PracticeNode();
        if (isCopy)
        {
            node.Write($"{Pki}/sa.key", node.Text($"{Pki}/apiserver.key"));
            node.Write($"{Pki}/sa.pub", Pem.Write("PUBLIC KEY", node.State.Find("apiserver")!.Certificate!.PublicKey));
        }
        else
        {
            node.Flag("kube-apiserver", "service-account-key-file", $"{Pki}/apiserver.key");
        }

        var action = RenewalPlanner.Plan(node.State, new RenewalSpec { Names = ["apiserver"] }).Actions.Single();
        Assert.Equal(!isCopy, action.KeepsKey);
        var said = node.Check("token-key-own").Answer.Problems[0];
        Assert.Equal(action.KeepsKey, said.Text(Language.English).Contains("keeps", StringComparison.Ordinal));
        Assert.Equal(isCopy, said.Hint(Language.English).Contains("kubepki renew apiserver", StringComparison.Ordinal));
    }

    [Fact]
    public void Due_certificates_are_renewed_by_name_if_another_entry_blocks_renew_all()
    {
        using var node = new PracticeNode { Now = DateTimeOffset.UtcNow.AddDays(350) };
        node.Write($"{Pki}/apiserver.crt", node.Text($"{Pki}/etcd/server.crt"));
        var state = node.State;
        var names = DueEntries.WorthRenewing(
            state, [
                .. state.Items.Where(
                    i => i.Entry.Kind is not KubePki.Catalogue.EntryKind.CertificateAuthority && i.Certificate is not null)]);
        Assert.DoesNotContain("all", names);
        Assert.DoesNotContain("apiserver", names);
        Assert.Contains("scheduler.conf", names);
        Assert.DoesNotContain(Hints(node), hint => hint.Contains("renew all", StringComparison.Ordinal));
    }

    [Fact]
    public void An_authority_whose_key_does_not_fit_is_put_back_and_nothing_else_is_suggested()
    {
        using var node = new PracticeNode();
        node.Write($"{Pki}/ca.crt", Recipe.Authority("CN=kubernetes").SelfSigned().Certificate.ToPem());
        var verification = node.Verify();
        var remedy = verification.Findings.Single(f => f.Check == "key-mismatch").Problem.Hint(Language.English);
        Assert.Contains("restore the CA's files", remedy, StringComparison.Ordinal);
        Assert.All(
            verification.Findings.Where(f => f.Check is "chain" or "connection" or "kubeconfig-ca"),
            f => Assert.Equal(remedy, f.Problem.Hint(Language.English)));
    }

    /// <summary>Two places that name a command for one finding would eventually disagree.</summary>
    [Fact]
    public void A_message_whose_command_is_in_the_table_names_none_itself()
        => Assert.DoesNotContain(
            CheckTable.Checks.SelectMany(c => c.Messages).Where(m => EntryRemedies.Ids.Contains(m.Id))
                .SelectMany(m => new[] { m.Hint.English, m.Hint.Chinese }),
            hint => hint.Contains("kubepki renew", StringComparison.Ordinal) || hint.Contains("kubepki create", StringComparison.Ordinal));

    /// <summary>kubeadm does not create files in home directories.</summary>
    [Fact]
    public void A_kubeconfig_in_a_home_whose_certificate_has_no_name_is_not_created()
    {
        using var node = new PracticeNode();
        node.Reissue("/root/.kube/config", r => r with { Subject = "O=team" }, "ca");
        Assert.DoesNotContain(
            "kubepki create", node.Check("client-name").Answer.Problems.Single().Hint(Language.English), StringComparison.Ordinal);
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

        Assert.All(
            node.Check("node-group").Answer.Problems, p => Assert.Contains(remedy, p.Hint(Language.English), StringComparison.Ordinal));
        Assert.NotEmpty(node.Check("node-group").Answer.Problems);
    }

    /// <summary>The names in the renew commands of a hint.</summary>
    internal static IEnumerable<string> Renewed(string hint)
        => Command().Matches(hint).SelectMany(m => m.Groups[1].Value.Trim().Split(' ').TakeWhile(word => !word.StartsWith('-')));

    private static IEnumerable<string> Hints(PracticeNode node) => node.Verify().Findings.Select(f => f.Problem.Hint(Language.English));

    [GeneratedRegex("""kubepki renew ([^;,()]+)""")]
    private static partial Regex Command();
}
