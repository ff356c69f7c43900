using System.Net;
using System.Text;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Kubernetes.Kubeadm;

/// <summary>A written configuration reads back the same, in every version; and the edit of a cluster's own document.</summary>
public sealed class ConfigurationWriterTests
{
    private static readonly KubeadmConfiguration Full = new()
    {
        ApiVersion = "v1beta4",
        NodeName = "cp1",
        AdvertiseAddress = IPAddress.Parse("2001:db8::1"),
        BindPort = 7443,
        Endpoint = new ControlPlaneEndpoint("2001:db8::2", 8443),
        KubernetesVersion = "v1.34.0",
        ClusterName = "blue: #1",
        CertificatesDirectory = "/srv/pki",
        ImageRepository = "registry.example.com:5000/k8s",
        ServiceSubnets = [IPNetwork.Parse("10.96.0.0/16"), IPNetwork.Parse("fd00::/112")],
        PodSubnets = [IPNetwork.Parse("10.244.0.0/16")],
        DnsDomain = "blue.local",
        ApiServerNames = ["api.example.com", "*.example.com", "192.0.2.7"],
        EtcdDataDirectory = "/var/lib/etcd",
        EtcdServerNames = ["etcd.example.com"],
        EtcdPeerNames = ["2001:db8::8"],
        KeyAlgorithm = KeyAlgorithm.Curve(Oids.P384),
        CertificateValidity = TimeSpan.FromMinutes(90),
        AuthorityValidity = TimeSpan.FromDays(3650),
    };

    public static TheoryData<string> Versions => [.. ApiVersions.All];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_version_is_read_back(string version)
    {
        var written = ConfigurationWriter.Write(Full with { ApiVersion = version });
        var read = KubeadmConfiguration.Read(Encoding.UTF8.GetBytes(written), "written").Must();
        Assert.Empty(read.UnknownFields);
        var isNewest = version == "v1beta4";
        var expected = Full with
        {
            ApiVersion = version,
            ClusterName = version == "v1alpha1" ? read.ClusterName : Full.ClusterName,
            KeyAlgorithm = isNewest
                ? Full.KeyAlgorithm
                : version.Contains("beta", StringComparison.Ordinal) ? KeyAlgorithm.EcdsaP256 : null,
            CertificateValidity = isNewest ? Full.CertificateValidity : null,
            AuthorityValidity = isNewest ? Full.AuthorityValidity : null,
            EtcdDataDirectory = version == "v1alpha1" ? null : Full.EtcdDataDirectory,
        };
        Assert.Equal(Text(expected), Text(read));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("Yes")]
    [InlineData("on")]
    [InlineData("n")]
    public void What_yaml_takes_for_something_else_stays_a_text(string word)
    {
        var written = ConfigurationWriter.Write(Full with { NodeName = word, ClusterName = word, ApiServerNames = [word, "192.0.2.7"] });
        Assert.Equal(3, written.Split($"\"{word}\"").Length - 1);
        Assert.Contains("- 192.0.2.7\n", written, StringComparison.Ordinal);
        var edited = ConfigurationEdit.With(
            "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\n",
            [new SettingChange(Setting.ApiServerNames, [word, "192.0.2.8", "7"], [])], "edited")
            .Must();
        Assert.Contains($"- \"{word}\"\n", edited.Text, StringComparison.Ordinal);
        Assert.Contains("- 192.0.2.8\n", edited.Text, StringComparison.Ordinal);
        Assert.Contains("- \"7\"\n", edited.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_etcd_elsewhere_is_written_without_a_local_one()
    {
        var external = new ExternalEtcd(["https://192.0.2.21:2379", "https://[2001:db8::21]:2379"], "/e/ca.crt", "/e/c.crt", "/e/c.key");
        var read = KubeadmConfiguration.Read(Encoding.UTF8.GetBytes(ConfigurationWriter.Write(Full with { ExternalEtcd = external })), "w")
            .Must();
        Assert.Equal(external.Endpoints, read.ExternalEtcd!.Endpoints);
        Assert.Equal(
            ("/e/ca.crt", "/e/c.crt", "/e/c.key"), (read.ExternalEtcd.CaFile, read.ExternalEtcd.CertFile, read.ExternalEtcd.KeyFile));
        Assert.Empty(read.EtcdServerNames);
    }

    [Fact]
    public void Comments_stand_behind_their_fields()
        => Assert.Contains(
            "  advertiseAddress: \"2001:db8::1\"  # localAPIEndpoint.advertiseAddress\n", ConfigurationWriter.Write(Full, field => field),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("apiVersion: kubeadm.k8s.io/v1beta2\nkind: ClusterConfiguration\nfuture: { a: [1] }\napiServer:\n  certSANs:\n  - a.example.com\n  - b.example.com\n  extraArgs: { x: y }\n")]
    [InlineData("apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\nfuture: { a: [1] }\napiServer: { certSANs: [a.example.com, b.example.com], extraArgs: { x: y } }\n")]
    [InlineData("apiVersion: kubeadm.k8s.io/v1alpha1\nkind: MasterConfiguration\nfuture: { a: [1] }\napiServerCertSANs: [a.example.com, b.example.com]\n")]
    public void Names_are_changed_and_the_rest_is_kept(string text)
    {
        var change = new SettingChange(
            Setting.ApiServerNames, ["*.new.example.com", "2001:db8::7", "a.example.com"], ["b.example.com", "never.there"]);
        var (edited, told) = ConfigurationEdit.With(text, [change], "w").Must();
        Assert.EndsWith(" +*.new.example.com, +2001:db8::7, -b.example.com", Assert.Single(told), StringComparison.Ordinal);
        var read = KubeadmConfiguration.Read(Encoding.UTF8.GetBytes(edited), "w").Must();
        Assert.Equal(["a.example.com", "*.new.example.com", "2001:db8::7"], read.ApiServerNames);
        Assert.Equal("future", Assert.Single(read.UnknownFields).Split(' ')[0]);
        Assert.Equal(text.Contains("extraArgs", StringComparison.Ordinal), edited.Contains("extraArgs", StringComparison.Ordinal));
        Assert.StartsWith("apiVersion: kubeadm.k8s.io/", edited, StringComparison.Ordinal);
        var (same, nothing) = ConfigurationEdit.With(edited, [change], "w").Must();
        Assert.Equal(edited, same);
        Assert.Empty(nothing);
    }

    [Theory]
    [InlineData("v1alpha1", "MasterConfiguration", "etcd.serverCertSANs", "etcd.peerCertSANs")]
    [InlineData("v1alpha2", "MasterConfiguration", "etcd.local.serverCertSANs", "etcd.local.peerCertSANs")]
    [InlineData("v1beta4", "ClusterConfiguration", "etcd.local.serverCertSANs", "etcd.local.peerCertSANs")]
    public void Names_of_etcd_networks_and_domain_have_their_places(string version, string kind, string server, string peer)
    {
        var (edited, told) = ConfigurationEdit.With(
            $"apiVersion: kubeadm.k8s.io/{version}\nkind: {kind}\nnetworking: {{ dnsDomain: a.local }}\n",
            [
                new SettingChange(Setting.EtcdServerNames, ["s.example.com"], []),
                new SettingChange(Setting.EtcdPeerNames, ["p.example.com"], []),
                SettingChange.To(Setting.DnsDomain, "b.local"), SettingChange.To(Setting.ServiceSubnet, "10.9.0.0/16,fd00:9::/112"),
            ],
            "w").Must();
        Assert.Equal(
            [
                $"{server} +s.example.com", $"{peer} +p.example.com", "networking.dnsDomain = b.local",
                "networking.serviceSubnet = 10.9.0.0/16,fd00:9::/112",
            ],
            told);
        var read = KubeadmConfiguration.Read(Encoding.UTF8.GetBytes(edited), "w").Must();
        Assert.Equal(
            "s.example.com p.example.com b.local", $"{read.EtcdServerNames.Single()} {read.EtcdPeerNames.Single()} {read.DnsDomain}");
        Assert.Equal(["10.9.0.0/16", "fd00:9::/112"], read.ServiceSubnets.Select(s => s.ToString()));
    }

    /// <summary>The document is as kubeadm writes it, so that only the value differs.</summary>
    [Fact]
    public void A_value_that_changes_leaves_every_other_byte()
    {
        const string before =
            "apiServer:\n  certSANs:\n  - api.example.com\n  - '*.example.com'\n  extraArgs:\n    audit-log-maxage: \"7\"\napiVersion: "
                + "kubeadm.k8s.io/v1beta2\ncontrolPlaneEndpoint: a.example.com:6443\ncontrollerManager: {}\n"
            + "future: 1\nimageRepository: k8s.gcr.io\nkind: ClusterConfiguration\nnetworking:\n  dnsDomain: cluster.local\n  "
            + "serviceSubnet: 10.96.0.0/12\n";
        foreach (var (setting, old, now) in (IEnumerable<(Setting, string, string)>)[
            (Setting.DnsDomain, "cluster.local", "corp.example"), (Setting.ServiceSubnet, "10.96.0.0/12", "10.112.0.0/12"),
            (Setting.Endpoint, "a.example.com:6443", "b.example.com:8443"),
        ])
        {
            Assert.Equal(
                before.Replace(old, now, StringComparison.Ordinal),
                ConfigurationEdit.With(before, [SettingChange.To(setting, now)], "w").Must().Text);
        }
    }

    [Fact]
    public void An_etcd_elsewhere_gets_no_names()
        => ConfigurationEdit.With(
            "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\netcd: { external: { endpoints: [https://e:2379] } }\n",
            [new SettingChange(Setting.EtcdPeerNames, ["a"], [])], "w")
            .Fails(KubeadmMessages.TwoEtcds);

    [Fact]
    public void Names_can_be_the_first_and_the_last()
    {
        const string bare = "apiVersion: kubeadm.k8s.io/v1beta2\nkind: ClusterConfiguration\napiServer: {}\n";
        var with = Edited(bare, ["a"], []);
        Assert.Equal(["a"], KubeadmConfiguration.Read(Encoding.UTF8.GetBytes(with), "w").Must().ApiServerNames);
        Assert.Empty(KubeadmConfiguration.Read(Encoding.UTF8.GetBytes(Edited(with, [], ["a"])), "w").Must().ApiServerNames);
        ConfigurationEdit.With("apiVersion: v1\nkind: Pod\n", [new SettingChange(Setting.ApiServerNames, ["a"], [])], "w")
            .Fails(KubeadmMessages.NoConfiguration);
    }

    private static string Edited(string text, string[] added, string[] removed)
        => ConfigurationEdit.With(text, [new SettingChange(Setting.ApiServerNames, added, removed)], "w").Must().Text;

    private static string Text(KubeadmConfiguration c) => string.Join('\n',
    [
        c.ApiVersion, c.NodeName, c.AdvertiseAddress, c.BindPort, c.Endpoint, c.KubernetesVersion, c.ClusterName, c.CertificatesDirectory,
        c.ImageRepository, string.Join(' ', c.ServiceSubnets),
        string.Join(' ', c.PodSubnets), c.DnsDomain, string.Join(' ', c.ApiServerNames), c.EtcdDataDirectory,
        string.Join(' ', c.EtcdServerNames), string.Join(' ', c.EtcdPeerNames), c.KeyAlgorithm, c.CertificateValidity, c.AuthorityValidity,
    ]);
}
