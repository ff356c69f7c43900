using System.Text;
using KubePki.Kubernetes;
using KubePki.Observe;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Observe;

public sealed class HomeKubeconfigsTests : IDisposable
{
    private const string Home = "/home/ann/.kube/config";
    private readonly TestNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public void Homes_are_those_of_passwd_of_root_and_below_home()
    {
        _node.Write(
            "/etc/passwd",
            "ann:x:1:1::/data/homes/ann/:/bin/sh\nbroken "
                + "line\nnobody:x:9:9::/nonexistent:/bin/false\nrelative:x:8:8::home:/bin/sh\nroot:x:0:0::/:/bin/sh\n");
        foreach (var home in new[] { "/root", "/data/homes/ann", "/home/bob" })
        {
            _node.Write($"{home}/.kube/config", _node.Read("/etc/kubernetes/admin.conf"));
        }

        Assert.Equal(["/root/.kube/config", "/data/homes/ann/.kube/config", "/home/bob/.kube/config"], Homes().Select(i => i.Name));
        Assert.All(Homes(), item => Assert.True(item is { Problem: null, KeyMatches: true, UserName: "kubernetes-admin" }));
    }

    [Fact]
    public void A_link_to_admin_conf_is_admin_conf()
    {
        _node.Link(Home, "/etc/kubernetes/admin.conf");
        _node.Link("/root/.kube/config", "../../etc/kubernetes/admin.conf");
        Assert.Empty(Homes());
    }

    [Fact]
    public void One_file_with_two_ways_to_it_is_one_item()
    {
        _node.Write("/root/.kube/config", _node.Read("/etc/kubernetes/admin.conf"));
        _node.Link("/home/ann/.kube", "/root/.kube");
        Assert.Equal(["/root/.kube/config"], Homes().Select(i => i.Name));
    }

    /// <summary>
    /// A NUL character ends a path for the kernel but not for .NET: a user could make every command of root fail with it.
    /// </summary>
    [Fact]
    public void A_path_with_a_zero_character_costs_its_owner_only()
    {
        _node.Link("/home/ann/.kube/l", "/etc");
        var theirs = Encoding.UTF8.GetString(_node.Read("/etc/kubernetes/admin.conf"));
        var authority = theirs.Split('\n').Single(l => l.Contains("certificate-authority-data", StringComparison.Ordinal));
        _node.Write(Home, theirs.Replace(authority, "    certificate-authority: \"l\\0\"", StringComparison.Ordinal));
        _node.Write("/root/.kube/config", _node.Read("/etc/kubernetes/admin.conf"));
        Assert.Contains("/root/.kube/config", Homes().Select(i => i.Name));
        Assert.NotNull(_node.State.Find("apiserver")!.Certificate);
    }

    [Fact]
    public void Another_cluster_is_none_of_ours()
    {
        using var other = new TestNode();
        _node.Write(
            Home,
            Encoding.UTF8.GetString(other.Read("/etc/kubernetes/admin.conf"))
                .Replace(TestNode.Server, "https://10.9.9.9:6443", StringComparison.Ordinal));
        Assert.Empty(Homes());
    }

    /// <summary>kubeadm reset and init created a new CA; the kubeconfig of the old cluster stayed.</summary>
    [Fact]
    public void One_that_speaks_to_this_server_is_ours_and_its_other_ca_is_a_finding()
    {
        using var other = new TestNode();
        _node.Write(Home, other.Read("/etc/kubernetes/admin.conf"));
        var item = Assert.Single(Homes());
        Assert.NotNull(KubePki.Judge.EntryJudge.Judge(_node.State, item, TimeSpan.FromDays(30)).Problem);
        Assert.DoesNotContain(Home, _node.Plan("admin.conf").Paths);
        Assert.NotEmpty(_node.Plan(new KubePki.Plan.RenewalSpec { Names = [Home], AcceptNewAuthority = true }).Refusals);
    }

    [Theory]
    [InlineData("/etc/kubernetes/pki/ca.crt")]
    [InlineData("../../../etc/kubernetes/pki/ca.crt")]
    [InlineData("mine/ca.crt")]
    public void The_ca_may_stand_in_a_file(string named)
    {
        _node.Write("/home/ann/.kube/mine/ca.crt", _node.Read("/etc/kubernetes/pki/ca.crt"));
        var text = Encoding.UTF8.GetString(_node.Read("/etc/kubernetes/admin.conf"))
            .Replace(TestNode.Server, "https://127.0.0.1:7443", StringComparison.Ordinal);
        var start = text.IndexOf("certificate-authority-data:", StringComparison.Ordinal);
        _node.Write(Home, string.Concat(text.AsSpan(0, start), $"certificate-authority: {named}", text.AsSpan(text.IndexOf('\n', start))));
        var item = Assert.Single(Homes());
        Assert.Equal(_node.Ca.Certificate, Assert.Single(item.Trusted!));
        Assert.Contains(Home, _node.Plan("admin.conf").Paths);
    }

    [Fact]
    public void The_certificate_may_stand_in_files_of_the_home_and_in_none_outside()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may give files away");
        _node.MakeLeaf(_node.Ca, "/home/ann/.kube/ann", "ann");
        _node.MakeLeaf(_node.Ca, "/srv/ann", "ann");
        string Pointing(string stem)
            => Encoding.UTF8.GetString(KubeconfigComposer.WithFiles(
                "kubernetes", TestNode.Server, _node.Ca.Certificate.ToPem(), "ann", "ann", $"{stem}.crt", $"{stem}.key"));
        _node.Write(Home, Pointing("ann"));
        Libc.SetOwner(_node.OnDisk(Home), 1000, 1000);
        Assert.True(Assert.Single(Homes()) is { Problem: null, PointsAt: "/home/ann/.kube/ann.crt", HoldsItsKey: true });
        _node.Write(Home, Pointing("/srv/ann"));
        Libc.SetOwner(_node.OnDisk(Home), 1000, 1000);
        Assert.Single(Homes()).Problem.IsOf(ObserveMessages.NamesFileOutside);
        Libc.SetOwner(_node.OnDisk(Home), 0, 0);
        Assert.Null(Assert.Single(Homes()).Problem);
    }

    [Fact]
    public void A_copy_of_the_nodes_own_is_ours_whichever_authority_it_trusts()
    {
        using var other = new TestNode();
        _node.Write(Home, _node.Read("/etc/kubernetes/admin.conf"));
        _node.Write("/etc/kubernetes/pki/ca.crt", other.Ca.Certificate.ToPem());
        _node.Write("/etc/kubernetes/pki/ca.key", other.Ca.Key.ToPem());
        Assert.Equal([Home], Homes().Select(i => i.Name));
    }

    [Fact]
    public void Of_several_clusters_and_users_those_that_belong_together_are_found()
    {
        using var other = new TestNode();
        string Field(TestNode node, string name)
            => Encoding.UTF8.GetString(node.Read("/etc/kubernetes/admin.conf")).Split('\n')
                .Single(l => l.Trim().StartsWith(name, StringComparison.Ordinal))
                .Trim();
        string User(string name, TestNode node)
            => $"- name: {name}\n  user:\n    {Field(node, "client-certificate-data")}\n    {Field(node, "client-key-data")}\n";
        _node.Write(Home,
            $"kind: Config\nclusters:\n- name: ours\n  cluster: {{server: 'https://a', {Field(_node, "certificate-authority-data")}}}\n- "
                + $"name: theirs\n  cluster: {{server: 'https://b', {Field(other, "certificate-authority-data")}}}\n"
            + "contexts:\n- {name: a, context: {cluster: ours, user: one}}\n- {name: b, context: {cluster: ours, user: two}}\n- {name: c, "
            + "context: {cluster: theirs, user: three}}\n- {name: d, context: {cluster: ours, user: token}}\n- {name: e, context: "
            + "{cluster: ours, user: one}}\n- {name: f, context: {cluster: gone, user: gone}}\n"
            + $"users:\n{User("one", _node)}{User("two", _node)}{User("three", other)}- name: token\n  user: {{token: abc}}\n");
        Assert.Equal([$"{Home}#one", $"{Home}#two"], Homes().Select(i => i.Name));
        Assert.All(Homes(), item => Assert.True(item.KeyMatches));
    }

    [Fact]
    public void A_broken_one_is_told_and_hides_nothing()
    {
        _node.Write(Home, "users:\n\t- a\n");
        _node.Write("/root/.kube/config", _node.Read("/etc/kubernetes/admin.conf"));
        Assert.Equal(2, Homes().Count);
        Homes().Single(i => i.Name == Home).Problem.IsOf(KubernetesMessages.BrokenYaml);
    }

    [Theory]
    [InlineData("/home/ann/.kube", "/srv/secrets")]
    [InlineData("/home/ann/.kube/config", "/srv/secrets/config")]
    [InlineData("/home/ann/.kube/config", "../../../srv/secrets/config")]
    public void A_users_link_out_of_the_home_is_not_followed(string link, string target)
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may give links away");
        _node.Write("/srv/secrets/config", _node.Read("/etc/kubernetes/admin.conf"));
        _node.Link(link, target);
        Libc.SetOwner(_node.OnDisk(link), 1000, 1000);
        var item = Assert.Single(Homes());
        Assert.Equal(["/srv/secrets/config"], item.Problem.IsOf(ObserveMessages.LeadsOutOfHome).Arguments);
        Assert.Null(item.Certificate);

        Libc.SetOwner(_node.OnDisk(link), 0, 0);
        Assert.Null(Assert.Single(Homes()).Problem);
    }

    [Fact]
    public void A_users_link_behind_one_of_roots_is_the_users_too()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may give links away");
        _node.Write("/srv/secrets/config", _node.Read("/etc/kubernetes/admin.conf"));
        _node.Link(Home, "../mine");
        _node.Link("/home/ann/mine", "/srv/secrets/config");
        Libc.SetOwner(_node.OnDisk("/home/ann/mine"), 1000, 1000);
        Assert.Single(Homes()).Problem.IsOf(ObserveMessages.LeadsOutOfHome);
    }

    [Fact]
    public void A_users_link_inside_the_home_is_followed()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may give links away");
        _node.Write("/home/ann/clusters/ours", _node.Read("/etc/kubernetes/admin.conf"));
        _node.Link(Home, "../clusters/ours");
        Libc.SetOwner(_node.OnDisk(Home), 1000, 1000);
        var item = Assert.Single(Homes());
        Assert.Null(item.Problem);
        item.WriteProblem.IsOf(KubePki.Files.FileMessages.UntrustedLink);
    }

    [Fact]
    public void A_home_that_is_a_link_is_that_home()
    {
        _node.Write("/data/ann/.kube/config", _node.Read("/etc/kubernetes/admin.conf"));
        _node.Link("/home/ann", "/data/ann");
        Assert.True(Assert.Single(Homes()) is { Problem: null, Name: Home });
    }

    [Fact]
    public void No_link_leads_out_of_the_root()
    {
        using var outside = new Scratch();
        outside.Write("config", _node.Read("/etc/kubernetes/admin.conf"));
        _node.Link("/home/ann/.kube", outside.Path);
        Assert.Empty(Homes());
    }

    /// <summary>A link that leads nowhere is reported with the reason. The kubeconfig does not count as absent.</summary>
    [Theory]
    [InlineData("config", "Too many levels of symbolic links")]
    [InlineData("b", "Too many levels of symbolic links")]
    [InlineData("nowhere", "link to /home/ann/.kube/nowhere, which does not exist")]
    [InlineData("b/../nowhere", "link to b/../nowhere, which does not exist")]
    [InlineData("/home/ann/no/such", "link to /home/ann/no/such, which does not exist")]
    public void A_link_that_leads_nowhere_is_told(string target, string reason)
    {
        _node.Link(Home, target);
        if (target == "b")
        {
            _node.Link("/home/ann/.kube/b", "config");
        }

        var item = Assert.Single(Homes());
        Assert.Equal(Home, item.Name);
        Assert.Contains(reason, item.Problem!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FIFO")]
    [InlineData("socket")]
    [InlineData("directory")]
    public void What_is_no_file_is_told(string kind)
    {
        var path = _node.OnDisk(Home);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0);
        switch (kind)
        {
            case "FIFO":
                Libc.MakeFifo(path);
                break;
            case "socket":
                socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
                break;
            default:
                Directory.CreateDirectory(path);
                break;
        }

        Assert.Equal([kind], Assert.Single(Homes()).Problem.IsOf(KubePki.Files.FileMessages.NotAFile).Arguments);
    }

    private IReadOnlyList<PkiEntry> Homes() => [.. _node.State.Items.Where(i => i.Name.StartsWith('/'))];
}
