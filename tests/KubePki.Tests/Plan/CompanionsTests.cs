using KubePki.Kubernetes;
using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Plan;

/// <summary>The copies in home directories that are updated together with a renewed kubeconfig.</summary>
public sealed class CompanionsTests : IDisposable
{
    private const string Home = "/home/ann/.kube/config";
    private readonly TestNode _node = new(new NodeRecipe { HasSuperAdmin = true });

    public void Dispose() => _node.Dispose();

    [Fact]
    public void A_copy_of_admin_conf_comes_along()
    {
        _node.Write(Home, _node.Read("/etc/kubernetes/admin.conf"));
        var action = _node.Plan("admin.conf").Actions.Single();
        Assert.Equal([Home], action.HomeCopies.Select(c => c.Name));
        Assert.Equal(["/etc/kubernetes/admin.conf", $"{Home}.20260601T120000000Z.old", Home], action.Paths);
        Assert.Empty(_node.Plan("scheduler.conf").Actions.Single().HomeCopies);
        Assert.Empty(_node.Plan("super-admin.conf").Actions.Single().HomeCopies);
    }

    [Theory]
    [InlineData("not a kubeconfig")]
    [InlineData(null)]
    public void What_somebody_does_in_their_home_keeps_nothing_else_that_is_named_from_being_renewed(string? content)
    {
        if (content is not null)
        {
            _node.Write(Home, content);
        }

        var plan = _node.Plan("apiserver", Home);
        Assert.Empty(plan.Refusals);
        Assert.Equal(["apiserver"], plan.Actions.Select(a => a.Item.Name));
        Assert.Equal([Home], plan.Skipped.Where(s => RenewalPlanner.IsLeft(s, plan.Spec)).Select(s => s.Item.Path));

        // Alone it is an error, because there is nothing else to do.
        Assert.Single(_node.Plan(Home).Refusals);
    }

    [Fact]
    public void An_older_copy_of_the_same_identity_comes_along_too()
    {
        _node.Write(Home, _node.MakeKubeconfig("me", "kubernetes-admin", ["system:masters"]));
        Assert.Equal([Home], _node.Plan("admin.conf").Actions.Single().HomeCopies.Select(c => c.Name));
    }

    /// <summary>
    /// Kubernetes cannot revoke a client certificate: a former administrator had access until the certificate expired, and a renewal does
    /// not restore that access.
    /// </summary>
    [Fact]
    public void An_earlier_certificate_that_has_expired_gets_no_new_key()
    {
        var genuine = _node.State.Find("admin.conf")!.Certificate!;
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var start = FixedClock.Today.AddYears(-2);
        _node.Write(Home, Config(_node.Ca.Renew(genuine, key, start, start.AddYears(1)), key));
        Assert.NotEmpty(_node.Plan("admin.conf").Actions.Single().HomeCopies);
        GiveHomeToItsUser();
        var plan = _node.Plan("admin.conf");
        Assert.Empty(plan.Actions.Single().HomeCopies);
        var left = Assert.Single(plan.Skipped, s => s.Item.Path == Home);
        left.Reason.IsOf(PlanMessages.FormerHolder);

        // Renewed if named: the operator decides who is an administrator.
        Assert.Equal([Home], _node.Plan(Home).Actions.Select(a => a.Item.Name));
        Assert.DoesNotContain(_node.Plan("admin.conf", Home).Skipped, s => s.Item.Path == Home);
    }

    /// <summary>Root can read the node's own kubeconfig anyway; only copies of less privileged users are skipped.</summary>
    private void GiveHomeToItsUser()
    {
        foreach (var path in new[] { Home, "/home/ann/.kube", "/home/ann" })
        {
            Libc.SetOwner(_node.OnDisk(path), 1000, 1000);
        }
    }

    /// <summary>On a node whose certificates have all expired, the copies of a renewed kubeconfig are updated too.</summary>
    [Fact]
    public void A_copy_of_the_expired_certificate_that_is_renewed_comes_along()
    {
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var start = FixedClock.Today.AddYears(-2);
        var expired = Config(_node.Ca.Renew(_node.State.Find("admin.conf")!.Certificate!, key, start, start.AddYears(1)), key);
        _node.Write("/etc/kubernetes/admin.conf", expired);
        _node.Write(Home, expired);
        GiveHomeToItsUser();
        Assert.Equal([Home], _node.Plan("admin.conf").Actions.Single().HomeCopies.Select(c => c.Name));
    }

    [Fact]
    public void Who_only_claims_to_be_the_administrator_gets_nothing()
    {
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var genuine = _node.State.Find("admin.conf")!;
        var forger = CertificateAuthority.Create(
            "kubernetes", PrivateKey.Create(KeyAlgorithm.EcdsaP256), FixedClock.Today, FixedClock.Today.AddYears(1));
        var forged = forger.Renew(genuine.Certificate!, key, FixedClock.Today, FixedClock.Today.AddDays(9));
        _node.Write(Home, Config(forged, key));
        Assert.Equal([Home], _node.State.Items.Where(i => i.Name == Home).Select(i => i.Name));
        Assert.Empty(_node.Plan("admin.conf").Actions.Single().HomeCopies);
        Assert.Single(_node.Plan(Home).Refusals).IsOf(PlanMessages.OtherAuthority);
    }

    [Fact]
    public void A_copy_without_the_private_key_is_skipped()
    {
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        _node.Write(Home, Config(_node.State.Find("admin.conf")!.Certificate!, key));
        Assert.Empty(_node.Plan("admin.conf").Actions.Single().HomeCopies);
        Assert.Single(_node.Plan(Home).Refusals).IsOf(X509Messages.KeyMismatch);
    }

    [Fact]
    public void Another_person_of_the_same_cluster_is_left_alone()
    {
        _node.Write(Home, _node.MakeKubeconfig("ann", "ann", ["developers"]));
        Assert.Empty(_node.Plan("admin.conf").Actions.Single().HomeCopies);
        Assert.Equal([Home], _node.Plan(Home).Actions.Select(a => a.Item.Name));
    }

    [Theory]
    [InlineData("link", "untrusted-link")]
    [InlineData("hard link", "hard-linked")]
    [InlineData("open directory", "open-directory")]
    [InlineData("anchor", "cannot-edit")]
    public void Somebodys_odd_file_is_left_and_keeps_nobody_from_renewing(string how, string id)
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may give links away");
        _node.Write(Home, _node.Read("/etc/kubernetes/admin.conf"));
        switch (how)
        {
            case "link":
                File.Move(_node.OnDisk(Home), _node.OnDisk("/home/ann/mine"));
                _node.Link(Home, "../mine");
                Libc.SetOwner(_node.OnDisk(Home), 1000, 1000);
                break;
            case "hard link":
                Libc.MakeHardLink(_node.OnDisk(Home), _node.OnDisk("/home/ann/other"));
                break;
            case "open directory":
                File.SetUnixFileMode(_node.OnDisk("/home/ann/.kube"), (UnixFileMode)0b111_111_111);
                break;
            default:
                _node.Write(
                    Home,
                    System.Text.Encoding.UTF8.GetString(_node.Read(Home))
                        .Replace("  user:\n    client-cert", "  user: &x\n    client-cert", StringComparison.Ordinal));
                break;
        }

        var plan = _node.Plan("admin.conf");
        Assert.Empty(plan.Refusals);
        Assert.Equal([(Home, id)], plan.Skipped.Select(s => (s.Item.Name, s.Reason.Id)));
        Assert.Equal(id, Assert.Single(_node.Plan(Home).Refusals).Id);
        _node.Renew("admin.conf").Must();
    }

    [Fact]
    public void One_that_is_asked_for_by_name_is_renewed_for_itself()
    {
        _node.Write(Home, _node.Read("/etc/kubernetes/admin.conf"));
        var plan = _node.Plan("admin.conf", Home);
        Assert.Equal(["admin.conf", Home], plan.Actions.Select(a => a.Item.Name));
        Assert.Empty(plan.Actions[0].HomeCopies);
        _node.Renew("admin.conf", Home).Must();
        Assert.True(_node.State.Find(Home)!.KeyMatches);
    }

    [Fact]
    public void Two_identities_in_one_file_are_both_brought_along()
    {
        _node.Write(
            Home, Merged("kubernetes-admin", "/etc/kubernetes/admin.conf", "kubernetes-super-admin", "/etc/kubernetes/super-admin.conf"));
        var before = _node.State;
        _node.Renew("admin.conf", "super-admin.conf").Must();
        var after = _node.State;
        foreach (var (name, user) in new[] { ("admin.conf", "kubernetes-admin"), ("super-admin.conf", "kubernetes-super-admin") })
        {
            Assert.Equal(after.Find(name)!.Certificate, after.Find($"{Home}#{user}")!.Certificate);
            Assert.NotEqual(before.Find(name)!.Certificate, after.Find(name)!.Certificate);
            Assert.True(after.Find($"{Home}#{user}")!.KeyMatches);
        }

        Assert.Single(_node.Root.Names("/home/ann/.kube"), name => name.EndsWith(".old", StringComparison.Ordinal));
    }

    [Fact]
    public void One_identity_under_two_names_in_one_file_is_brought_along_twice()
    {
        _node.Write(Home, Merged("one", "/etc/kubernetes/admin.conf", "two", "/etc/kubernetes/admin.conf"));
        _node.Renew("admin.conf").Must();
        var after = _node.State;
        Assert.Equal(after.Find("admin.conf")!.Certificate, after.Find($"{Home}#one")!.Certificate);
        Assert.Equal(after.Find("admin.conf")!.Certificate, after.Find($"{Home}#two")!.Certificate);
    }

    [Fact]
    public void The_old_file_stays_beside_the_new_one_with_its_owner_and_mode_0600()
    {
        _node.Write(Home, _node.Read("/etc/kubernetes/admin.conf"), Modes.PublicFile);
        if (Libc.IsRoot)
        {
            Libc.SetOwner(_node.OnDisk(Home), 1000, 1001);
        }

        var before = _node.Read(Home);
        _node.Renew("admin.conf").Must();
        _node.Clock.Now = _node.Clock.Now.AddMilliseconds(1);
        _node.Renew("admin.conf").Must();
        var names = _node.Root.Names("/home/ann/.kube");
        Assert.Equal(["config", "config.20260601T120000000Z.old", "config.20260601T120000001Z.old"], names);
        Assert.Equal(before, _node.Read("/home/ann/.kube/config.20260601T120000000Z.old"));
        Assert.All(names, name =>
        {
            var facts = _node.Root.Facts($"/home/ann/.kube/{name}")!;
            Assert.Equal(Modes.OwnerOnly, facts.Mode);
            Assert.True(!Libc.IsRoot || facts is { Owner: 1000, Group: 1001 });
        });
    }

    private byte[] Config(Certificate certificate, PrivateKey key)
        => KubeconfigComposer.Embedded(
            "kubernetes", TestNode.Server, _node.Ca.Certificate.ToPem(), "kubernetes-admin", certificate.ToPem(), key.ToPem());

    private string Merged(string oneName, string one, string otherName, string other)
    {
        string User(string name, string path)
        {
            var user = Kubeconfig.Read(_node.Read(path), path).Must().User!;
            return $"- name: {name}\n  user:\n    client-certificate-data: {Convert.ToBase64String(user.CertificateData!)}\n    "
                + $"client-key-data: {Convert.ToBase64String(user.KeyData!)}\n";
        }

        return $"kind: Config\nclusters:\n- name: k\n  cluster: {{server: '{TestNode.Server}', certificate-authority-data: "
            + $"{Convert.ToBase64String(_node.Ca.Certificate.ToPem())}}}\n"
            + $"contexts:\n- name: a\n  context: {{cluster: k, user: {oneName}}}\n- name: b\n  context: {{cluster: k, user: "
            + $"{otherName}}}\nusers:\n{User(oneName, one)}{User(otherName, other)}";
    }
}
