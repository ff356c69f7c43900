using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Plan;

/// <summary>A key that signs or verifies service account tokens survives every renewal, whichever flag names its file.</summary>
public sealed class TokenKeyTests
{
    private const string Pki = "/etc/kubernetes/pki";

    private static readonly string[] ApiServerFlags =
    [
        $"--client-ca-file={Pki}/ca.crt", "--etcd-servers=https://127.0.0.1:2379", $"--tls-cert-file={Pki}/apiserver.crt",
        $"--tls-private-key-file={Pki}/apiserver.key",
    ];

    /// <summary>The API server's flags, the controller-manager's flags, and the entry whose key is the token key.</summary>
    public static TheoryData<string, string, string> Settings => new()
    {
        { $"--service-account-key-file={Pki}/apiserver.key", $"--service-account-private-key-file={Pki}/apiserver.key", "apiserver" },
        { $"--service-account-key-file={Pki}/apiserver.crt", $"--service-account-private-key-file={Pki}/sa.key", "apiserver" },
        { $"--service_account_key_file={Pki}/apiserver.key", $"--service-account-private-key-file={Pki}/sa.key", "apiserver" },
        { "--authorization-mode=RBAC", $"--service-account-private-key-file={Pki}/sa.key", "apiserver" },
        { $"--service-account-key-file={Pki}/sa.pub", $"--service-account-private-key-file={Pki}/etcd/peer.key", "etcd-peer" },
        {
            $"--service-account-key-file={Pki}/sa.pub --service-account-signing-key-file={Pki}/front-proxy-client.key",
            $"--service-account-private-key-file={Pki}/sa.key", "front-proxy-client"
        },
        { $"--service-account-key-file={Pki}/tokens.key", $"--service-account-private-key-file={Pki}/sa.key", "apiserver" },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void The_key_is_kept_and_the_plan_says_so(string apiServer, string controllerManager, string name)
    {
        using var node = Node(apiServer, controllerManager);
        var old = node.Read(node.State.Find(name)!.KeyPath!);
        foreach (var spec in new[] {
            new RenewalSpec(), new RenewalSpec { Names = [name] }, new RenewalSpec { KeyAlgorithm = KeyAlgorithm.Rsa2048 },
        })
        {
            var action = node.Plan(spec).Actions.Single(a => a.Item.Name == name);
            Assert.True(action.KeepsKey);
            Assert.Single(action.Notes).IsOf(PlanMessages.TokenKeyKept);
        }

        node.Renew().Must();
        Assert.Equal(old, node.Read(node.State.Find(name)!.KeyPath!));
        Assert.True(node.State.Find(name)!.Certificate!.NotAfter > FixedClock.Today.AddDays(360));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Only_its_own_option_replaces_it(string apiServer, string controllerManager, string name)
    {
        using var node = Node(apiServer, controllerManager);
        var old = node.Read(node.State.Find(name)!.KeyPath!);
        Assert.Single(node.Plan(new RenewalSpec { Names = [name], KeyAlgorithm = KeyAlgorithm.Rsa2048 }).Refusals)
            .IsOf(PlanMessages.TokenKeyFixed);
        Assert.Contains(
            node.Plan(new RenewalSpec { ReuseKey = true, ReplaceTokenKey = true }).Refusals, r => r.Is(PlanMessages.KeepAndReplace));
        var spec = new RenewalSpec { Names = [name], ReplaceTokenKey = true };
        Assert.Single(node.Plan(spec).Actions.Single().Notes).IsOf(PlanMessages.TokenKeyReplaced);
        node.Renew(spec).Must();
        Assert.NotEqual(old, node.Read(node.State.Find(name)!.KeyPath!));
    }

    [Fact]
    public void Where_tokens_have_a_pair_of_their_own_every_key_is_new()
    {
        using var node = new TestNode();
        Assert.All(node.Plan().Actions, action => Assert.False(action.KeepsKey));
        Assert.All(node.Plan().Actions, action => Assert.Empty(action.Notes));
    }

    [Fact]
    public void A_certificate_that_does_not_fit_the_key_is_made_for_it_by_name()
    {
        using var node = Node($"--service-account-key-file={Pki}/apiserver.key", $"--service-account-private-key-file={Pki}/apiserver.key");
        node.Write($"{Pki}/apiserver.key", node.Read($"{Pki}/etcd/peer.key"));
        var old = node.Read($"{Pki}/apiserver.key");
        Assert.NotEmpty(node.Plan().Refusals);
        node.Renew("apiserver").Must();
        Assert.Equal(old, node.Read($"{Pki}/apiserver.key"));
        Assert.True(node.State.Find("apiserver")!.HoldsItsKey);
        node.Write($"{Pki}/apiserver.key", "");
        Assert.Single(node.Plan("apiserver").Refusals).IsOf(PlanMessages.TokenKeyLost);
    }

    private static TestNode Node(string apiServer, string controllerManager)
    {
        var node = new TestNode();
        node.Link($"{Pki}/tokens.key", $"{Pki}/apiserver.key");
        node.WriteManifest(
            "kube-apiserver",
            [
                .. ApiServerFlags, $"--proxy-client-cert-file={Pki}/front-proxy-client.crt",
                $"--proxy-client-key-file={Pki}/front-proxy-client.key", .. apiServer.Split(' '),
            ]);
        node.WriteManifest(
            "kube-controller-manager",
            [
                $"--cluster-signing-cert-file={Pki}/ca.crt", $"--cluster-signing-key-file={Pki}/ca.key",
                "--kubeconfig=/etc/kubernetes/controller-manager.conf", controllerManager,
            ]);
        return node;
    }
}
