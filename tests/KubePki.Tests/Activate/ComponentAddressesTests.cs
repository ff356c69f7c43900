using KubePki.Activate.Probe;
using KubePki.Files;
using KubePki.Observe;

namespace KubePki.Tests.Activate;

/// <summary>The addresses on which components listen, from the flags in the manifests.</summary>
public sealed class ComponentAddressesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("kubepki-root-").FullName;

    [Fact]
    public void What_kubeadm_writes()
    {
        Pod("kube-apiserver", "v1.20.2", "--advertise-address=10.0.0.11", "--secure-port=6443");
        Pod(
            "etcd", "3.4.13-0", "--listen-client-urls=https://10.0.0.11:2379,https://127.0.0.1:2379",
            "--listen-peer-urls=https://10.0.0.11:2380", "--listen-metrics-urls=http://127.0.0.1:2381");
        Pod("kube-controller-manager", "v1.20.2", "--bind-address=127.0.0.1", "--port=0");
        Pod("kube-scheduler", "v1.20.2", "--bind-address=127.0.0.1", "--port=0");
        Assert.Equal(
            [
                "kube-apiserver Serving 10.0.0.11:6443",
                "etcd Serving 127.0.0.1:2379",
                "etcd Serving 10.0.0.11:2379",
                "etcd Peers 10.0.0.11:2380",
                "etcd PlainHealth 127.0.0.1:2381",
                "kube-controller-manager Serving 127.0.0.1:10257",
                "kube-scheduler Serving 127.0.0.1:10259",
                "kubelet Serving 127.0.0.1:10250",
                "kubelet PlainHealth 127.0.0.1:10248",
            ],
            Ports());
    }

    [Fact]
    public void Old_components_speak_plain_http()
    {
        Pod("kube-controller-manager", "v1.11.0", "--address=127.0.0.1");
        Pod("kube-scheduler", "v1.12.0", "--address=127.0.0.1", "--port=11251");
        Assert.Equal(["kube-controller-manager PlainHealth 127.0.0.1:10252", "kube-scheduler PlainHealth 127.0.0.1:11251"], Ports()[..2]);
    }

    [Fact]
    public void New_components_do_not()
    {
        Pod("kube-controller-manager", "v1.23.0", "--secure-port=11257", "--bind-address=0.0.0.0");
        Pod("kube-scheduler", "v1.35.0");
        Assert.Equal(["kube-controller-manager Serving 127.0.0.1:11257", "kube-scheduler Serving 127.0.0.1:10259"], Ports()[..2]);
    }

    [Fact]
    public void A_version_nobody_knows_may_have_both()
    {
        Pod("kube-scheduler", "mine");
        Assert.Equal(["kube-scheduler Serving 127.0.0.1:10259", "kube-scheduler PlainHealth 127.0.0.1:10251"], Ports()[..2]);
    }

    [Fact]
    public void The_api_server_is_asked_where_it_is_bound_to_else_where_it_advertises_itself()
    {
        Pod("kube-apiserver", "v1.20.2", "--advertise-address=10.0.0.11", "--bind-address=10.0.0.12", "--secure-port=8443");
        Assert.Equal("kube-apiserver Serving 10.0.0.12:8443", Ports()[0]);
        Pod("kube-apiserver", "v1.20.2", "--advertise-address=fd00::11", "--bind-address=::");
        Assert.Equal("kube-apiserver Serving [fd00::11]:6443", Ports()[0]);
        Pod("kube-apiserver", "v1.20.2");
        Assert.Equal("kube-apiserver Serving 127.0.0.1:6443", Ports()[0]);
    }

    [Fact]
    public void Etcd_on_every_address_is_reached_by_loopback_and_plain_urls_are_no_tls_ports()
    {
        Pod("etcd", "3.4.13-0", "--listen-client-urls=https://0.0.0.0:2379,http://127.0.0.1:4001", "--listen-peer-urls=https://[::]:2380");
        Assert.Equal(["etcd Serving 127.0.0.1:2379", "etcd Peers 127.0.0.1:2380"], Ports()[..2]);
    }

    [Fact]
    public void The_kubelets_configuration_and_over_it_its_flags()
    {
        Write("/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\naddress: 10.0.0.11\nport: 11250\nhealthzPort: 0\n");
        Assert.Equal(["kubelet Serving 10.0.0.11:11250"], Ports());
        Write("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS=\"--port=12250 --address=0.0.0.0 --healthz-port=12248\"");
        Assert.Equal(["kubelet Serving 127.0.0.1:12250", "kubelet PlainHealth 127.0.0.1:12248"], Ports());
    }

    [Theory]
    [InlineData("https://10.0.0.1:6443", "10.0.0.1:6443")]
    [InlineData("https://[fd00::1]:6443", "[fd00::1]:6443")]
    [InlineData("https://api.example.com/path", "api.example.com:443")]
    [InlineData("unix:///run/s", null)]
    [InlineData("10.0.0.1", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void An_address_from_a_url(string? url, string? address) => Assert.Equal(address, ProbeAddress.Of(url)?.ToString());

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string[] Ports()
        => [.. ComponentAddresses.Of(NodeLayout.Of(new NodeRoot(_root))).Select(p => $"{p.Component} {p.Purpose} {p.Address}")];

    private void Pod(string component, string version, params string[] flags) => Write($"/etc/kubernetes/manifests/{component}.yaml", $"""
        apiVersion: v1
        kind: Pod
        metadata:
          labels:
            component: {component}
        spec:
          containers:
          - name: {component}
            image: k8s.gcr.io/{component}:{version}
            command:
            - {component}
        {string.Concat(flags.Select(f => $"    - {f}\n"))}
        """);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root + path)!);
        File.WriteAllText(_root + path, text);
    }
}
