using System.Text.Json.Nodes;
using KubePki.Conformance.Verifier;

namespace KubePki.Conformance;

/// <summary>
/// Generated names, addresses and networks of a kubeadm configuration: `create apiserver` issues the same names as `kubeadm init phase
/// certs apiserver`, and refuses what kubeadm refuses. IPv4 addresses with leading zeros are excluded: a current kubeadm reads them as
/// decimal, and 1.20.2 built with Go 1.19 reads them as a name.
/// </summary>
public sealed class NamesAgree(Nodes nodes)
{
    private const int Configurations = 40;
    private const int Seed = 20261129;

    private static readonly string[] Pieces =
    [
        "a", "api", "1", "10", "x-y", "API", "Example", "a_b", "-a", "a-", "", "*", "é", new('n', 63), new('n', 64), "256", "%eth0",
    ];

    private static readonly string[] Addresses =
        [
            "10.1.2.3", "1.2.3", "1.2.3.256", "::ffff:10.1.2.3", "2001:DB8::7", "::", "1::", "1:2:3:4:5:6:7:8", "fd00::1%1", "[fd00::1]",
            "0x7f.1", "1.2.3.4.5", "::1.2.3.4", "1.2.3.4/24",
        ];

    private static readonly string[] Endpoints =
    [
        "", "lb.example.com", "lb.example.com:", "lb.example.com:6443", "lb.example.com:0", "lb.example.com:65536", "lb.example.com:06443",
        "LB.example.com", "10.0.0.9", "[10.0.0.9]:6443",
        "fd00::9", "[fd00::9]", "[fd00::9]:8443", "fd00::9:8443", "::ffff:10.9.9.9", ":6443", "https://lb", "[]:1", "[a]b:1", "a:b:c",
    ];

    private static readonly string[] Networks =
    [
        "10.96.0.0/12", "10.96.0.0/11", "10.96.7.1/16", "10.96.0.0/28", "10.96.0.0/29", "fd00::/112", "fd00::/107", "fd00::/108",
        "::ffff:10.96.0.0/112", "10.96.0.0", "10.96.0.0/33", "10.96.0.0/+16",
        "10.96.0.0/016", "10.96.0.0/16,fd00::/112", "10.96.0.0/16, fd00::/112", "10.96.0.0/16,10.97.0.0/16", "a/16",
    ];

    private static readonly string[] Advertised =
    [
        "10.200.0.11", "fd00::11", "::ffff:10.200.0.11", "224.0.0.1", "169.254.1.1", "255.255.255.255", "fe80::1", "10.200.0", "ff02::1",
        "240.0.0.1",
    ];

    private static readonly string[] NodeNames = ["cp1", " Cp1 ", "cp_1", "10.5.5.5", new('n', 64), "a.b.c", "-a", "a.", "*.a"];

    [Fact]
    public void Kubepki_takes_and_refuses_names_and_addresses_as_kubeadm_does()
    {
        var random = new Random(Seed);
        int same = 0, refused = 0;
        for (int i = 0; i < Configurations; i++)
        {
            string text = Configuration(random);
            (string? kubeadm, string? kubepki) = (Made(i, "kubeadm", text, node => node.Kubeadm("init", "phase", "certs", "apiserver")),
                Made(
                    i, "kubepki", text,
                    node => node.KubePki("create", "apiserver", "--config", Path.Combine(node.Root, "cluster.yaml"), "--yes")));
            Assert.True(kubeadm == kubepki, $"{text}\nkubeadm: {kubeadm ?? "refused"}\nkubepki: {kubepki ?? "refused"}");
            (same, refused) = (same + 1, refused + (kubeadm is null ? 1 : 0));
        }

        Counts.Record("names", "kubeadm configurations", ("same", same), ("refused", refused));
        Assert.InRange(refused, 5, Configurations - 5);
    }

    /// <summary>The names that result from a configuration, in order; null if it is refused.</summary>
    private string? Made(int number, string program, string text, Func<Node, Ended> make)
    {
        Node authority = nodes.Shared(
            "names: a CA",
            () => Configured(new Node("names", nodes.EmptyFolder("names-ca")), Text("cp1", "10.200.0.11", "[]", "", "10.96.0.0/12")));
        if (!File.Exists(authority.File("pki/ca.crt")))
        {
            authority.Kubeadm("init", "phase", "certs", "ca").Expect();
        }

        Node node = Configured(new Node("names", nodes.EmptyFolder($"names-{number}-{program}")), text);
        Directory.CreateDirectory(node.File("pki"));
        foreach (string file in (string[])["pki/ca.crt", "pki/ca.key"])
        {
            File.Copy(authority.File(file), node.File(file));
        }

        Ended ended = make(node);
        if (!File.Exists(node.File("pki/apiserver.crt")))
        {
            Assert.True(ended.ExitCode != 0, ended.ToString());
            return null;
        }

        JsonObject description = GoVerify.Describe(node.CertificatePem("pki/apiserver.crt"));
        return string.Join(' ', GoVerify.Names(description).Distinct().Order(StringComparer.Ordinal));
    }

    private static Node Configured(Node node, string text)
    {
        Directory.CreateDirectory(node.Kubernetes);
        File.WriteAllText(Path.Combine(node.Root, "cluster.yaml"), text);
        return node;
    }

    /// <summary>Most parts are ordinary, so that a defect in one part does not hide a defect in another.</summary>
    private static string Configuration(Random random)
    {
        string Odd(string plain, string[] others) => random.Next(4) == 0 ? others[random.Next(others.Length)] : plain;
        string name = random.Next(2) == 0 ? Addresses[random.Next(Addresses.Length)]
            : string.Join(
                '.', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pieces[random.Next(random.Next(2) == 0 ? 5 : Pieces.Length)]));
        return Text(
            Odd("cp1", NodeNames), Odd("10.200.0.11", Advertised), random.Next(3) == 0 ? "[]" : $"[{Quoted(name)}]", Odd("", Endpoints),
            Odd("10.96.0.0/12", Networks));
    }

    private static string Quoted(string text) => $"'{text}'";

    private static string Text(string name, string address, string names, string endpoint, string network) => $$"""
        apiVersion: kubeadm.k8s.io/v1beta2
        kind: InitConfiguration
        localAPIEndpoint: { advertiseAddress: {{Quoted(address)}}, bindPort: 6443 }
        nodeRegistration: { name: {{Quoted(name)}}, criSocket: /run/containerd/containerd.sock }
        ---
        apiVersion: kubeadm.k8s.io/v1beta2
        kind: ClusterConfiguration
        kubernetesVersion: v1.20.2
        controlPlaneEndpoint: {{Quoted(endpoint)}}
        apiServer: { certSANs: {{names}} }
        networking: { serviceSubnet: {{Quoted(network)}} }
        """;
}
