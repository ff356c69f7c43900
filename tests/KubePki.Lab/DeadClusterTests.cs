namespace KubePki.Lab;

/// <summary>The two states in which an operator finds a cluster with expired certificates.</summary>
public sealed class DeadClusterTests(OneNode one) : OneNodeTest(one)
{
    private static readonly string[] Certificates =
    [
        "apiserver.crt", "apiserver-kubelet-client.crt", "apiserver-etcd-client.crt", "front-proxy-client.crt", "etcd/server.crt",
        "etcd/peer.crt",
        "etcd/healthcheck-client.crt",
    ];

    // ./test covers the dead cluster with an embedded kubelet certificate and three dead nodes that are running.
    [Fact(Explicit = true)]
    public void A_running_node_with_expired_certificates_is_recovered()
    {
        var lab = One.Dead();
        AssertExpired(lab);
        // etcd serves its expired certificate, and no client accepts it.
        Assert.Equal(0, lab.Run("pidof", "etcd").Code);
        Assert.NotEqual(0, lab.Kubectl("get", "--raw", "/readyz", "--request-timeout", "3s").Code);
        Assert.Contains(
            "certificate has expired", lab.Run("sh", "-c", "cat /var/log/pods/*kube-apiserver*/*/*.log").Succeeded().Output,
            StringComparison.Ordinal);
        Assert.Equal(0, lab.Run("lab-service", "status", "kubelet").Code);
        AssertOneCommandBringsItBack(lab);
    }

    [Fact(Explicit = true)]
    public void Switched_on_again_its_kubelet_refuses_to_start()
    {
        var lab = One.Dead(whileOff: true);
        AssertExpired(lab);
        Assert.NotEqual(0, lab.Run("pidof", "kube-apiserver", "etcd").Code);
        Assert.Contains(
            "unable to load bootstrap kubeconfig", File.ReadAllText(lab.File("/var/log/kubelet.log")), StringComparison.Ordinal);
        AssertOneCommandBringsItBack(lab);
    }

    private static void AssertOneCommandBringsItBack(Lab lab)
    {
        var (result, run) = lab.KubePkiJson("renew", "all", "--yes");
        run.Succeeded();
        Assert.All(result.Outcomes(), component => Assert.NotEqual("failed", component.Value));
        Assert.Equal("ok", lab.Kubectl("get", "--raw", "/readyz").Succeeded().Output);

        // etcd's data is there, and the kubelet reaches the API server again.
        Assert.Equal("node/cp1", lab.Kubectl("get", "nodes", "-o", "name").Succeeded().Output.Trim());
        lab.KubeletTalks();
        Assert.Equal(0, lab.KubePki("status").Code);
    }

    private static void AssertExpired(Lab lab)
    {
        string[] files =
        [
            .. Certificates.Select(name => $"/etc/kubernetes/pki/{name}"), "/var/lib/kubelet/pki/kubelet-client-current.pem",
            "/var/lib/kubelet/pki/kubelet.crt",
        ];
        foreach (var file in files)
        {
            // openssl's exit code: 1 for an expired certificate.
            Assert.Equal(1, lab.Run("openssl", "x509", "-checkend", "0", "-noout", "-in", file).Code);
        }

        foreach (var name in new[] { "admin.conf", "controller-manager.conf", "scheduler.conf" })
        {
            var script = $"sed -n 's,.*client-certificate-data: ,,p' /etc/kubernetes/{name} | base64 -d | openssl x509 -checkend 0 -noout";
            Assert.Equal(1, lab.Run("sh", "-c", script).Code);
        }

        // A renewal needs valid CAs.
        Assert.Equal(0, lab.Run("openssl", "x509", "-checkend", "0", "-noout", "-in", "/etc/kubernetes/pki/ca.crt").Code);
        Assert.Equal(
            0,
            lab.Run(
                "openssl", "verify", "-no_check_time", "-CAfile", "/etc/kubernetes/pki/ca.crt", "/etc/kubernetes/pki/apiserver.crt").Code);
    }
}
