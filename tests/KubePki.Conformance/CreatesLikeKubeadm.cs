using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubePki.Conformance;

/// <summary>
/// From one configuration, kubeadm creates a PKI with `init phase certs` and `init phase kubeconfig`, and kubepki creates one with `create
/// all`: the same files with the same modes, certificates with the same fields, kubeconfigs with the same text. kubeadm accepts the
/// files of kubepki.
/// </summary>
public sealed partial class CreatesLikeKubeadm(Nodes nodes)
{
    private const string KeyIdentifier = "2.5.29.14";
    private const string IssuersKeyIdentifier = "2.5.29.35";

    private static readonly Dictionary<string, string> Cases = new()
    {
        ["defaults"] = "",
        ["names"] = """
            controlPlaneEndpoint: cluster.example.com:8443
            apiServer: { certSANs: [api.example.com, '*.nodes.example.com', 192.0.2.7, '2001:db8::7', api.example.com] }
            etcd: { local: { serverCertSANs: [etcd.example.com, 192.0.2.8], peerCertSANs: [etcd-peer.example.com, '2001:db8::8'] } }
            """,
        ["networking"] = """
            clusterName: blue
            controlPlaneEndpoint: 192.0.2.99
            networking: { serviceSubnet: 172.20.3.1/16, podSubnet: 10.244.0.0/16, dnsDomain: blue.example.com }
            """,
        ["dual-stack"] = """
            featureGates: { IPv6DualStack: true }
            networking: { serviceSubnet: 'fd00:10:96::/112,10.96.0.0/16', podSubnet: 'fd00:10:244::/64,10.244.0.0/16' }
            controlPlaneEndpoint: '[2001:db8::1]:6443'
            """,
        ["ecdsa"] = "featureGates: { PublicKeysECDSA: true }",
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Files_modes_and_PEM_blocks_are_the_same(string name)
    {
        (Node kubepki, Node kubeadm) = Both(name);
        Assert.Equal(Files(kubeadm, name), Files(kubepki, name));
    }

    [Theory, MemberData(nameof(Names))]
    public void Certificates_have_the_same_fields(string name)
    {
        (Node kubepki, Node kubeadm) = Both(name);
        string[] paths =
        [
            .. Certificates.Of(kubeadm).Select(certificate => certificate.Path), "pki/ca.crt", "pki/front-proxy-ca.crt", "pki/etcd/ca.crt",
        ];
        Assert.Equal(14, paths.Length);
        Assert.Equal(Structures(kubeadm, paths, name), Structures(kubepki, paths, name));
        Assert.Empty(Chains.Complaints(kubepki));
        Assert.Empty(Chains.Mismatches(kubepki));
    }

    [Theory, MemberData(nameof(Names))]
    public void Kubeconfigs_are_the_same_but_for_what_is_secret(string name)
    {
        (Node kubepki, Node kubeadm) = Both(name);
        Assert.All(kubeadm.Files().Where(Node.IsKubeconfig), file => Assert.Equal(WithoutData(kubeadm, file), WithoutData(kubepki, file)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Kubeadm_accepts_the_PKI_as_its_own(string name)
    {
        Node node = nodes.CopyOf(Both(name).KubePki);
        string before = RootSnapshot(node);
        node.Kubeadm("init", "phase", "certs", "all").Expect();
        node.Kubeadm("init", "phase", "kubeconfig", "all").Expect();
        Assert.Equal(before, RootSnapshot(node));
        StatusAgrees.Agree(node.Expirations(), node.Status());
    }

    [Fact]
    public void Missing_files_of_kubeadms_PKI_are_created_and_nothing_else_changes()
    {
        Node node = nodes.CopyOf(Both("names").Kubeadm);
        string[] gone =
        [
            "pki/apiserver.crt", "pki/apiserver.key", "pki/sa.pub", "pki/etcd/server.crt", "pki/etcd/server.key", "scheduler.conf",
        ];
        var before = node.Files().Except(gone).ToDictionary(file => file, file => Convert.ToHexString(node.Bytes(file)));
        IEnumerable<string> wished = Structures(node, ["pki/apiserver.crt", "pki/etcd/server.crt"], "names");
        Array.ForEach(gone, file => File.Delete(node.File(file)));
        Create(node).Expect();
        Assert.All(before, pair => Assert.Equal(pair.Value, Convert.ToHexString(node.Bytes(pair.Key))));
        Assert.Equal(before.Keys.Concat(gone).Order(StringComparer.Ordinal), node.Files());
        Assert.Equal(wished, Structures(node, ["pki/apiserver.crt", "pki/etcd/server.crt"], "names"));
        node.Kubeadm("init", "phase", "certs", "all").Expect();
    }

    /// <summary>
    /// A PKI valid for a hundred years, created before `kubeadm init`: kubeadm continues with it, and a control plane runs on it.
    /// </summary>
    [Fact]
    public void A_new_PKI_of_any_validity_carries_a_control_plane()
    {
        Node node = Configured("defaults");
        Create(node, "--ca-validity", "100y", "--validity", "10y").Expect();
        foreach (string phase in (string[])["certs all", "kubeconfig all", "control-plane all", "etcd local"])
        {
            node.Kubeadm(["init", "phase", .. phase.Split(' ')]).Expect();
        }

        KubeadmTable table = node.Expirations();
        Assert.All(table.Lines, line => Assert.InRange(
            line.Expires!.Value,
            DateTimeOffset.UtcNow.AddDays(line.Name is "ca" or "etcd-ca" or "front-proxy-ca" ? 36490 : 3640),
            DateTimeOffset.UtcNow.AddDays(line.Name is "ca" or "etcd-ca" or "front-proxy-ca" ? 36501 : 3651)));
        using var controlPlane = new ControlPlane(node);
        controlPlane.Kubectl("admin.conf", "get", "nodes").Expect();
    }

    private (Node KubePki, Node Kubeadm) Both(string name) => nodes.Shared($"created {name}", () =>
    {
        (Node kubepki, Node kubeadm) = (Configured(name), Configured(name));
        Create(kubepki).Expect();
        kubeadm.Kubeadm("init", "phase", "certs", "all").Expect();
        kubeadm.Kubeadm("init", "phase", "kubeconfig", "all").Expect();
        return (kubepki, kubeadm);
    });

    private static Ended Create(Node node, params string[] more)
        => node.KubePki(["create", "all", "--config", Path.Combine(node.Root, "cluster.yaml"), "--yes", .. more]);

    /// <summary>A root that holds only the configuration.</summary>
    private Node Configured(string name)
    {
        var node = new Node(name, nodes.EmptyFolder($"create-{name}"));
        Directory.CreateDirectory(Path.Combine(node.Root, "etc/kubernetes"));
        File.WriteAllText(Path.Combine(node.Root, "cluster.yaml"), $$"""
            apiVersion: kubeadm.k8s.io/v1beta2
            kind: InitConfiguration
            localAPIEndpoint: { advertiseAddress: 10.200.0.11, bindPort: 6443 }
            nodeRegistration: { name: cp1, criSocket: /run/containerd/containerd.sock }
            ---
            apiVersion: kubeadm.k8s.io/v1beta2
            kind: ClusterConfiguration
            kubernetesVersion: v1.20.2
            {{Cases[name]}}
            """);
        return node;
    }

    /// <summary>
    /// Every field except those that are new each time. Key identifiers are compared by presence only, names in any order. kubeadm
    /// 1.20 creates kubeconfigs with RSA keys whatever the feature gate is; kubepki creates all keys of the requested kind.
    /// </summary>
    private static IEnumerable<string> Structures(Node node, IReadOnlyList<string> paths, string name) =>
        paths.Zip(GoVerify.Describe(paths.Select(node.CertificatePem)), (path, description) =>
        {
            string[] but =
            [
                "file", "serial", "notBefore", "notAfter",
                .. name == "ecdsa" && Node.IsKubeconfig(path) ? ["keyAlgorithm", "keySize"] : Array.Empty<string>(),
            ];
            foreach (string field in but)
            {
                Assert.True(description.Remove(field), $"goverify does not describe {field}");
            }

            foreach (JsonNode? extension in description["extensions"]!.AsArray())
            {
                string value = extension!["value"]!.GetValue<string>();
                bool counts = extension["oid"]!.GetValue<string>() is KeyIdentifier or IssuersKeyIdentifier or "2.5.29.17";
                extension["value"] = counts ? $"{value.Length / 2} bytes" : value;
            }

            foreach (string names in (string[])["dnsNames", "ipAddresses"])
            {
                description[names] = new JsonArray([
                    .. description[names]!.AsArray().Select(one => one!.GetValue<string>()).Order(StringComparer.Ordinal)
                        .Select(one => JsonValue.Create(one)),
                ]);
            }

            return $"{path}: {description.ToJsonString()}";
        });

    private static IEnumerable<string> Files(Node node, string name) => node.Files().Select(file =>
    {
        string text = File.ReadAllText(node.File(file));
        string inside = Node.IsKubeconfig(file) && name != "ecdsa" ? node.CertificatePem(file) + node.KeyPem(file) : "";
        return $"{file} {Convert.ToString((int)File.GetUnixFileMode(node.File(file)), 8)}: "
            + $"{string.Join(", ", Node.PemTypes(text + inside))}";
    });

    private static string RootSnapshot(Node node)
        => string.Join(
            '\n',
            node.Files().Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(node.Bytes(file)))}"));

    private static string WithoutData(Node node, string file) => Data().Replace(File.ReadAllText(node.File(file)), "$1: ");

    [GeneratedRegex("(certificate-authority-data|client-certificate-data|client-key-data): .*")]
    private static partial Regex Data();
}
