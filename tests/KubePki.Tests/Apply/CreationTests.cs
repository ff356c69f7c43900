using CsCheck;
using KubePki.Apply;
using KubePki.Judge;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Apply;

/// <summary>A complete creation: the resulting files, and the absence of files after a crash.</summary>
public sealed class CreationTests
{
    private static readonly Gen<string> Names = Any.Of(
        "api.example.com", "*.example.com", "192.0.2.77", "2001:db8::77", "a-b.c", "xn--fsq.example");

    private static readonly Gen<string> Addresses = Any.Of("192.0.2.1", "10.0.0.5", "2001:db8::1");
    private static readonly Gen<string> Endpoints = Any.Of(
        "", "lb.example.com", "lb.example.com:8443", "[2001:db8::2]:6443", "192.0.2.200");
    private static readonly Gen<string> Networks = Any.Of(
        "",
        "serviceSubnet: 10.1.2.3/16", "serviceSubnet: 'fd00:1::/112', dnsDomain: x.y",
        "serviceSubnet: '10.1.0.0/28,fd00:1::/112', podSubnet: '10.2.0.0/16,fd00:2::/64'");

    /// <summary>
    /// Every version of the configuration with all its cluster fields, and the Kubernetes versions that it configures. The position of the
    /// fields differs: v1alpha1 and v1alpha2 have one document; v1alpha3 splits it and keeps old names.
    /// </summary>
    private static readonly Dictionary<string, (string Template, string[] Kubernetes)> Versions = new(StringComparer.Ordinal)
    {
        ["v1alpha1"] = (Master("nodeName: NODE", "etcd: { serverCertSANs: [ETCD], peerCertSANs: [ETCD] }"), ["v1.8.0", "v1.10.13"]),
        ["v1alpha2"] = (Master("nodeRegistration: { name: NODE }", LocalEtcd), ["v1.11.3"]),
        ["v1alpha3"] = (Parted("apiEndpoint", "apiServerCertSANs: [NAMES]"), ["v1.12.0", "v1.13.12"]),
        ["v1beta1"] = (Parted("localAPIEndpoint", ApiServer), ["v1.13.0", "v1.20.2"]),
        ["v1beta2"] = (Parted("localAPIEndpoint", ApiServer), ["v1.15.0", "v1.22.1"]),
        ["v1beta3"] = (Parted("localAPIEndpoint", ApiServer), ["v1.22.0", "v1.28.1", "v1.29.0", "stable-1"]),
        ["v1beta4"] = (Parted(
            "localAPIEndpoint",
            ApiServer + "\nencryptionAlgorithm: ECDSA-P256\ncertificateValidityPeriod: 4000h\ncaCertificateValidityPeriod: 50000h"),
            ["v1.31.0", "v1.34.0"]),
    };

    private const string LocalEtcd = "etcd: { local: { serverCertSANs: [ETCD], peerCertSANs: [ETCD] } }";
    private const string ApiServer = "apiServer: { certSANs: [NAMES] }";

    public static TheoryData<string> AllVersions => [.. Versions.Keys];

    [Fact]
    public void No_version_is_left_out()
    => Assert.Equal(
        Enum.GetNames<ApiVersion>().Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal),
        Versions.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(AllVersions))]
    public void After_any_valid_configuration_all_is_well_and_nothing_is_left_to_do(string version)
        => Configurations(version).Sample(configuration =>
        {
            using var node = new BareNode();
            node.Create(configuration).Must();
            AllIsWell(node, configuration);
        }, iter: 12);

    [Fact]
    public void Files_have_kubeadms_modes_and_kinds()
    {
        using var node = new BareNode();
        node.Create().Must();
        var shown = node.Snapshot();
        Assert.StartsWith("Directory 755 ", shown["/etc/kubernetes/pki/etcd"], StringComparison.Ordinal);
        Assert.StartsWith("Regular 644 ", shown["/etc/kubernetes/pki/ca.crt"], StringComparison.Ordinal);
        foreach (var file in new[] { "pki/ca.key", "pki/etcd/peer.key", "pki/sa.key", "pki/sa.pub", "admin.conf", "kubelet.conf" })
        {
            Assert.StartsWith("Regular 600 ", shown[$"/etc/kubernetes/{file}"], StringComparison.Ordinal);
        }

        Assert.Equal(
            26,
            shown.Keys.Count(k => k.StartsWith("/etc/kubernetes/", StringComparison.Ordinal)
                && !shown[k].StartsWith("Directory", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_undo_removes_every_file_and_its_undo_restores_them()
    {
        using var node = new BareNode();
        var before = node.Snapshot();
        node.Create().Must();
        var after = node.Snapshot();
        node.Transactions.Undo(null, force: false).Must();
        Assert.Empty(before.Differences(node.Snapshot()));
        var undone = node.Transactions.History()[^1].Id;
        node.Transactions.Undo(undone, force: false).Must();
        Assert.Empty(after.Differences(node.Snapshot()));
    }

    [Fact]
    public void After_a_crash_at_any_step_the_next_run_finds_all_or_nothing()
    {
        var steps = new List<string>();
        using (var counting = new BareNode())
        {
            counting.Carry(counting.Plan(), transactions: counting.With(steps.Add)).Must();
        }

        Assert.Contains("make /etc/kubernetes/pki/etcd", steps);
        foreach (var crash in Enumerable.Range(0, steps.Count))
        {
            using var node = new BareNode();
            var before = node.Snapshot();
            var at = 0;
            Assert.Throws<CrashException>(() => node.Carry(node.Plan(), transactions: node.With(_ =>
            {
                if (at++ == crash)
                {
                    throw new CrashException();
                }
            })));
            node.Transactions.Recover().Must();
            if (before.Differences(node.Snapshot()).Count > 0)
            {
                Assert.All(
                    node.Verdicts(), v => Assert.False(v.IsFinding, $"after '{steps[crash]}' {v.Item.Name}: {v.Status} {v.Problem}"));
            }
        }
    }

    [Fact]
    public void A_leaf_made_anew_keeps_mode_and_owner_and_can_be_taken_back()
    {
        using var node = new BareNode();
        node.Create().Must();
        File.SetUnixFileMode(node.OnDisk("/etc/kubernetes/pki/apiserver.crt"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        File.SetUnixFileMode(
            node.OnDisk("/etc/kubernetes/pki/apiserver.key"), UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        var before = node.Snapshot();
        node.Create(BareNode.Configuration + "\napiServer: { certSANs: [more.example.com] }\n", "apiserver").Must();
        var after = node.Snapshot();
        Assert.Equal(["/etc/kubernetes/pki/apiserver.crt", "/etc/kubernetes/pki/apiserver.key"], before.Differences(after));
        Assert.StartsWith("Regular 440 ", after["/etc/kubernetes/pki/apiserver.crt"], StringComparison.Ordinal);
        Assert.StartsWith("Regular 440 ", after["/etc/kubernetes/pki/apiserver.key"], StringComparison.Ordinal);
        Assert.Contains("more.example.com", node.State().Find("apiserver")!.Certificate!.Names.Dns);
        node.Transactions.Undo(null, force: false).Must();
        Assert.Empty(before.Differences(node.Snapshot()));
    }

    [Fact]
    public void A_key_that_is_there_is_kept_and_the_public_half_follows_from_it()
    {
        using var node = new BareNode();
        node.Create().Must();
        var before = node.Snapshot();
        File.Delete(node.OnDisk("/etc/kubernetes/pki/sa.pub"));
        File.Delete(node.OnDisk("/etc/kubernetes/pki/apiserver.crt"));
        node.Create().Must();
        Assert.Equal(["/etc/kubernetes/pki/apiserver.crt"], before.Differences(node.Snapshot()));
        Assert.All(node.Verdicts(), v => Assert.Equal(EntryStatus.Ok, v.Status));
    }

    [Fact]
    public void Somebody_elses_file_in_the_way_is_not_overwritten()
    {
        using var node = new BareNode();
        var plan = node.Plan();
        Directory.CreateDirectory(node.OnDisk("/etc/kubernetes"));
        File.WriteAllText(node.OnDisk("/etc/kubernetes/admin.conf"), "mine");
        node.Carry(plan).Fails(ApplyMessages.AlreadyThere);
        Assert.Equal("mine", File.ReadAllText(node.OnDisk("/etc/kubernetes/admin.conf")));
        Assert.False(Directory.Exists(node.OnDisk("/etc/kubernetes/pki")));
    }

    /// <summary>With an external etcd its CA and the client's pair are given, and no etcd file is created.</summary>
    [Theory]
    [MemberData(nameof(AllVersions))]
    public void With_an_external_etcd_the_same_holds(string version) => Configurations(version).Sample(local =>
    {
        const string Elsewhere =
            "endpoints: ['https://192.0.2.21:2379'], caFile: /etc/etcd/ca.crt, certFile: /etc/etcd/client.crt, keyFile: "
                + "/etc/etcd/client.key";
        var configuration = System.Text.RegularExpressions.Regex.Replace(
            local, "(?m)^etcd: .*$", version == "v1alpha1" ? $"etcd: {{ {Elsewhere} }}" : $"etcd: {{ external: {{ {Elsewhere} }} }}");
        using BareNode etcd = new(), node = new();
        etcd.Create().Must();
        Directory.CreateDirectory(node.OnDisk("/etc/etcd"));
        foreach (var (from, to) in (IEnumerable<(string, string)>)[
            ("etcd/ca.crt", "ca.crt"), ("apiserver-etcd-client.crt", "client.crt"), ("apiserver-etcd-client.key", "client.key"),
        ])
        {
            File.Copy(etcd.OnDisk($"/etc/kubernetes/pki/{from}"), node.OnDisk($"/etc/etcd/{to}"));
        }

        node.Create(configuration).Must();
        AllIsWell(node, configuration);
        Assert.False(Directory.Exists(node.OnDisk("/srv/pki/etcd")));
    }, iter: 3);

    private static Gen<string> Configurations(string version)
    {
        var (template, kubernetes) = Versions[version];
        return Gen.Select(
            Any.Of("cp1", "master-1.example.com", "ip-172-31-93-180.ec2.internal"), Addresses, Endpoints, Networks, Names.List[0, 4],
            Names.List[0, 3], Any.Of(kubernetes))
            .Select((
                name, address, endpoint, networks, api, etcd,
                release) => template.Replace("VERSION", version, StringComparison.Ordinal).Replace("NODE", name, StringComparison.Ordinal)
                .Replace("ADDRESS", address, StringComparison.Ordinal).Replace("ENDPOINT", endpoint, StringComparison.Ordinal)
                .Replace("NETWORKS", networks, StringComparison.Ordinal)
                .Replace("NAMES", Quoted(api), StringComparison.Ordinal).Replace("ETCD", Quoted(etcd), StringComparison.Ordinal)
                .Replace("RELEASE", release, StringComparison.Ordinal));
    }

    /// <summary>Before ClusterConfiguration existed: one document, with other names for the same fields.</summary>
    private static string Master(string node, string etcd) => $$"""
        apiVersion: kubeadm.k8s.io/VERSION
        kind: MasterConfiguration
        api: { advertiseAddress: 'ADDRESS', controlPlaneEndpoint: 'ENDPOINT' }
        {{node}}
        networking: { NETWORKS }
        certificatesDir: /srv/pki
        kubernetesVersion: RELEASE
        apiServerCertSANs: [NAMES]
        {{etcd}}
        """;

    private static string Parted(string ownEndpoint, string more) => $$"""
        apiVersion: kubeadm.k8s.io/VERSION
        kind: InitConfiguration
        {{ownEndpoint}}: { advertiseAddress: 'ADDRESS' }
        nodeRegistration: { name: NODE }
        ---
        apiVersion: kubeadm.k8s.io/VERSION
        kind: ClusterConfiguration
        controlPlaneEndpoint: 'ENDPOINT'
        networking: { NETWORKS }
        certificatesDir: /srv/pki
        kubernetesVersion: RELEASE
        {{more}}
        {{LocalEtcd}}
        """;

    private static void AllIsWell(BareNode node, string configuration)
    {
        Assert.All(node.Verdicts(configuration), v => Assert.False(v.IsFinding, $"{v.Item.Name}: {v.Status} {v.Problem}"));
        var again = node.Plan(configuration);
        Assert.Empty(again.Actions);
        Assert.Empty(again.Skipped);
        Assert.Empty(again.Refusals);
    }

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Distinct().Select(n => $"'{n}'"));
}
