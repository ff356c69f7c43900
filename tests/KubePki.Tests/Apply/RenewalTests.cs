using System.Text;
using KubePki.Apply;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Apply;

public sealed class RenewalTests
{
    private const string Stem = "/etc/kubernetes/pki/apiserver";

    [Fact]
    public void A_renewal_yields_valid_certificates_and_a_second_run_has_nothing_to_do()
    {
        using var node = new TestNode();
        var within = new RenewalSpec { Within = TimeSpan.FromDays(90) };
        var record = node.Renew(within).Must();
        Assert.StartsWith("apiserver apiserver-kubelet-client", record.Summary, StringComparison.Ordinal);
        foreach (var name in node.Plan().Actions.Select(a => a.Item.Name))
        {
            var verdict = node.Verdict(name);
            Assert.False(verdict.IsFinding, $"{name}: {verdict.Problem}");
            Assert.Equal(TimeSpan.FromDays(365), verdict.TimeLeft);
            Assert.True(verdict.Item.KeyMatches);
        }

        Assert.True(node.Plan(within) is { Changes: false, Refusals.Count: 0 });
    }

    [Fact]
    public void A_key_that_is_kept_stays_and_its_file_is_not_touched()
    {
        using var node = new TestNode();
        var before = node.Root.Facts($"{Stem}.key")!.Inode;
        var key = node.State.Find("apiserver")!.KeyPublicKey;
        node.Renew(new RenewalSpec { Names = ["apiserver", "admin.conf"], ReuseKey = true }).Must();
        Assert.Equal(before, node.Root.Facts($"{Stem}.key")!.Inode);
        Assert.Equal(key, node.State.Find("apiserver")!.Certificate!.PublicKey);
        Assert.True(node.State.Find("admin.conf")!.KeyMatches);
    }

    [Fact]
    public void Another_kind_of_key_is_made_when_asked_for()
    {
        using var node = new TestNode();
        node.Renew(new RenewalSpec { Names = ["apiserver"], KeyAlgorithm = KeyAlgorithm.Named("ecdsa-p384") }).Must();
        Assert.Equal("ecdsa-p384", node.State.Find("apiserver")!.KeyAlgorithm!.Name);
        Assert.Null(node.Verdict("apiserver").Problem);
    }

    [Fact]
    public void Rsa_keys_stay_rsa_keys()
    {
        using var node = new TestNode();
        using var rsa = PrivateKey.Create(KeyAlgorithm.Rsa2048);
        node.MakeLeaf(node.Ca, Stem, "kube-apiserver", null, ["kubernetes"], rsa);
        node.Renew("apiserver").Must();
        Assert.Equal("rsa2048", node.State.Find("apiserver")!.KeyAlgorithm!.Name);
        Assert.StartsWith("-----BEGIN RSA PRIVATE KEY-----", Encoding.ASCII.GetString(node.Read($"{Stem}.key")), StringComparison.Ordinal);
    }

    [Fact]
    public void Intermediates_stay_behind_the_leaf()
    {
        using var node = new TestNode();
        var intermediate = Recipe.Authority("CN=middle").SelfSigned().Certificate;
        node.Write($"{Stem}.crt", [.. node.Read($"{Stem}.crt"), .. intermediate.ToPem()]);
        node.Renew("apiserver").Must();
        var certificates = node.State.Find("apiserver")!.Certificates;
        Assert.Equal(["kube-apiserver", "middle"], certificates.Select(c => c.Subject.CommonName));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_certificate_and_key_in_one_file_stay_in_one_file(bool reuseKey, bool throughLink)
    {
        using var node = new TestNode();
        node.Write($"{Stem}.pem", [.. node.Read($"{Stem}.key"), .. node.Read($"{Stem}.crt")]);
        node.Link("/etc/kubernetes/pki/link.pem", "apiserver.pem");
        node.WriteManifest(
            "kube-apiserver",
            [
                $"--client-ca-file={node.Pki}/ca.crt", $"--service-account-key-file={node.Pki}/sa.pub", $"--tls-cert-file={Stem}.pem",
                $"--tls-private-key-file={(throughLink ? "/etc/kubernetes/pki/link.pem" : $"{Stem}.pem")}",
            ]);
        var before = node.State.Find("apiserver")!;
        node.Renew(new RenewalSpec { Names = ["apiserver"], ReuseKey = reuseKey }).Must();
        var after = node.State.Find("apiserver")!;
        Assert.True(after is { KeyMatches: true, Problem: null, KeyProblem: null });
        Assert.NotEqual(before.Certificate, after.Certificate);
        Assert.Equal(reuseKey, before.KeyPublicKey!.SequenceEqual(after.KeyPublicKey!));
    }

    [Fact]
    public void A_missing_key_is_made_again_its_owners_alone()
    {
        using var node = new TestNode();
        node.Delete($"{Stem}.key");
        node.Renew("apiserver").Must();
        Assert.Equal(Modes.OwnerOnly, node.Root.Facts($"{Stem}.key")!.Mode);
        Assert.Null(node.Verdict("apiserver").Problem);
    }

    [Fact]
    public void A_kubeconfig_keeps_everything_but_its_credentials()
    {
        using var node = new TestNode();
        const string path = "/etc/kubernetes/admin.conf";
        var text = "# ours\n"
            + Encoding.UTF8.GetString(node.Read(path))
                .Replace("preferences: {}", "preferences: {colors: true} # ours too\nx-unknown: [1, 2]", StringComparison.Ordinal);
        node.Write(path, text);
        node.Renew("admin.conf").Must();
        var user = Kubeconfig.Read(node.Read(path), path).Must().User!;
        var lines = text.Split('\n').Select(line => line.Trim() switch
        {
            var l when l.StartsWith("client-certificate-data", StringComparison.Ordinal) =>
                $"    client-certificate-data: {Convert.ToBase64String(user.CertificateData!)}",
            var l when l.StartsWith("client-key-data", StringComparison.Ordinal) =>
                $"    client-key-data: {Convert.ToBase64String(user.KeyData!)}",
            _ => line,
        });
        Assert.Equal(string.Join('\n', lines), Encoding.UTF8.GetString(node.Read(path)));
    }

    [Theory]
    [InlineData("/etc/kubernetes/pki/apiserver.key")]
    [InlineData("/etc/kubernetes/pki/apiserver.crt")]
    [InlineData("/etc/kubernetes/admin.conf")]
    public void What_changed_after_the_plan_was_made_is_refused_and_nothing_is_renewed(string path)
    {
        using var node = new TestNode();
        var (state, plan) = (node.State, node.Plan("apiserver", "admin.conf"));
        node.Write(path, [.. node.Read(path), (byte)'\n']);
        var before = node.Snapshot();
        Assert.Equal(
            path,
            new RenewalExecution(node.Root, node.Clock, node.Transactions).Run(state, plan, [], () => { })
                .Fails(ApplyMessages.ChangedMeanwhile).Where);
        Assert.Empty(before.Differences(node.Snapshot()));
    }

    [Theory]
    [InlineData("/etc/kubernetes/pki/ca.key", "missing")]
    [InlineData("/etc/kubernetes/pki/ca.key", "changed-meanwhile")]
    public void An_authority_that_changed_after_the_plan_was_made_signs_nothing(string path, string id)
    {
        using var node = new TestNode();
        var (state, plan) = (node.State, node.Plan("apiserver"));
        if (id == "missing")
        {
            node.Delete(path);
        }
        else
        {
            node.Write(path, node.Read("/etc/kubernetes/pki/etcd/ca.key"));
        }

        Assert.Equal(id, new RenewalExecution(node.Root, node.Clock, node.Transactions).Run(state, plan, [], () => { }).Problem!.Id);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(400)]
    public void A_clock_that_jumped_between_plan_and_commit_is_noticed(int days)
    {
        using var node = new TestNode();
        var (state, plan) = (node.State, node.Plan("apiserver"));
        node.Clock.Now = FixedClock.Today.AddDays(days);
        var before = node.Snapshot();
        var problem = new RenewalExecution(node.Root, node.Clock, node.Transactions).Run(state, plan, [], () => { }).Problem!;
        Assert.Equal(days < 0 ? "not-yet-valid" : "expired", problem.Id);
        Assert.Empty(before.Differences(node.Snapshot()));
    }

    [Fact]
    public void What_was_written_is_wiped_from_memory()
    {
        using var node = new TestNode();
        var plan = node.Plan("apiserver");
        var files = new RenewedFiles(node.Root);
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        Assert.Null(files.Add(new Issued(plan.Actions[0], plan.Actions[0].Existing, [], key)));
        Assert.Equal(key.ToPem(), ((PutFile)files.Changes[0]).Content);
        files.Wipe();
        Assert.All(files.Changes.Cast<PutFile>(), put => Assert.All(put.Content, b => Assert.Equal(0, b)));
    }

    [Fact]
    public void Each_key_is_counted()
    {
        using var node = new TestNode();
        var (state, plan, made) = (node.State, node.Plan(), 0);
        new RenewalExecution(node.Root, node.Clock, node.Transactions).Run(state, plan, [], () => Interlocked.Increment(ref made)).Must();
        Assert.Equal(plan.Actions.Count, made);
    }

    [Fact]
    public void A_directory_of_certificates_behind_a_link_is_renewed_in_place()
    {
        using var node = new TestNode();
        Directory.CreateDirectory(node.OnDisk("/data"));
        Directory.Move(node.OnDisk("/etc/kubernetes/pki"), node.OnDisk("/data/pki"));
        node.Link("/etc/kubernetes/pki", "/data/pki");
        node.Renew().Must();
        Assert.Equal(FileKind.Link, node.Root.Facts("/etc/kubernetes/pki")!.Kind);
        Assert.False(node.Verdict("apiserver").IsFinding);
        node.Transactions.Undo(null, force: false).Must();
    }

    [Fact]
    public void An_expired_node_is_renewed()
    {
        using var node = new TestNode();
        node.Clock.Now = FixedClock.Today.AddDays(36);
        Assert.Equal(KubePki.Judge.EntryStatus.Expired, node.Verdict("admin.conf").Status);
        node.Renew().Must();
        Assert.Equal(TimeSpan.FromDays(365), node.Verdict("admin.conf").TimeLeft);
    }

    [Fact]
    public void A_kubelets_dated_file_gets_a_successor_to_which_the_link_then_points()
    {
        using var node = new TestNode();
        const string link = "/var/lib/kubelet/pki/kubelet-client-current.pem";
        var before = node.Snapshot();
        node.Renew("kubelet-client").Must();
        Assert.Equal("/var/lib/kubelet/pki/kubelet-client-2026-06-01-12-00-00.pem", node.Root.LinkTarget(link));
        Assert.Equal(
            [link, "/var/lib/kubelet/pki/kubelet-client-2026-06-01-12-00-00.pem"],
            before.Differences(node.Snapshot()).OrderDescending(StringComparer.Ordinal));
        Assert.True(node.State.Find("kubelet.conf") is { KeyMatches: true, Problem: null });
        Assert.Equal(Modes.OwnerOnly, node.Root.Facts("/var/lib/kubelet/pki/kubelet-client-2026-06-01-12-00-00.pem")!.Mode);
        node.Transactions.Undo(null, force: false).Must();
        Assert.Empty(before.Differences(node.Snapshot()));
    }
}
