using KubePki.Judge.Connections;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Tests.Judge.Checks;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Judge.Connections;

/// <summary>The graph follows signatures, flags and kubeconfigs, not names.</summary>
public sealed class TrustGraphTests
{
    private const string Pki = "/etc/kubernetes/pki";

    [Fact]
    public void Each_certificate_hangs_below_the_ca_that_signed_it()
    {
        using var node = new PracticeNode();
        var graph = Graph(node);
        Assert.Equal(
            [
                "apiserver", "apiserver-kubelet-client", "admin.conf", "super-admin.conf", "controller-manager.conf", "scheduler.conf",
                "kubelet.conf", "kubelet-client", "/root/.kube/config",
            ],
            graph.SignedBy(graph.State.Find("ca")!).Select(i => i.Name));
        Assert.Equal(
            ["etcd-server", "etcd-peer", "etcd-healthcheck-client", "apiserver-etcd-client"],
            graph.SignedBy(graph.State.Find("etcd-ca")!).Select(i => i.Name));
        Assert.True(Signing(graph, "ca").IsSelfSigned);
        Assert.True(Signing(graph, "kubelet-serving") is { Authority: null, IsSelfSigned: false });
    }

    [Fact]
    public void A_certificate_of_another_ca_hangs_there_whatever_its_name_says()
    {
        using var node = new PracticeNode();
        node.Reissue("scheduler.conf", r => r, "etcd-ca");
        node.Put("admin.conf", Recipe.Leaf("CN=kubernetes-admin").SignedBy(Recipe.Authority("CN=kubernetes").SelfSigned()));
        var graph = Graph(node);
        Assert.Equal("etcd-ca", Signing(graph, "scheduler.conf").Authority?.Name);
        Assert.Null(Signing(graph, "admin.conf").Authority);
    }

    [Fact]
    public void On_a_whole_node_everybody_is_accepted()
    {
        using var node = new PracticeNode();
        var graph = Graph(node);
        Assert.All(graph.Connections, c => Assert.True(c.State == ConnectionState.Holds, $"{c.Id}: {c.Failure ?? c.UnknownReason}"));
        Assert.Equal(
            [
                "apiserver-to-etcd", "apiserver-to-extension", "apiserver-to-kubelet", "controller-manager-to-apiserver", "etcd-to-etcd",
                "kubectl-to-apiserver",
                "kubelet-to-apiserver", "pods-to-apiserver", "probe-to-etcd", "scheduler-to-apiserver",
            ],
            graph.Connections.Select(c => c.Id).Distinct().Order());
        Assert.Equal(
            ["admin.conf", "super-admin.conf", "/root/.kube/config"],
            graph.Connections.Where(c => c.Id == "kubectl-to-apiserver").Select(c => c.ClientItem!.Name));
        var etcd = graph.Connections.Single(c => c.Id == "apiserver-to-etcd");
        Assert.Equal(
            ("apiserver-etcd-client", "etcd-server", "etcd-ca", "etcd-ca"),
            (etcd.ClientItem!.Name, etcd.ServerItem!.Name, etcd.ClientTrusts!.Authorities.Single().Name,
                etcd.ServerTrusts!.Authorities.Single().Name));
        Assert.Equal(
            ($"--etcd-certfile={Pki}/apiserver-etcd-client.crt", $"{Pki}/etcd/ca.crt"), (etcd.ClientSetting, etcd.ServerTrusts.Place));
        Assert.Equal(node.State.Find("etcd-server")!.Certificate!.NotAfter, etcd.ExpiresAt);
    }

    [Theory]
    [InlineData("apiserver-to-etcd", "apiserver-etcd-client", "ca")]
    [InlineData("apiserver-to-etcd", "etcd-server", "ca")]
    [InlineData("etcd-to-etcd", "etcd-peer", "ca")]
    [InlineData("controller-manager-to-apiserver", "controller-manager.conf", "etcd-ca")]
    [InlineData("scheduler-to-apiserver", "apiserver", "etcd-ca")]
    [InlineData("apiserver-to-kubelet", "apiserver-kubelet-client", "etcd-ca")]
    [InlineData("apiserver-to-extension", "front-proxy-client", "ca")]
    [InlineData("kubelet-to-apiserver", "kubelet-client", "etcd-ca")]
    public void Who_is_not_accepted_is_told(string connection, string item, string authority)
    {
        using var node = new PracticeNode();
        node.Reissue(item, r => r, authority);
        Graph(node).Connections.First(c => c.Id == connection).Failure.IsOf(X509Messages.UnknownAuthority);
    }

    /// <summary>The presented certificate is fine: the trusted CA of the refusing side is wrong.</summary>
    [Fact]
    public void Where_an_end_trusts_another_authority_its_own_setting_is_named()
    {
        using var node = new PracticeNode();
        node.Edit("/root/.kube/config", NodeBreaks.Base64(node, $"{Pki}/ca.crt"), NodeBreaks.Base64(node, $"{Pki}/etcd/ca.crt"));
        node.Flag("kube-apiserver", "etcd-cafile", $"{Pki}/ca.crt");
        var broken = Graph(node).Connections.Where(c => c.Failure is not null).Select(c => c.Failure!).ToList();
        Assert.Equal([$"{Pki}/ca.crt", "/root/.kube/config"], broken.Select(b => b.Where).Order());
        Assert.Contains(
            "--etcd-cafile", broken.Single(
                b => b.Where == $"{Pki}/ca.crt").Text(KubePki.Localization.Language.English), StringComparison.Ordinal);
    }

    /// <summary>Users that were not read have an unknown state.</summary>
    [Fact]
    public void Users_that_were_not_looked_at_are_unknown()
    {
        using var node = new PracticeNode();
        var item = node.State.Find("/root/.kube/config")!;
        var crowded = item with
        {
            Name = "/root/.kube/config …",
            Certificates = [],
            Kubeconfig = null,
            Problem = ObserveMessages.TooManyUsers.At(item.Path, "50", "100"),
        };
        var state = node.State with { Items = [.. node.State.Items, crowded] };
        var connection = TrustGraph.Of(state, node.Around).Connections.Single(c => c.ClientItem == crowded);
        Assert.Equal(ConnectionState.Unknown, connection.State);
    }

    [Fact]
    public void A_server_that_is_called_by_another_name_is_not_accepted()
    {
        using var node = new PracticeNode();
        node.Flag("kube-apiserver", "etcd-servers", "https://etcd.example.com:2379");
        node.Edit("/etc/kubernetes/scheduler.conf", "https://192.0.2.11:6443", "https://lb.example.com:6443");
        var graph = Graph(node);
        graph.Connections.Single(c => c.Id == "apiserver-to-etcd").Failure.IsOf(X509Messages.WrongName);
        graph.Connections.Single(c => c.Id == "scheduler-to-apiserver").Failure.IsOf(X509Messages.WrongName);
    }

    [Fact]
    public void What_has_expired_or_is_missing_breaks_its_connections()
    {
        using var node = new PracticeNode();
        node.Delete($"{Pki}/etcd/server.crt");
        Assert.Equal("missing", Graph(node).Connections.Single(c => c.Id == "apiserver-to-etcd").Failure!.Id);
        node.Now = node.Now.AddYears(2);
        Graph(node).Connections.Single(c => c.Id == "scheduler-to-apiserver").Failure.IsOf(X509Messages.Expired);
    }

    /// <summary>Pods verify the API server's certificate like every other client.</summary>
    [Fact]
    public void Pods_are_cut_off_when_the_api_servers_certificate_has_ended()
    {
        using var node = new PracticeNode();
        node.Reissue("apiserver", r => r with { NotAfter = node.Now.AddHours(-1) });
        Graph(node).Connections.Single(c => c.Id == "pods-to-apiserver").Failure.IsOf(X509Messages.Expired);
    }

    [Fact]
    public void Pods_are_cut_off_when_their_tokens_are_not_verified_with_the_key_that_signs()
    {
        using var node = new PracticeNode();
        node.Write($"{Pki}/sa.key", node.Text($"{Pki}/etcd/peer.key"));
        Assert.Equal(ConnectionState.Fails, Graph(node).Connections.Single(c => c.Id == "pods-to-apiserver").State);
    }

    [Fact]
    public void A_connection_ends_with_the_ca_that_ends_before_its_certificates()
    {
        using var node = new PracticeNode();
        node.Reissue("front-proxy-client", r => r with { NotAfter = node.Now.AddYears(30) });
        Assert.Equal(
            node.State.Find("front-proxy-ca")!.Certificate!.NotAfter,
            Graph(node).Connections.Single(c => c.Id == "apiserver-to-extension").ExpiresAt);
    }

    [Fact]
    public void Without_a_token_key_flag_pods_are_known_by_the_tls_key()
    {
        using var node = new PracticeNode();
        Assert.Equal(("--service-account-key-file", $"{Pki}/sa.pub"), Pods(node));
        node.Flag("kube-apiserver", "service-account-key-file", null);
        Assert.Equal(("--tls-private-key-file", $"{Pki}/apiserver.key"), Pods(node));
    }

    [Fact]
    public void An_etcd_elsewhere_leaves_its_end_open()
    {
        using var node = new PracticeNode();
        node.Delete("/etc/kubernetes/manifests/etcd.yaml");
        node.Flag("kube-apiserver", "etcd-servers", "https://etcd.example.com:2379");
        var etcd = Graph(node).Connections.Single(c => c.Id == "apiserver-to-etcd");
        Assert.True(etcd is { ServerItem: null, ServerTrusts: null, Failure: null, State: ConnectionState.Unknown });
    }

    private static TrustGraph Graph(PracticeNode node) => TrustGraph.Of(node.State, node.Around);

    private static Signing Signing(TrustGraph graph, string name) => graph.Signings.Single(s => s.Item.Name == name);

    private static (string, string) Pods(PracticeNode node)
        => Graph(node).Connections.Single(c => c.Id == "pods-to-apiserver").ServerTrusts is { } trust
            ? (trust.Setting, trust.Place)
            : default;
}
