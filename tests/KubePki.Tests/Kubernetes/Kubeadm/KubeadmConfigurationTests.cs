using System.Net;
using System.Text;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Kubernetes.Kubeadm;

/// <summary>One cluster written in every version of kubeadm's configuration, and the problems of invalid configurations.</summary>
public sealed class KubeadmConfigurationTests
{
    private const string Cluster = """
        kubernetesVersion: v1.20.2
        clusterName: blue
        certificatesDir: /srv/pki/
        imageRepository: registry.example.com
        networking: { serviceSubnet: 10.96.0.1/12, podSubnet: 10.244.0.0/16, dnsDomain: blue.local }
        """;

    private const string LocalEtcd =
        "etcd: { local: { dataDir: /var/lib/etcd, serverCertSANs: [etcd.example.com], peerCertSANs: [192.0.2.8] } }\n";

    private static readonly string MasterAlpha1 = $$"""
        apiVersion: kubeadm.k8s.io/v1alpha1
        kind: MasterConfiguration
        api: { advertiseAddress: 192.0.2.1, bindPort: 7443, controlPlaneEndpoint: 'lb.example.com:8443' }
        nodeName: Master-1
        token: abcdef.0123456789abcdef
        tokenTTL: 24h0m0s
        apiServerCertSANs: [api.example.com, 2001:db8::7]
        etcd: { endpoints: null, caFile: "", serverCertSANs: [etcd.example.com], peerCertSANs: [192.0.2.8] }
        {{Cluster}}
        """;

    private static readonly string MasterAlpha2 = $$"""
        apiVersion: kubeadm.k8s.io/v1alpha2
        kind: MasterConfiguration
        api: { advertiseAddress: 192.0.2.1, bindPort: 7443, controlPlaneEndpoint: 'lb.example.com:8443' }
        nodeRegistration: { name: Master-1, criSocket: /run/x.sock }
        apiServerCertSANs: [api.example.com, 2001:db8::7]
        {{LocalEtcd}}{{Cluster}}
        """;

    private static readonly string Alpha3 = $$"""
        apiVersion: kubeadm.k8s.io/v1alpha3
        kind: InitConfiguration
        apiEndpoint: { advertiseAddress: 192.0.2.1, bindPort: 7443 }
        nodeRegistration: { name: Master-1 }
        ---
        apiVersion: kubeadm.k8s.io/v1alpha3
        kind: ClusterConfiguration
        controlPlaneEndpoint: lb.example.com:8443
        apiServerCertSANs: [api.example.com, 2001:db8::7]
        {{LocalEtcd}}{{Cluster}}
        """;

    public static TheoryData<string> Everything =>
    [
        MasterAlpha1, MasterAlpha2, MasterAlpha2.Replace("MasterConfiguration", "InitConfiguration", StringComparison.Ordinal), Alpha3,
        Beta("v1beta1"), Beta("v1beta2"), Beta("v1beta3"), Beta("v1beta4"), Joining(Beta("v1beta3")), AsConfigMap(),
    ];

    [Theory]
    [MemberData(nameof(Everything))]
    public void Every_version_says_the_same(string text)
    {
        var read = Read(text).Must();
        Assert.Equal("master-1", read.NodeName);
        Assert.Equal(IPAddress.Parse("192.0.2.1"), read.AdvertiseAddress);
        Assert.Equal(7443, read.BindPort);
        Assert.Equal(new ControlPlaneEndpoint("lb.example.com", 8443), read.Endpoint);
        Assert.Equal(["api.example.com", "2001:db8::7"], read.ApiServerNames);
        Assert.Equal(["etcd.example.com"], read.EtcdServerNames);
        Assert.Equal(["192.0.2.8"], read.EtcdPeerNames);
        Assert.Equal(
            ("v1.20.2", "blue", "/srv/pki", "blue.local"),
            (read.KubernetesVersion, read.ClusterName, read.CertificatesDirectory, read.DnsDomain));
        Assert.Equal("10.96.0.0/12", Assert.Single(read.ServiceSubnets).ToString());
        Assert.Equal("10.244.0.0/16", Assert.Single(read.PodSubnets).ToString());
        Assert.Null(read.ExternalEtcd);
        Assert.Empty(read.UnknownFields);
        Assert.StartsWith(
            $"apiVersion: kubeadm.k8s.io/{read.ApiVersion}\n",
            text.Contains("ConfigMap", StringComparison.Ordinal) ? $"apiVersion: kubeadm.k8s.io/{read.ApiVersion}\n" : text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_newest_version_says_more()
    {
        var read = Read(Beta("v1beta4")
            + "\nencryptionAlgorithm: ECDSA-P384\ncertificateValidityPeriod: 87600h0m0s\ncaCertificateValidityPeriod: 1h30m\n")
            .Must();
        Assert.Equal(
            ("ecdsa-p384", TimeSpan.FromDays(3650), TimeSpan.FromMinutes(90)),
            (read.KeyAlgorithm!.Name, read.CertificateValidity, read.AuthorityValidity));
        Assert.Equal(KeyAlgorithm.EcdsaP256, Read(Beta("v1beta2") + "\nfeatureGates: { PublicKeysECDSA: true }\n").Must().KeyAlgorithm);
        Assert.False(read.IsJoin);
        Assert.True(Read(Joining(Beta("v1beta3"))).Must().IsJoin);
    }

    [Fact]
    public void An_etcd_elsewhere()
    {
        const string external = "endpoints: ['https://192.0.2.21:2379'], caFile: /e/ca.crt, certFile: /e/c.crt, keyFile: /e/c.key";
        var read = Read(Alpha3.Replace(LocalEtcd, $"etcd: {{ external: {{ {external} }} }}\n", StringComparison.Ordinal)).Must();
        Assert.Equal(
            ("/e/ca.crt", "/e/c.crt", "/e/c.key"), (read.ExternalEtcd!.CaFile, read.ExternalEtcd.CertFile, read.ExternalEtcd.KeyFile));
        Assert.Equal(["https://192.0.2.21:2379"], read.ExternalEtcd.Endpoints);
        var old = Read($"apiVersion: kubeadm.k8s.io/v1alpha1\nkind: MasterConfiguration\netcd: {{ {external} }}\n").Must();
        Assert.Equal("/e/ca.crt", old.ExternalEtcd!.CaFile);
    }

    [Fact]
    public void Both_families()
    {
        var read = Read(
            "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\nnetworking: { serviceSubnet: "
                + "'fd00:10:96::/112,10.96.0.0/16', podSubnet: 'fd00:10:244::/56,10.244.0.0/16' }\ncontrolPlaneEndpoint: "
                + "'[2001:db8::1]:6443'\n")
            .Must();
        Assert.Equal(["fd00:10:96::/112", "10.96.0.0/16"], read.ServiceSubnets.Select(s => s.ToString()));
        Assert.Equal(new ControlPlaneEndpoint("2001:db8::1", 6443), read.Endpoint);
        Assert.Null(read.NodeName);
        Assert.Null(read.AdvertiseAddress);
    }

    [Theory]
    [InlineData("lb.example.com", "lb.example.com", null)]
    [InlineData("192.0.2.1:6443", "192.0.2.1", 6443)]
    [InlineData("2001:db8::1", "2001:db8::1", null)]
    [InlineData("'[192.0.2.1]:6443'", "192.0.2.1", 6443)]
    [InlineData("'lb.example.com:'", "lb.example.com", null)]
    [InlineData("'2001:db8::1:6443'", "2001:db8::1:6443", null)]
    [InlineData("010.9.9.9:6443", "010.9.9.9", 6443)]
    [InlineData("'::ffff:10.9.9.9'", "::ffff:10.9.9.9", null)]
    public void Endpoints(string text, string host, int? port)
        => Assert.Equal(
            new ControlPlaneEndpoint(host, port),
            Read($"apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\ncontrolPlaneEndpoint: {text}\n").Must().Endpoint);

    [Fact]
    public void Fields_nobody_knows_are_named_with_their_lines_and_change_nothing()
    {
        var read = Read(
            "apiVersion: kubeadm.k8s.io/v1beta2\nkind: ClusterConfiguration\napiServerCertSANs: [old.example.com]\nnetworking:\n  subnet: "
                + "10.0.0.0/8\n")
            .Must();
        Assert.Equal(["apiServerCertSANs (line 3)", "networking.subnet (line 5)"], read.UnknownFields);
        Assert.Empty(read.ApiServerNames);
    }

    [Fact]
    public void Other_groups_documents_are_passed_over()
        => Assert.Equal(
            "master-1",
            Read(Beta("v1beta2")
                + "\n---\napiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nfoo: bar\n---\napiVersion: "
                + "kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n")
                .Must().NodeName);

    [Theory]
    [InlineData("apiVersion: kubeadm.k8io/v1beta3\nkind: ClusterConfiguration", "foreign-kubeadm-group")]
    [InlineData("apiVersion: v1beta3\nkind: JoinConfiguration", "foreign-kubeadm-group")]
    [InlineData("apiVersion: kubeadm.k8io/v1alpha1\nkind: MasterConfiguration", "foreign-kubeadm-group")]
    [InlineData("apiVersion: kubeadm.k8io/v1beta2\nkind: ClusterStatus", "foreign-kubeadm-group")]
    [InlineData("kind: ClusterConfiguration", "kubeadm-type-missing")]
    [InlineData("apiVersion: kubeadm.k8s.io/v1beta3", "kubeadm-type-missing")]
    [InlineData("networking: {}", "kubeadm-type-missing")]
    public void What_kubeadm_would_not_take_for_its_own_is_not_passed_over(string document, string problem)
    {
        Assert.Equal(problem, Read($"{document}\n").Problem?.Id);
        Assert.Equal(problem, Read($"apiVersion: kubeadm.k8s.io/v1beta3\nkind: InitConfiguration\n---\n{document}\n").Problem?.Id);
    }

    [Fact]
    public void A_byte_order_mark_hides_no_document()
        => Assert.Equal("blue.local", Read("\ufeff" + Beta("v1beta3")).Must().DnsDomain);

    public static TheoryData<string, string> Wrong => new()
    {
        { "no-kubeadm-configuration", "apiVersion: v1\nkind: Pod\n" },
        { "no-kubeadm-configuration", "apiVersion: kubeadm.k8s.io/v1beta2\nkind: ClusterStatus\n" },
        { "wrong-kind", "just a text" },
        { "broken-yaml", "a: [" },
        { "unknown-kubeadm-version", "apiVersion: kubeadm.k8s.io/v2\nkind: ClusterConfiguration\n" },
        { "unknown-kubeadm-kind", "apiVersion: kubeadm.k8s.io/v1beta2\nkind: MasterConfiguration\n" },
        {
            "kubeadm-kind-twice",
            "apiVersion: kubeadm.k8s.io/v1beta2\nkind: ClusterConfiguration\n---\napiVersion: kubeadm.k8s.io/v1beta2\nkind: "
                + "ClusterConfiguration\n"
        },
        { "worker-configuration", "apiVersion: kubeadm.k8s.io/v1beta2\nkind: JoinConfiguration\ndiscovery: {}\n" },
        { "bad-kubeadm-field", Init("localAPIEndpoint: { advertiseAddress: 192.0.2.256 }") },
        { "bad-kubeadm-field", Init("localAPIEndpoint: { advertiseAddress: 127.0.0.1 }") },
        { "bad-kubeadm-field", Init("localAPIEndpoint: { advertiseAddress: 224.0.0.1 }") },
        { "bad-kubeadm-field", Init("localAPIEndpoint: { bindPort: 65536 }") },
        { "bad-kubeadm-field", Init("nodeRegistration: { name: under_score }") },
        { "bad-kubeadm-field", Of("networking: { serviceSubnet: 10.96.0.0 }") },
        { "bad-kubeadm-field", Of("networking: { serviceSubnet: 10.96.0.0/33 }") },
        { "bad-kubeadm-field", Of("networking: { dnsDomain: Cluster.Local }") },
        { "bad-kubeadm-field", Of("apiServer: { certSANs: api.example.com }") },
        { "bad-kubeadm-field", Of("apiServer: { certSANs: ['not a name'] }") },
        { "bad-kubeadm-field", Of("certificatesDir: etc/pki") },
        { "bad-kubeadm-field", Of("controlPlaneEndpoint: 'lb.example.com:0'") },
        { "bad-kubeadm-field", Of("controlPlaneEndpoint: 'https://lb.example.com:6443'") },
        { "bad-kubeadm-field", Of("controlPlaneEndpoint: '[2001:db8::1]'") },
        { "bad-kubeadm-field", Of("controlPlaneEndpoint: 'LB.example.com:6443'") },
        { "bad-kubeadm-field", Of("controlPlaneEndpoint: ':6443'") },
        { "bad-kubeadm-field", Of("networking: { serviceSubnet: '10.96.0.0/16, fd00::/112' }") },
        { "large-subnet", Of("networking: { serviceSubnet: 10.0.0.0/8 }") },
        { "large-subnet", Of("networking: { serviceSubnet: 'fd00::/64' }") },
        { "small-subnet", Of("networking: { podSubnet: 10.244.0.0/27 }") },
        { "bad-kubeadm-field", Of("apiServer: { certSANs: [''] }") },
        { "bad-kubeadm-field", Of("apiServer: { certSANs: [a.*.example.com] }") },
        { "bad-kubeadm-field", Of("apiServer: { certSANs: ['[2001:db8::1]'] }") },
        { "bad-kubeadm-field", Of("apiServer: { certSANs: ['fe80::1%eth0'] }") },
        { "bad-kubeadm-field", Of("apiServer: { certSANs: [1.5] }") },
        { "bad-kubeadm-field", Of("etcd: { local: { serverCertSANs: [ETCD.example.com] } }") },
        { "bad-kubeadm-field", Of($"apiServer: {{ certSANs: ['*.{new string('a', 252)}'] }}") },
        { "bad-kubeadm-field", Init("localAPIEndpoint: { advertiseAddress: 169.254.1.1 }") },
        { "bad-kubeadm-field", Init("localAPIEndpoint: { advertiseAddress: 255.255.255.255 }") },
        { "bad-kubeadm-field", Init("localAPIEndpoint: { advertiseAddress: 'fe80::1' }") },
        { "bad-kubeadm-field", Init("localAPIEndpoint: { bindPort: '6443' }") },
        { "bad-kubeadm-field", Of("clusterName: 1.20") },
        { "bad-kubeadm-field", Of("clusterName: yes") },
        { "bad-kubeadm-field", Of("kubernetesVersion: 1.20") },
        { "bad-kubeadm-field", Of("featureGates: { PublicKeysECDSA: 'true' }") },
        { "bad-kubeadm-field", Of("clusterName: [a]") },
        { "bad-kubeadm-field", Of("encryptionAlgorithm: RSA-1024", "v1beta4") },
        { "bad-kubeadm-field", Of("certificateValidityPeriod: 10y", "v1beta4") },
        { "bad-kubeadm-field", Of("certificateValidityPeriod: 0h", "v1beta4") },
        { "small-subnet", Of("networking: { serviceSubnet: 10.96.0.0/29 }") },
        { "overlapping-subnets", Of("networking: { serviceSubnet: 10.96.0.0/12, podSubnet: 10.100.0.0/16 }") },
        { "not-dual-stack", Of("networking: { serviceSubnet: '10.96.0.0/16,10.97.0.0/16' }") },
        { "local-and-external-etcd", Of("etcd: { local: { dataDir: /x }, external: { endpoints: ['https://192.0.2.1:2379'] } }") },
        { "incomplete-external-etcd", Of("etcd: { external: { endpoints: ['https://192.0.2.1:2379'], caFile: /x } }") },
        { "bad-kubeadm-field", Of("etcd: { external: { endpoints: ['192.0.2.1:2379'] } }") },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_told_with_its_place(string id, string text)
    {
        var problem = Read(text).Problem;
        Assert.Equal(id, problem?.Id);
        problem.IsOf(problem!.Message);
        Assert.StartsWith("cluster.yaml", problem.Where, StringComparison.Ordinal);
        Assert.Contains(problem.Hint(Language.Chinese), c => c > 0x4e00);
    }

    [Theory]
    [InlineData("010.0.0.1", "10.0.0.1")]
    [InlineData("1.2.3.08", "1.2.3.8")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("1.2.3.256", "1.2.3.256")]
    [InlineData("'::ffff:10.1.2.3'", "10.1.2.3")]
    [InlineData("API.Example.COM", "api.example.com")]
    [InlineData("'*.example.com'", "*.example.com")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.x", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.x")]
    public void Names_and_addresses_are_those_that_kubeadm_takes(string text, string name)
        => Assert.Equal([name], Read(Of($"apiServer: {{ certSANs: [{text}] }}")).Must().ApiServerNames);

    [Fact]
    public void Addresses_with_leading_zeros_are_decimal_everywhere()
    {
        Assert.Equal("10.0.0.9", Read(Init("localAPIEndpoint: { advertiseAddress: 010.0.0.09 }")).Must().AdvertiseAddress!.ToString());
        Assert.Equal(
            "10.96.0.0/12", Assert.Single(Read(Of("networking: { serviceSubnet: 010.96.0.0/12 }")).Must().ServiceSubnets).ToString());
        Assert.Equal(
            "10.96.0.0/16",
            Assert.Single(Read(Of("networking: { serviceSubnet: '::ffff:10.96.0.0/112' }")).Must().ServiceSubnets).ToString());
        Assert.Equal(6443, Read(Init("localAPIEndpoint: { bindPort: 0x192B }")).Must().BindPort);
        Assert.Equal(KeyAlgorithm.EcdsaP256, Read(Of("featureGates: { PublicKeysECDSA: on }")).Must().KeyAlgorithm);
        Assert.Null(Read(Of("featureGates: { PublicKeysECDSA: n }")).Must().KeyAlgorithm);
    }

    [Fact]
    public void Several_versions_stand_in_one_file()
    {
        var read = Read(Init("nodeRegistration: { name: a }").Replace("v1beta2", "v1beta4", StringComparison.Ordinal) + "---\n"
            + Of("apiServerCertSANs: [b.example.com]", "v1alpha3"))
            .Must();
        Assert.Equal(("a", "b.example.com", "v1alpha3"), (read.NodeName, Assert.Single(read.ApiServerNames), read.ApiVersion));
    }

    [Fact]
    public void A_joining_node_beside_a_first_one_is_passed_over()
    {
        var joining = Init("nodeRegistration: { name: other }\ncontrolPlane: { localAPIEndpoint: { advertiseAddress: 192.0.2.9 } }")
            .Replace("InitC", "JoinC", StringComparison.Ordinal);
        foreach (var text in (string[])[
            joining + "---\n" + Init("nodeRegistration: { name: first }"), Init("nodeRegistration: { name: first }") + "---\n" + joining,
        ])
        {
            var read = Read(text).Must();
            Assert.Equal(("first", null, false), (read.NodeName, read.AdvertiseAddress, read.IsJoin));
        }

        Assert.Null(Read(Of("clusterName: a")
            + "---\napiVersion: kubeadm.k8s.io/v1beta2\nkind: JoinConfiguration\nnodeRegistration: { name: worker }\n")
            .Must().NodeName);
    }

    [Fact]
    public void Of_two_equal_keys_the_last_counts_and_a_warning_names_it()
    {
        var read = Read(Of("clusterName: a\nnetworking: { dnsDomain: a.example }\nclusterName: b")).Must();
        Assert.Equal("b", read.ClusterName);
        Assert.Equal(
            ["cluster.yaml: line 5, column 1: duplicate key; the components use the last one"], read.Warnings.Select(w => w.ToString()));
    }

    [Fact]
    public void The_line_is_that_of_the_value()
        => Assert.Equal(
            "cluster.yaml:6",
            Read("apiVersion: kubeadm.k8s.io/v1beta2\nkind: ClusterConfiguration\n"
                + "apiServer:\n  certSANs:\n  - a.example.com\n  - b_\n").Problem!.Where);

    private static Outcome<KubeadmConfiguration> Read(string text)
        => KubeadmConfiguration.Read(Encoding.UTF8.GetBytes(text), "cluster.yaml");

    private static string Of(string field, string version = "v1beta2")
        => $"apiVersion: kubeadm.k8s.io/{version}\nkind: ClusterConfiguration\n{field}\n";

    private static string Init(string field) => $"apiVersion: kubeadm.k8s.io/v1beta2\nkind: InitConfiguration\n{field}\n";

    private static string Beta(string version) => $$"""
        apiVersion: kubeadm.k8s.io/{{version}}
        kind: InitConfiguration
        localAPIEndpoint: { advertiseAddress: 192.0.2.1, bindPort: 7443 }
        nodeRegistration: { name: Master-1, taints: [] }
        ---
        apiVersion: kubeadm.k8s.io/{{version}}
        kind: ClusterConfiguration
        controlPlaneEndpoint: lb.example.com:8443
        apiServer: { certSANs: [api.example.com, 2001:db8::7] }
        {{LocalEtcd}}{{Cluster}}
        """;

    private static string Joining(string text) => text
        .Replace(
            "InitConfiguration\nlocalAPIEndpoint: { advertiseAddress: 192.0.2.1, bindPort: 7443 }",
            "JoinConfiguration\ndiscovery: {}\ncontrolPlane: { localAPIEndpoint: { advertiseAddress: 192.0.2.1, bindPort: 7443 } }",
            StringComparison.Ordinal);

    /// <summary>The output of <c>kubectl get configmap kubeadm-config -o yaml</c>, with the node's own part beside it.</summary>
    private static string AsConfigMap()
    {
        var documents = Beta("v1beta2").Split("---\n");
        var inner = string.Concat(documents[1].Split('\n').Select(line => $"    {line}\n"));
        return $"{documents[0]}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: kubeadm-config, namespace: kube-system "
            + $"}}\ndata:\n  ClusterConfiguration: |\n{inner}  ClusterStatus: |\n    apiVersion: kubeadm.k8s.io/v1beta2\n    kind: "
            + $"ClusterStatus\n";
    }
}
