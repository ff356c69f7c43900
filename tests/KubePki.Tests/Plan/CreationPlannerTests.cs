using KubePki.Files;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Plan;

/// <summary>Which files are created, kept and refused.</summary>
public sealed class CreationPlannerTests
{
    private static readonly string[] Everything =
    [
        "ca", "front-proxy-ca", "etcd-ca", "apiserver", "apiserver-kubelet-client", "front-proxy-client", "etcd-server", "etcd-peer",
        "etcd-healthcheck-client", "apiserver-etcd-client",
        "sa", "admin.conf", "controller-manager.conf", "scheduler.conf", "kubelet.conf",
    ];

    [Fact]
    public void On_a_bare_machine_everything_is_made()
    {
        using var node = new BareNode();
        var plan = node.Plan();
        Assert.Empty(plan.Refusals);
        Assert.Equal(Everything, plan.Actions.Select(a => a.Item.Name));
        Assert.Equal(15, plan.NewKeys);
        Assert.Equal(
            Everything.Append("super-admin.conf").Order(),
            node.Plan(BareNode.Configuration.Replace("1.28", "1.29", StringComparison.Ordinal)).Actions.Select(a => a.Item.Name).Order());
    }

    [Fact]
    public void Names_servers_and_dates_follow_from_the_configuration()
    {
        using var node = new BareNode();
        var configuration = BareNode.Configuration
            + "\ncontrolPlaneEndpoint: lb.example.com:8443\nclusterName: blue\nnetworking: { serviceSubnet: '10.1.0.0/16,fd00::/112', "
            + "dnsDomain: blue.local }\napiServer: { certSANs: [api.example.com, '*.example.com', 2001:db8::7] }\netcd: { local: { "
            + "serverCertSANs: [etcd.example.com], peerCertSANs: [192.0.2.9] } }\n";
        var plan = node.Plan(
            configuration, new CreationSpec { Validity = Validity.TenYears, AuthorityValidity = Validity.Parse("100y").Must() });
        Assert.Equal(
            [
                "cp1", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.blue.local", "lb.example.com",
                "api.example.com", "*.example.com", "10.1.0.1", "192.0.2.1", "2001:db8::7",
            ],
            plan.Find("apiserver")!.Identity!.Names);
        Assert.Equal(["cp1", "localhost", "etcd.example.com", "192.0.2.1", "127.0.0.1", "::1"], plan.Find("etcd-server")!.Identity!.Names);
        Assert.DoesNotContain("etcd.example.com", plan.Find("etcd-peer")!.Identity!.Names);
        Assert.Contains("192.0.2.9", plan.Find("etcd-peer")!.Identity!.Names);
        Assert.Equal(
            ("https://lb.example.com:8443", "https://192.0.2.1:6443"),
            (plan.Find("admin.conf")!.Server, plan.Find("scheduler.conf")!.Server));
        Assert.Equal(
            "https://lb.example.com:8443",
            node.Plan(configuration.Replace("1.28", "1.19", StringComparison.Ordinal)).Find("scheduler.conf")!.Server);
        Assert.Equal(
            (FixedClock.Today.AddMinutes(-5), FixedClock.Today.AddDays(36500)), (plan.Find("ca")!.NotBefore, plan.Find("ca")!.NotAfter));
        Assert.Equal(
            (FixedClock.Today.AddMinutes(-5), FixedClock.Today.AddDays(3650)),
            (plan.Find("apiserver")!.NotBefore, plan.Find("apiserver")!.NotAfter));
        Assert.Null(plan.Find("apiserver")!.CappedFrom);
        Assert.Equal(
            FixedClock.Today.AddDays(3650),
            node.Plan(configuration, new CreationSpec { Validity = Validity.Parse("20y").Must() }).Find("apiserver")!.NotAfter);
    }

    [Fact]
    public void The_newest_configuration_says_kinds_of_keys_and_validity()
    {
        using var node = new BareNode();
        var configuration = BareNode.Configuration.Replace("v1beta3", "v1beta4", StringComparison.Ordinal)
            + "\nencryptionAlgorithm: ECDSA-P384\ncertificateValidityPeriod: 48h\ncaCertificateValidityPeriod: 72h\n";
        var state = node.State(configuration);
        var plan = CreationPlanner.Plan(
            state, ClusterFacts.Of(BareNode.Read(configuration), BareNode.Read(configuration), "").Must(), new CreationSpec());
        Assert.All(plan.Actions, a => Assert.Equal("ecdsa-p384", a.KeyAlgorithm.Name));
        Assert.Equal(
            (FixedClock.Today.AddDays(3), FixedClock.Today.AddDays(2)), (plan.Find("ca")!.NotAfter, plan.Find("etcd-peer")!.NotAfter));
    }

    [Fact]
    public void What_is_there_stays_and_what_is_missing_is_made()
    {
        using var node = new TestNode();
        Assert.Empty(Plan(node).Actions);
        node.Delete("/etc/kubernetes/pki/apiserver.crt");
        node.Delete("/etc/kubernetes/pki/etcd/peer.crt");
        node.Delete("/etc/kubernetes/pki/etcd/peer.key");
        node.Delete("/etc/kubernetes/scheduler.conf");
        node.Delete("/etc/kubernetes/pki/sa.pub");
        var plan = Plan(node);
        Assert.Empty(plan.Refusals);
        Assert.Equal(
            [("apiserver", true), ("etcd-peer", false), ("sa", true), ("scheduler.conf", false)],
            plan.Actions.Select(a => (a.Item.Name, a.KeepsKey)));
        Assert.Equal(["/etc/kubernetes/pki/apiserver.crt"], plan.Find("apiserver")!.Paths);
        Assert.All(plan.Actions, a => Assert.False(a.Replaces));
    }

    [Fact]
    public void By_name_a_leaf_is_made_anew_and_the_difference_told()
    {
        using var node = new TestNode();
        var plan = Plan(node, "apiserver", "admin.conf");
        Assert.Equal(["apiserver", "admin.conf"], plan.Actions.Select(a => a.Item.Name));
        Assert.All(plan.Actions, a => Assert.True(a.Replaces));
        Assert.True(plan.Find("admin.conf")!.Change!.IsNone);
        var other = CreationPlanner.Plan(
            node.State, Facts(node) with { ApiServerNames = ["new.example.com"], MinorVersion = 30 },
            new CreationSpec { Names = ["apiserver", "admin.conf"] });
        Assert.Contains("new.example.com", other.Find("apiserver")!.Change!.Added);
        Assert.Equal(
            ("O=system:masters", "O=kubeadm:cluster-admins"),
            (Organization(other.Find("admin.conf")!.Change!.OldSubject), Organization(other.Find("admin.conf")!.Change!.NewSubject)));
    }

    [Theory]
    [InlineData("ca", "ca-stays")]
    [InlineData("sa", "service-account-stays")]
    [InlineData("nothing", "unknown-name")]
    public void Replacing_CAs_and_service_account_keys_by_name_is_refused(string name, string id)
    {
        using var node = new TestNode();
        Assert.Equal([id], Plan(node, name).Refusals.Select(r => r.Id));
    }

    [Fact]
    public void A_lost_CA_is_not_replaced_while_there_is_something_it_signed()
    {
        using var node = new TestNode();
        node.Delete("/etc/kubernetes/pki/ca.crt");
        Assert.Equal("ca-half", Plan(node).Refusals[0].Id);
        node.Delete("/etc/kubernetes/pki/ca.key");
        var refusal = Plan(node).Refusals[0].IsOf(CreationMessages.AuthorityLost);
        Assert.Contains("apiserver", refusal.Arguments[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_external_CA_signs_is_left_with_the_reason()
    {
        using var node = new TestNode();
        node.Delete("/etc/kubernetes/pki/ca.key");
        node.Delete("/etc/kubernetes/pki/apiserver.crt");
        var plan = Plan(node);
        Assert.Empty(plan.Refusals);
        Assert.Equal(["external"], plan.Skipped.Select(s => s.Reason.Id));
        Assert.Equal(["external"], Plan(node, "apiserver").Refusals.Select(s => s.Id));
    }

    [Fact]
    public void What_is_broken_is_told_and_made_anew_by_name_only()
    {
        using var node = new TestNode();
        node.Write("/etc/kubernetes/pki/apiserver.crt", "nonsense");
        node.Delete("/etc/kubernetes/pki/front-proxy-client.key");
        Assert.Empty(Plan(node).Actions);
        Assert.Equal(["apiserver", "front-proxy-client"], Plan(node).Skipped.Select(s => s.Item.Name));
        Assert.Equal(2, Plan(node, "apiserver", "front-proxy-client").Actions.Count);
    }

    [Fact]
    public void A_new_service_account_pair_is_made_with_a_warning()
    {
        using var node = new TestNode();
        node.Delete("/etc/kubernetes/pki/sa.pub");
        node.Delete("/etc/kubernetes/pki/sa.key");
        Assert.Equal("tokens-lost", Assert.Single(Plan(node).Actions).Reason.Id);
        using var bare = new BareNode();
        Assert.Equal("is-missing", bare.Plan().Find("sa")!.Reason.Id);
    }

    [Fact]
    public void A_joining_node_gets_what_is_shared_from_the_others()
    {
        using var node = new BareNode();
        var joining = BareNode.Configuration.Replace(
            "InitConfiguration\nlocalAPIEndpoint: { advertiseAddress: 192.0.2.1 }",
            "JoinConfiguration\ncontrolPlane: { localAPIEndpoint: { advertiseAddress: 192.0.2.1 } }", StringComparison.Ordinal);
        var refusals = node.Plan(joining).Refusals;
        Assert.Equal(4, refusals.Count);
        Assert.All(refusals, r => r.IsOf(CreationMessages.SharedMissing));
    }

    [Fact]
    public void An_etcd_elsewhere_brings_its_own_certificates()
    {
        using var node = new BareNode();
        var plan = node.Plan(BareNode.Configuration
            + "\netcd: { external: { endpoints: ['https://192.0.2.50:2379'], caFile: /etc/etcd/ca.crt, certFile: /etc/etcd/client.crt, "
            + "keyFile: /etc/etcd/client.key } }\n");
        Assert.Empty(plan.Refusals);
        Assert.DoesNotContain(plan.Actions, a => a.Item.Name.Contains("etcd", StringComparison.Ordinal));
        Assert.Equal(
            [("etcd-ca", "/etc/etcd/ca.crt"), ("apiserver-etcd-client", "/etc/etcd/client.crt")],
            plan.Skipped.Select(s => (s.Item.Name, s.Item.Path)));
    }

    [Fact]
    public void Another_directory_or_another_nodes_address_is_noticed()
    {
        using var node = new TestNode();
        var state = node.State;
        ConfigurationCheck.Of(BareNode.Read(BareNode.Configuration + "\ncertificatesDir: /srv/pki\n"), state.Layout, null, "c")
            .IsOf(PlanMessages.OtherDirectory);
        ConfigurationCheck.Of(BareNode.Read(BareNode.Configuration), state.Layout, [System.Net.IPAddress.Loopback], "c")
            .IsOf(PlanMessages.ForeignAddress);
        Assert.Null(ConfigurationCheck.Of(
            BareNode.Read(BareNode.Configuration), state.Layout, [System.Net.IPAddress.Parse("192.0.2.1")], "c"));
        Assert.Null(ConfigurationCheck.Of(BareNode.Read(BareNode.Configuration), state.Layout, null, "c"));
    }

    [Fact]
    public void Without_a_name_or_an_address_nothing_is_planned()
    {
        var nothing = BareNode.Read("apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\nclusterName: a\n");
        ClusterFacts.Of(nothing, nothing, "c").Fails(PlanMessages.NoNodeName);
        ClusterFacts.Of(nothing with { NodeName = "a" }, nothing, "c").Fails(PlanMessages.NoAdvertiseAddress);
        Assert.Equal(
            ClusterFacts.NewestMinorVersion,
            ClusterFacts.Of(
                nothing with { NodeName = "a", AdvertiseAddress = System.Net.IPAddress.Parse("192.0.2.1"), KubernetesVersion = "stable-1" },
                nothing, "c")
                .Must().MinorVersion);
    }

    [Fact]
    public void Without_the_API_servers_manifest_the_service_address_is_the_controller_managers()
    {
        using var node = new PracticeNode();
        node.Flag("kube-controller-manager", "service-cluster-ip-range", "10.200.0.0/16");
        foreach (var path in new[] {
            "/etc/kubernetes/manifests/kube-apiserver.yaml", "/etc/kubernetes/pki/apiserver.crt", "/etc/kubernetes/pki/apiserver.key",
        })
        {
            node.Delete(path);
        }

        Assert.Contains("10.200.0.1", Plan(node.State, null).Find("apiserver")!.Identity!.Names);
    }

    [Theory]
    [InlineData("networking.serviceSubnet", "apiserver", "etcd-server admin.conf")]
    [InlineData("networking.dnsDomain", "apiserver", "etcd-server admin.conf")]
    [InlineData("kubernetesVersion", "admin.conf", "apiserver etcd-server")]
    public void What_depends_on_a_setting_that_nothing_says_is_refused_without_a_configuration(
        string setting, string lacking, string others)
    {
        using var node = new PracticeNode();
        var facts = Facts(node.State) with { Assumed = [setting] };
        var refusal = Assert.Single(CreationPlanner.Plan(node.State, facts, new CreationSpec { Names = [lacking] }).Refusals)
            .IsOf(PlanMessages.SettingUnknown);
        Assert.Equal(setting, Assert.Single(refusal.Arguments));
        Assert.Empty(CreationPlanner.Plan(node.State, facts, new CreationSpec { Names = others.Split(' ') }).Refusals);
    }

    [Fact]
    public void What_a_node_does_not_show_is_assumed_and_a_given_configuration_means_its_defaults()
    {
        using var node = new PracticeNode();
        Assert.Empty(Facts(node.State).Assumed);
        foreach (var name in new[] { "kube-apiserver", "kube-controller-manager", "kube-scheduler" })
        {
            node.Write($"/etc/kubernetes/manifests/{name}.yaml", "a: [");
        }

        node.Delete("/var/lib/kubelet/config.yaml");
        node.Delete("/etc/kubernetes/pki/apiserver.crt");
        Assert.Equal(["networking.serviceSubnet", "networking.dnsDomain", "kubernetesVersion"], Facts(node.State).Assumed);
        Assert.Equal("/etc/kubernetes/manifests/kube-apiserver.yaml", Plan(node.State, ["apiserver"]).Refusals[0].Cause!.Where);
        var given = BareNode.Read(BareNode.Configuration);
        Assert.Empty(ClusterFacts.Of(given, RebuiltConfiguration.Of(node.State).Configuration, "cluster.yaml").Must().Assumed);
    }

    [Fact]
    public void Ends_in_the_past_are_refused_once()
    {
        using var node = new BareNode();
        var plan = node.Plan(BareNode.Configuration, new CreationSpec { Validity = Validity.Parse("2020-01-01").Must() });
        Assert.Equal(["ends-in-the-past"], plan.Refusals.Select(r => r.Id));
    }

    [Fact]
    public void The_same_input_gives_the_same_plan()
    {
        using var node = new BareNode();
        Assert.Equal(Text(node.Plan()), Text(node.Plan()));
    }

    private static string Text(CreationPlan plan)
        => string.Join(
            '\n',
            plan.Actions.Select(
                a => $"{a.Item.Name} {a.NotBefore:O} {a.NotAfter:O} {a.KeyAlgorithm} {string.Join(' ', a.Identity?.Names ?? [])} "
                    + $"{a.Server} {string.Join(' ', a.Paths)}"));

    private static string Organization(string? subject)
        => subject!.Split(',').First(part => part.StartsWith("O=", StringComparison.Ordinal));

    private static ClusterFacts Facts(TestNode node) => Facts(node.State);

    private static ClusterFacts Facts(NodeState state) => ClusterFacts.OfNode(RebuiltConfiguration.Of(state).Configuration).Must();

    private static CreationPlan Plan(NodeState state, string[]? names)
        => CreationPlanner.Plan(state, Facts(state), new CreationSpec { Names = names });

    private static CreationPlan Plan(TestNode node, params string[] names)
        => CreationPlanner.Plan(node.State, Facts(node), new CreationSpec { Names = names.Length == 0 ? null : names });
}
