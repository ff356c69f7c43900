using KubePki.Judge;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Judge;

public sealed class EntryJudgeTests
{
    [Fact]
    public void A_sound_node_has_no_findings()
    {
        using var node = new TestNode();
        Assert.All(
            EntryJudge.Judge(node.State, TimeSpan.FromDays(30)),
            verdict => Assert.False(verdict.IsFinding, $"{verdict.Item.Name}: {verdict.Status} {verdict.Problem}"));
    }

    [Theory]
    [InlineData(0, EntryStatus.Ok)]
    [InlineData(5, EntryStatus.Expiring)]
    [InlineData(35, EntryStatus.Expiring)]
    [InlineData(36, EntryStatus.Expired)]
    [InlineData(-400, EntryStatus.NotYetValid)]
    public void Dates_decide(int days, EntryStatus standing)
    {
        using var node = new TestNode();
        node.Clock.Now = FixedClock.Today.AddDays(days);
        var verdict = node.Verdict("apiserver");
        Assert.Equal(standing, verdict.Status);
        Assert.Equal(TimeSpan.FromDays(35 - days), verdict.TimeLeft);

        // A notBefore in the future is reported: it indicates a wrong clock.
        Assert.Equal(days < 0 ? "not-yet-valid" : null, verdict.Problem?.Id);
    }

    [Fact]
    public void The_last_second_counts_and_the_next_does_not()
    {
        using var node = new TestNode();
        node.Clock.Now = FixedClock.Today.AddDays(35);
        Assert.Equal(EntryStatus.Expiring, node.Verdict("apiserver").Status);
        node.Clock.Now = node.Clock.Now.AddSeconds(1);
        Assert.Equal(EntryStatus.Expired, node.Verdict("apiserver").Status);
        node.Clock.Now = FixedClock.Today.AddDays(5).AddSeconds(-1);
        Assert.Equal(EntryStatus.Ok, node.Verdict("apiserver").Status);
    }

    [Fact]
    public void The_share_of_life_that_is_left_goes_from_one_to_nothing()
    {
        using var node = new TestNode();
        Assert.Equal(35d / 370, node.Verdict("apiserver").ShareLeft!.Value, 6);
        node.Clock.Now = FixedClock.Today.AddDays(100);
        Assert.Equal(0, node.Verdict("apiserver").ShareLeft);
        Assert.Null(node.Verdict("sa").ShareLeft);
    }

    [Fact]
    public void Without_its_authoritys_key_an_item_is_managed_elsewhere()
    {
        using var node = new TestNode();
        node.Delete("/etc/kubernetes/pki/ca.key");
        var verdicts = EntryJudge.Judge(node.State, TimeSpan.FromDays(30)).ToDictionary(v => v.Item.Name);
        Assert.True(verdicts["ca"].ExternallyManaged && verdicts["apiserver"].ExternallyManaged
            && verdicts["admin.conf"].ExternallyManaged);
        Assert.False(verdicts["front-proxy-client"].ExternallyManaged || verdicts["etcd-server"].ExternallyManaged
            || verdicts["sa"].ExternallyManaged);
        Assert.All(verdicts.Values, v => Assert.False(v.IsFinding, $"{v.Item.Name}: {v.Problem}"));
    }

    [Fact]
    public void A_missing_file_names_the_command_that_creates_it()
    {
        using var node = new TestNode();
        node.Delete("/etc/kubernetes/scheduler.conf");
        string Remedy() => node.Verdict("scheduler.conf").Problem!.Hint(KubePki.Localization.Language.English);
        Assert.StartsWith("create it again: kubepki create scheduler.conf;", Remedy(), StringComparison.Ordinal);
        node.Delete("/etc/kubernetes/pki/ca.key");
        Assert.StartsWith("if you have the key of ca: kubepki create scheduler.conf --ca-key ca=FILE;", Remedy(), StringComparison.Ordinal);
        node.Delete("/etc/kubernetes/pki/ca.crt");
        Assert.Equal("restore the CA's files from a backup (kubepki backup list), or copy them from another control-plane node", Remedy());
    }

    [Fact]
    public void Missing_and_unreadable_say_why()
    {
        using var node = new TestNode();
        node.Delete("/etc/kubernetes/pki/apiserver.crt");
        node.Write("/etc/kubernetes/admin.conf", "users:\n\t- a\n");
        Assert.True(node.Verdict("apiserver") is { Status: EntryStatus.Missing, TimeLeft: null, Problem.Id: "missing" });
        Assert.True(node.Verdict("admin.conf") is { Status: EntryStatus.Unreadable, TimeLeft: null, Problem.Id: "broken-yaml" });
    }

    [Fact]
    public void A_key_that_is_not_its_own_is_a_finding()
    {
        using var node = new TestNode();
        node.Write("/etc/kubernetes/pki/apiserver.key", node.Read("/etc/kubernetes/pki/etcd/peer.key"));
        Assert.True(node.Verdict("apiserver") is { Status: EntryStatus.Ok, Problem.Id: "key-mismatch" });
        node.Delete("/etc/kubernetes/pki/apiserver.key");
        Assert.True(node.Verdict("apiserver") is { Status: EntryStatus.Ok, Problem.Id: "missing" });

        // The controller-manager signs tokens with sa.key; without a controller-manager the key is not required.
        node.Delete("/etc/kubernetes/pki/sa.key");
        node.Verdict("sa").Problem.IsOf(KubePki.Files.FileMessages.Missing);
        node.Delete("/etc/kubernetes/manifests/kube-controller-manager.yaml");
        Assert.Null(node.Verdict("sa").Problem);
    }

    [Fact]
    public void An_authority_may_have_its_key_with_any_certificate_of_the_bundle_and_a_leaf_with_the_first_alone()
    {
        using var node = new TestNode();
        var other = Recipe.Authority("CN=kubernetes").SelfSigned().Certificate;
        node.Write("/etc/kubernetes/pki/ca.crt", [.. other.ToPem(), .. node.Ca.Certificate.ToPem()]);
        Assert.Null(node.Verdict("ca").Problem);
        Assert.Null(node.Verdict("apiserver").Problem);
        node.Write("/etc/kubernetes/pki/apiserver.crt", [.. other.ToPem(), .. node.Read("/etc/kubernetes/pki/apiserver.crt")]);
        node.Verdict("apiserver").Problem.IsOf(X509Messages.KeyMismatch);
    }

    [Fact]
    public void A_leaf_of_another_authority_is_a_finding()
    {
        using var node = new TestNode();
        node.MakeLeaf(node.EtcdCa, "/etc/kubernetes/pki/apiserver", "kube-apiserver", null, ["kubernetes"]);
        node.Verdict("apiserver").Problem.IsOf(X509Messages.UnknownAuthority);
    }

    [Fact]
    public void A_client_certificate_cannot_serve()
    {
        using var node = new TestNode();
        node.MakeLeaf(node.Ca, "/etc/kubernetes/pki/apiserver", "kube-apiserver");
        node.Verdict("apiserver").Problem.IsOf(X509Messages.WrongUsage);
    }

    [Fact]
    public void What_is_no_authority_is_a_finding()
    {
        using var node = new TestNode();
        node.Write("/etc/kubernetes/pki/ca.crt", node.Read("/etc/kubernetes/pki/apiserver.crt"));
        node.Verdict("ca").Problem.IsOf(X509Messages.KeyMismatch);
        node.Write("/etc/kubernetes/pki/ca.key", node.Read("/etc/kubernetes/pki/apiserver.key"));
        node.Verdict("ca").Problem.IsOf(X509Messages.NotAnAuthority);
    }

    [Fact]
    public void An_expired_leaf_of_an_authority_that_was_renewed_later_still_chains()
    {
        using var node = new TestNode();
        var renewed = CertificateAuthority.Create("kubernetes", node.Ca.Key, FixedClock.Today.AddDays(50), FixedClock.Today.AddYears(9));
        node.Write("/etc/kubernetes/pki/ca.crt", renewed.Certificate.ToPem());
        node.Clock.Now = FixedClock.Today.AddDays(60);
        Assert.True(node.Verdict("apiserver") is { Status: EntryStatus.Expired, Problem: null });
    }

    [Fact]
    public void An_expired_authority_is_one_finding_and_not_one_for_each_leaf()
    {
        using var node = new TestNode(new NodeRecipe
        {
            CasUntil = FixedClock.Today.AddDays(-1),
            LeavesUntil = FixedClock.Today.AddDays(200),
        });
        Assert.Equal(EntryStatus.Expired, node.Verdict("ca").Status);
        Assert.True(node.Verdict("apiserver") is { Status: EntryStatus.Ok, Problem: null });
    }

    [Fact]
    public void A_leaf_that_only_the_expired_one_of_two_authorities_signed_is_a_finding()
    {
        using var node = new TestNode();
        var expired = (Recipe.Authority("CN=kubernetes") with { NotAfter = FixedClock.Today.AddDays(-1) }).SelfSigned();
        var leaf = Recipe.Leaf("CN=kube-apiserver", "kubernetes").SignedBy(expired);
        node.Write("/etc/kubernetes/pki/ca.crt", [.. expired.Certificate.ToPem(), .. node.Ca.Certificate.ToPem()]);
        node.Write("/etc/kubernetes/pki/apiserver.crt", leaf.Certificate.ToPem());
        node.Write("/etc/kubernetes/pki/apiserver.key", leaf.AsPrivateKey().ToPem());
        node.Verdict("apiserver").Problem.IsOf(X509Messages.Expired);
    }

    [Fact]
    public void A_damaged_block_is_a_finding_although_the_components_pass_over_it()
    {
        using var node = new TestNode();
        node.Write("/etc/kubernetes/pki/ca.crt", [.. node.Ca.Certificate.ToPem(), .. node.Ca.Certificate.ToPem().AsSpan(0, 100)]);
        Assert.True(node.Verdict("ca") is { Status: EntryStatus.Ok, Problem.Id: "truncated-pem" });
        Assert.Null(node.Verdict("apiserver").Problem);
    }
}
