using KubePki.Kubernetes;
using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Plan;

/// <summary>The CAs that kubeconfigs trust, after an intended replacement of a CA.</summary>
public sealed class TrustChangeTests : IDisposable
{
    private static readonly string[] Everyone = ["admin.conf", "controller-manager.conf", "scheduler.conf", "kubelet.conf"];
    private const string Home = "/home/ann/.kube/config";
    private static readonly RenewalSpec Accepting = new() { AcceptNewAuthority = true };
    private readonly TestNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public void Every_kubeconfig_comes_to_trust_the_new_authority()
    {
        var authority = ReplaceAuthority();
        var before = _node.Snapshot();
        var plan = _node.Plan(Accepting);
        Assert.Equal(Everyone.Order(), plan.Trust.Select(t => t.Item.Name).Order());
        Assert.All(plan.Trust, t => Assert.Contains(t.Item.Path, plan.Paths));
        Assert.DoesNotContain("kubelet.conf", plan.Skipped.Select(s => s.Item.Name));
        Assert.Contains("kubelet.conf", plan.Effects.Single(e => e.Component == "kubelet").Because);

        _node.Renew(Accepting).Must();
        Assert.All(Everyone, name => Assert.Equal([authority.Certificate], Trusted(name)));
        Assert.Empty(_node.Plan(Accepting).Trust);

        _node.Transactions.Undo(null, force: false).Must();
        Assert.Equal(before, _node.Snapshot());
    }

    [Fact]
    public void As_long_as_the_api_server_serves_what_the_old_authority_signed_nobody_refuses_it()
    {
        ReplaceAuthority();
        var names = new RenewalSpec { Names = ["admin.conf", "scheduler.conf"], AcceptNewAuthority = true };
        Assert.Equal(2, _node.Plan(names).Actions.Count);
        Assert.Empty(_node.Plan(names).Trust);
        Assert.Empty(_node.Plan(Accepting with { Within = TimeSpan.FromDays(1) }).Trust);
        _node.Renew(new RenewalSpec { Names = ["apiserver"], AcceptNewAuthority = true }).Must();
        Assert.Equal(["admin.conf", "scheduler.conf"], _node.Plan(names).Trust.Select(t => t.Item.Name));
    }

    [Fact]
    public void Nothing_but_the_authority_differs_where_the_kubelet_rotates_the_certificate()
    {
        ReplaceAuthority();
        _node.Renew(new RenewalSpec { Names = ["apiserver"], AcceptNewAuthority = true }).Must();
        var before = Lines("kubelet.conf");
        _node.Renew(new RenewalSpec { Names = ["kubelet.conf"], AcceptNewAuthority = true }).Must();
        var after = Lines("kubelet.conf");
        Assert.Equal(
            ["certificate-authority-data"],
            before.Zip(after).Where(pair => pair.First != pair.Second).Select(pair => pair.First.Trim().Split(':')[0]));
    }

    [Fact]
    public void A_copy_in_somebodys_home_comes_along_with_what_it_was_copied_from()
    {
        _node.Write(Home, _node.Read("/etc/kubernetes/admin.conf"));
        var authority = ReplaceAuthority();
        _node.Renew(Accepting).Must();
        Assert.Equal([authority.Certificate], Trusted(Home));
        Assert.Equal(_node.State.Find("admin.conf")!.Certificate, _node.State.Find(Home)!.Certificate);
        Assert.Single(Directory.GetFiles(_node.OnDisk("/home/ann/.kube")), f => f.EndsWith(".old", StringComparison.Ordinal));
    }

    [Fact]
    public void A_copy_that_only_lacks_the_trust_is_kept_beside_too()
    {
        _node.Write(Home, _node.Read("/etc/kubernetes/admin.conf"));
        ReplaceAuthority();
        _node.Renew(new RenewalSpec { Names = ["admin.conf"], AcceptNewAuthority = true }).Must();
        var plan = _node.Plan(Accepting with { Within = TimeSpan.FromDays(1) });
        Assert.DoesNotContain(Home, plan.Paths);
        _node.Renew(new RenewalSpec { Names = ["apiserver"], AcceptNewAuthority = true }).Must();
        plan = _node.Plan(Accepting with { Within = TimeSpan.FromDays(1) });
        Assert.DoesNotContain(plan.Actions, a => a.Item.Name == "admin.conf");
        Assert.Equal([$"{Home}.20260601T120000000Z.old", Home], plan.Paths.Where(p => p.StartsWith(Home, StringComparison.Ordinal)));
    }

    [Fact]
    public void Another_cluster_that_somebody_joined_the_certificate_to_keeps_its_authority()
    {
        using var other = new TestNode();
        string Trust(TestNode node) => Convert.ToBase64String(node.Ca.Certificate.ToPem());
        _node.Write(
            Home, System.Text.Encoding.UTF8.GetBytes(Text("admin.conf").Replace(Trust(_node), Trust(other), StringComparison.Ordinal)));
        ReplaceAuthority();
        _node.Renew(Accepting).Must();
        Assert.Equal([other.Ca.Certificate], Trusted(Home));
        Assert.Equal(_node.State.Find("admin.conf")!.Certificate, _node.State.Find(Home)!.Certificate);
    }

    [Fact]
    public void Somebodys_odd_file_is_left_and_keeps_nobody_from_trusting()
    {
        _node.Write(
            Home,
            System.Text.Encoding.UTF8.GetBytes(Text("/etc/kubernetes/admin.conf")
                .Replace("certificate-authority-data: ", "certificate-authority-data: &ca ", StringComparison.Ordinal)));
        ReplaceAuthority();
        var plan = _node.Plan(Accepting);
        Assert.Empty(plan.Refusals);
        plan.Skipped.Single(s => s.Item.Name == Home).Reason.IsOf(KubernetesMessages.CannotEditCluster);
        Assert.DoesNotContain(Home, plan.Trust.Select(t => t.Item.Name));
    }

    [Fact]
    public void Without_the_option_no_trust_changes()
    {
        ReplaceAuthority();
        var plan = _node.Plan();
        Assert.NotEmpty(plan.Refusals);
        Assert.Empty(plan.Trust);
    }

    [Fact]
    public void Only_what_was_named_is_changed()
    {
        ReplaceAuthority();
        Assert.Equal(
            ["scheduler.conf"],
            _node.Plan(new RenewalSpec
            {
                Names = ["scheduler.conf", "apiserver"],
                AcceptNewAuthority = true,
            }).Trust.Select(t => t.Item.Name));
    }

    [Fact]
    public void Who_trusts_it_already_beside_another_is_left_as_he_is()
    {
        var old = _node.Ca.Certificate;
        var authority = ReplaceAuthority();
        Assert.NotEqual(old, authority.Certificate);
        Write(
            "admin.conf",
            kubeconfig => kubeconfig.WithAuthorities("kubernetes", [.. old.ToPem(), .. authority.Certificate.ToPem()]).Must());
        Assert.DoesNotContain("admin.conf", _node.Plan(Accepting).Trust.Select(t => t.Item.Name));
    }

    [Fact]
    public void What_cannot_be_changed_in_place_is_refused()
    {
        ReplaceAuthority();
        Write(
            "admin.conf",
            kubeconfig => System.Text.Encoding.UTF8.GetBytes(Text("admin.conf")
                .Replace("certificate-authority-data: ", "certificate-authority-data: &ca ", StringComparison.Ordinal)));
        Assert.Single(_node.Plan(Accepting).Refusals).IsOf(KubernetesMessages.CannotEditCluster);
    }

    /// <summary>Replaces the CA that signed everything with another CA of the same name.</summary>
    private CertificateAuthority ReplaceAuthority()
    {
        var authority = CertificateAuthority.Create(
            "kubernetes", PrivateKey.Create(KeyAlgorithm.EcdsaP256), FixedClock.Today.AddDays(-1), FixedClock.Today.AddYears(9));
        _node.Write($"{_node.Pki}/ca.crt", authority.Certificate.ToPem());
        _node.Write($"{_node.Pki}/ca.key", authority.Key.ToPem());
        return authority;
    }

    private IReadOnlyList<Certificate> Trusted(string name)
        => CertificateReader.ReadAll(Read(name).Cluster!.CertificateAuthorityData!, name).Must();

    private Kubeconfig Read(string name) => Kubeconfig.Read(_node.Read(Place(name)), name).Must();

    private void Write(string name, Func<Kubeconfig, byte[]> edit) => _node.Write(Place(name), edit(Read(name)));

    private string Text(string name) => System.Text.Encoding.UTF8.GetString(_node.Read(Place(name)));

    private static string Place(string name) => name.StartsWith('/') ? name : $"/etc/kubernetes/{name}";

    private string[] Lines(string name) => Text(name).Split('\n');
}
