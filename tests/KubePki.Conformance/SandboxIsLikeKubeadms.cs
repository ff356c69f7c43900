using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubePki.Conformance;

/// <summary>
/// The files of `kubepki sandbox create` are equivalent to kubeadm's: kubeadm reads and renews them, Go accepts them, they have the
/// structure of the files of the same kubeadm version, and a control plane runs on them.
/// </summary>
public sealed partial class SandboxIsLikeKubeadms(Nodes nodes)
{
    private const string SameVersion = "v1.20.2";
    private const string SubjectKeyIdentifier = "2.5.29.14";
    private const string AuthorityKeyIdentifier = "2.5.29.35";

    [Theory]
    [InlineData(SameVersion, "0d")]
    [InlineData(SameVersion, "360d")]
    [InlineData(SameVersion, "400d")]
    [InlineData("v1.16.0", "0d")]
    [InlineData("v1.34.0", "0d")]
    public void Kubeadm_reads_and_renews_it_and_Go_accepts_it(string version, string age)
    {
        Node node = Sandbox(version, age);
        Assert.Equal(13, node.Expirations().Lines.Count);
        Agree(node);
        IReadOnlyDictionary<string, string> before = Chains.Serials(node);
        node.KubeadmRenewsAll();
        Assert.Equal(
            Certificates.RenewableOn(node).Select(certificate => certificate.Name).Order(StringComparer.Ordinal),
            Chains.Renewed(before, Chains.Serials(node)));
        Agree(node);
        node.KubePkiRenewsAll("--key-algorithm", "ecdsa-p256").Expect();
        Agree(node);
        Assert.DoesNotContain(Chains.Complaints(node), complaint => !complaint.StartsWith("kubelet.conf", StringComparison.Ordinal));
        Assert.Empty(Chains.Mismatches(node));
    }

    [Fact]
    public void Certificates_have_the_structure_of_kubeadms()
    {
        (Node sandbox, Node kubeadm) = Twins();
        string[] paths =
        [
            .. Certificates.Of(kubeadm).Select(certificate => certificate.Path).Where(path => path != "kubelet.conf"), "pki/ca.crt",
            "pki/front-proxy-ca.crt", "pki/etcd/ca.crt",
        ];
        Assert.Equal(Structures(kubeadm, paths), Structures(sandbox, paths));
        Assert.Empty(Chains.Complaints(sandbox));
        Assert.Empty(Chains.Mismatches(sandbox));
    }

    [Fact]
    public void Files_are_kubeadms_with_the_same_modes_and_PEM_blocks()
    {
        (Node sandbox, Node kubeadm) = Twins();
        Assert.Equal(Files(kubeadm), Files(sandbox));
    }

    [Fact]
    public void Kubeconfigs_are_kubeadms_but_for_what_is_secret()
    {
        (Node sandbox, Node kubeadm) = Twins();
        Assert.All(kubeadm.Files().Where(Node.IsKubeconfig), file => Assert.Equal(WithoutData(kubeadm, file), WithoutData(sandbox, file)));
    }

    [Fact]
    public void A_control_plane_runs_on_it()
    {
        using var controlPlane = new ControlPlane(Sandbox(SameVersion, "0d"));
        controlPlane.Kubectl("admin.conf", "get", "nodes").Expect();
    }

    private (Node Sandbox, Node Kubeadm) Twins() => nodes.Shared("sandbox twins", () => (Sandbox(SameVersion, "0d"), Twin()));

    private Node Sandbox(string version, string age)
    {
        var node = new Node("sandbox", Path.Combine(nodes.EmptyFolder("sandbox"), "node"));
        string[] aged = age == "0d" ? [] : ["--age", age];
        Programs.Run(Peers.KubePki, ["sandbox", "create", node.Root, "--kubernetes-version", version, .. aged]).Expect();
        // kubeadm needs a configuration; the twin's has the same names and addresses.
        File.Copy(Path.Combine(nodes.Shared("kubeadm twin", Twin).Root, "cluster.yaml"), Path.Combine(node.Root, "cluster.yaml"));
        return node;
    }

    // The first node of a sandbox is called cp1 and has this address.
    private Node Twin()
    {
        var node = new Node(Variants.Default, Path.Combine(nodes.EmptyFolder("twin"), "node"));
        Programs.Run(Peers.MakePki, Variants.Default, node.Root, "192.0.2.11").Expect();
        return node;
    }

    private static void Agree(Node node) => StatusAgrees.Agree(node.Expirations(), node.Status());

    /// <summary>Every field except those that are new each time. Key identifiers are compared by presence only.</summary>
    private static IEnumerable<string> Structures(Node node, IReadOnlyList<string> paths) =>
        paths.Zip(GoVerify.Describe(paths.Select(node.CertificatePem)), (path, description) =>
        {
            foreach (string field in (string[])["file", "serial", "notBefore", "notAfter"])
            {
                Assert.True(description.Remove(field), $"goverify does not describe {field}");
            }

            foreach (JsonNode? extension in description["extensions"]!.AsArray()
                .Where(one => one!["oid"]!.GetValue<string>() is SubjectKeyIdentifier or AuthorityKeyIdentifier))
            {
                extension!["value"] = $"{extension["value"]!.GetValue<string>().Length / 2} bytes";
            }

            return $"{path}: {description.ToJsonString()}";
        });

    private static IEnumerable<string> Files(Node node) => node.Files().Select(file =>
        $"{file} {Convert.ToString((int)File.GetUnixFileMode(node.File(file)), 8)}: "
            + $"{string.Join(", ", Node.PemTypes(File.ReadAllText(node.File(file))))}");

    private static string WithoutData(Node node, string file) => Data().Replace(File.ReadAllText(node.File(file)), "$1: ");

    [GeneratedRegex("(certificate-authority-data|client-certificate-data|client-key-data): .*")]
    private static partial Regex Data();
}
