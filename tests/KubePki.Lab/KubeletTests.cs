namespace KubePki.Lab;

/// <summary>The kubelet's own certificate, as clusters of different ages keep it.</summary>
public sealed class KubeletTests(OneNode one) : OneNodeTest(one)
{
    [Fact]
    public void An_embedded_certificate_is_renewed_and_systemctl_restarts_the_kubelet()
    {
        var lab = One.Ready();
        lab.HasSystemctl(true);
        lab.Run("cp", "-a", "/etc/kubernetes/kubelet.conf", "/root/").Succeeded();
        try
        {
            EmbeddedCertificate.PutInto(lab);
            var before = Serial(lab);
            var (result, run) = lab.KubePkiJson("renew", "kubelet.conf", "--yes");
            run.Succeeded();
            Assert.Equal("restarted", result.Outcomes()["kubelet"]);
            Assert.NotEqual(before, Serial(lab));
            lab.KubeletTalks();
        }
        finally
        {
            // The next test needs a kubelet that rotates its certificate.
            lab.Run("mv", "/root/kubelet.conf", "/etc/kubernetes/").Succeeded();
            lab.HasSystemctl(false);
        }
    }

    private static string Serial(Lab lab)
        => lab.Run(
            "sh", "-c", "sed -n 's,.*client-certificate-data: ,,p' /etc/kubernetes/kubelet.conf | base64 -d | openssl x509 -noout -serial")
            .Succeeded().Output;
}

/// <summary>A kubelet from before rotation, whose certificate expired with all the others.</summary>
public sealed class DeadKubeletTests(OneNode one) : OneNodeTest(one)
{
    [Fact]
    public void A_dead_cluster_with_an_embedded_kubelet_certificate_is_recovered_with_one_command()
    {
        var lab = One.Dead();
        lab.HasSystemctl(true);
        EmbeddedCertificate.PutInto(lab);
        lab.Run("sh", "-c", "rm -f /var/lib/kubelet/pki/kubelet-client-*").Succeeded();
        lab.Run("lab-service", "restart", "kubelet");
        var (result, run) = lab.KubePkiJson("renew", "all", "--yes");
        run.Succeeded();
        Assert.All(result.Outcomes(), component => Assert.NotEqual("failed", component.Value));
        Assert.Equal("ok", lab.Kubectl("get", "--raw", "/readyz").Succeeded().Output);
        lab.KubeletTalks();
    }
}

/// <summary>A kubelet.conf as kubeadm before 1.17 left it on the first control-plane node: with an embedded certificate.</summary>
internal static class EmbeddedCertificate
{
    private const string Current = "/var/lib/kubelet/pki/kubelet-client-current.pem";

    /// <summary>Embeds the kubelet's current certificate.</summary>
    public static void PutInto(Lab lab)
    {
        const string script = """
            conf=/etc/kubernetes/kubelet.conf
            user=$(kubectl --kubeconfig $conf config view -o 'jsonpath={.users[0].name}')
            kubectl --kubeconfig $conf config set-credentials "$user" --embed-certs --client-certificate "$1" --client-key "$1"
            grep -q client-certificate-data $conf
            """;
        lab.Run("sh", "-c", script, "sh", Current).Succeeded();
    }
}
