namespace KubePki.Conformance;

/// <summary>The decisive test: a real etcd and a real kube-apiserver run on the renewed files and answer authenticated users.</summary>
public sealed class ControlPlaneRuns(Nodes nodes)
{
    [Theory]
    [InlineData(Variants.Default, "rsa2048")]
    [InlineData(Variants.Default, "ecdsa-p384")]
    [InlineData(Variants.Ecdsa, "ecdsa-p256")]
    [InlineData(Variants.ExtraSans, "rsa2048")]
    [InlineData(Variants.DualCa, "ecdsa-p256")]
    public void On_renewed_files(string variant, string algorithm)
    {
        Node node = nodes.Copy(variant);
        node.KubePkiRenewsAll("--key-algorithm", algorithm).Expect();
        using var controlPlane = new ControlPlane(node);

        Assert.Equal("ok", controlPlane.Kubectl("admin.conf", "get", "--raw", "/readyz").Expect().Output);
        // The name in the certificate decides who may list nodes: a user without a name may not.
        foreach (string user in (string[])["admin.conf", "controller-manager.conf", "scheduler.conf"])
        {
            controlPlane.Kubectl(user, "get", "nodes").Expect();
        }

        ExpectServed(controlPlane, 6443, node, "pki/apiserver.crt");
        ExpectServed(controlPlane, 2379, node, "pki/etcd/server.crt");
        ExpectServed(controlPlane, 2380, node, "pki/etcd/peer.crt");
    }

    private static void ExpectServed(ControlPlane controlPlane, int port, Node node, string file)
    {
        string served = GoVerify.Describe(controlPlane.Served(port))["serial"]!.GetValue<string>();
        string onDisk = GoVerify.Describe(node.CertificatePem(file))["serial"]!.GetValue<string>();
        Assert.True(served == onDisk, $"port {port} serves {served}, {file} is {onDisk}");
    }
}
