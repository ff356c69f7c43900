using KubePki.Kubernetes;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Observe;

/// <summary>
/// The configuration with which a node's kubelet runs: units, drop-ins, environment files, drop-ins of its configuration.
/// </summary>
public sealed class KubeletCommandTests
{
    private const string Configuration = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";

    [Fact]
    public void Kubesprays_kubelet_is_found_by_its_unit()
    {
        using var node = new TestNode();
        node.Write(
            "/etc/systemd/system/kubelet.service",
            "[Service]\nEnvironmentFile=-/etc/kubernetes/kubelet.env\nEnvironmentFile=-/gone\nExecStart=/usr/local/bin/kubelet "
                + "$KUBELET_API_SERVER $KUBELET_ARGS\n");
        node.Write(
            "/etc/kubernetes/kubelet.env",
            "# a comment\nKUBELET_ARGS=\"--config=/etc/kubernetes/kubelet-config.yaml \\\n --cert-dir=/srv/pki \\\n\"\n");
        node.Write("/etc/kubernetes/kubelet-config.yaml", Configuration + "clusterDomain: spray.local\nrotateCertificates: True\n");
        var layout = node.State.Layout;
        Assert.Equal(
            ("/etc/kubernetes/kubelet-config.yaml", "/srv/pki", "spray.local", true),
            (layout.KubeletConfigurationPath, layout.KubeletPkiDirectory, layout.DnsDomain, layout.Kubelet!.RotateCertificates));
        Assert.Empty(layout.Problems);
    }

    [Fact]
    public void Drop_ins_of_any_name_count_in_the_order_of_their_names()
    {
        using var node = new TestNode();
        node.Write("/usr/lib/systemd/system/kubelet.service", "[Service]\nExecStart=/usr/bin/kubelet --cert-dir=/unit\n");
        node.Write(
            "/usr/lib/systemd/system/kubelet.service.d/10-a.conf",
            "[Service]\nExecStart=\nExecStart=/usr/bin/kubelet $MORE --cert-dir=/vendor\n");
        node.Write(
            "/etc/systemd/system/kubelet.service.d/10-a.conf",
            "[Service]\nExecStart=\nExecStart=/usr/bin/kubelet --cert-dir=/vendor $MORE\n");
        node.Write("/run/systemd/system/kubelet.service.d/zz-last.conf", "[Service]\nEnvironment=\"MORE=--cert-dir=/run\"\n");
        node.Write("/etc/systemd/system/kubelet.service.d/20-b.conf", "[Service]\nEnvironment=\"MORE=--cert-dir=/etc-b\"\n");
        node.Write("/etc/systemd/system/kubelet.service.d/30-c.conf.bak", "[Service]\nExecStart=\nExecStart=/no\n");
        Assert.Equal("/run", node.State.Layout.KubeletPkiDirectory);
    }

    [Fact]
    public void Drop_ins_of_the_configuration_are_merged_in_order()
    {
        using var node = new TestNode();
        node.Write("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS=\"--config-dir=/etc/kubelet.d\"\n");
        node.Write("/etc/kubelet.d/20-second.conf", Configuration + "clusterDomain: b.local\n");
        node.Write("/etc/kubelet.d/10-first.conf", Configuration + "clusterDomain: a.local\nserverTLSBootstrap: on\n");
        node.Write("/etc/kubelet.d/99-no.yaml", Configuration + "clusterDomain: no.local\n");
        var kubelet = node.State.Layout.Kubelet!;
        Assert.Equal(("b.local", true), (kubelet.ClusterDomain, kubelet.ServerTlsBootstrap));
        node.Write("/etc/kubelet.d/30-broken.conf", "a: [");
        Assert.Null(node.State.Layout.Kubelet);
        Assert.Contains(node.State.Problems, p => p.Where == "/etc/kubelet.d/30-broken.conf");
    }

    [Fact]
    public void A_serving_pair_that_is_configured_and_not_there_is_missing()
    {
        using var node = new TestNode();
        node.Write("/var/lib/kubelet/config.yaml", Configuration + "tlsCertFile: /srv/gone.crt\ntlsPrivateKeyFile: /srv/gone.key\n");
        var item = node.State.Find("kubelet-serving")!;
        Assert.Equal(("/srv/gone.crt", "/srv/gone.key", true), (item.Path, item.KeyPath, item.IsMissing));
    }

    [Fact]
    public void What_the_kubelet_would_exit_on_is_a_problem_and_two_equal_keys_are_a_warning()
    {
        using var node = new TestNode();
        node.Write("/var/lib/kubelet/config.yaml", Configuration + "rotateCertificates: 'true'\nclusterDomain: a\nclusterDomain: b\n");
        Assert.Equal("b", node.State.Layout.DnsDomain);
        Assert.Single(node.State.Problems).IsOf(KubernetesMessages.NotTruth);
        Assert.Single(node.State.Warnings).IsOf(KubernetesMessages.KeyTwice);
    }
}
