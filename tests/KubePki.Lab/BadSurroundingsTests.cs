using System.Diagnostics;
using System.Text.Json;

namespace KubePki.Lab;

/// <summary>
/// External obstacles to an activation: each activation ends in bounded time, reports what it tried, and leaves complete files.
/// </summary>
public sealed class BadSurroundingsTests(OneNode one) : OneNodeTest(one)
{
    private const string Manifest = "/etc/kubernetes/manifests/kube-apiserver.yaml";

    /// <summary>Far longer than any of these activations may take.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    private Lab Lab { get; } = one.Ready();

    [Fact]
    public void A_runtime_socket_that_never_answers_is_named_and_the_manifest_moved_instead()
    {
        const string script = """
            mount -t tmpfs tmpfs /run/containerd
            perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => "/run/containerd/containerd.sock", Listen => 5) or die; sleep 600' &
            silent=$!
            for i in $(seq 100); do test -S /run/containerd/containerd.sock && break; sleep 0.1; done
            "$@"
            code=$?
            kill $silent
            exit $code
            """;
        var run = Bounded((
            ) => Lab.Run(
                "unshare", "-m", "sh", "-c", script, "sh", KubePkiOnTheNode.Binary, "renew", "scheduler.conf", "--yes", "-o", "json"))
            .Succeeded();
        using var result = JsonDocument.Parse(run.Output);
        Assert.Equal("restarted", result.RootElement.Outcomes()["kube-scheduler"]);
        Assert.Contains("/run/containerd/containerd.sock", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxy_in_the_environment_is_not_asked_for_the_nodes_own_ports()
    {
        var run = Bounded(() => Lab.Run(
            "env",
            "HTTPS_PROXY=http://127.0.0.1:9", "HTTP_PROXY=http://127.0.0.1:9", "ALL_PROXY=http://127.0.0.1:9",
            "https_proxy=http://127.0.0.1:9", "NO_PROXY=", KubePkiOnTheNode.Binary, "renew", "controller-manager.conf", "--yes"));
        run.Succeeded();
        Assert.DoesNotContain(":9", run.Output + run.Error, StringComparison.Ordinal);
    }

    // An API server that does not come up takes minutes: in ./test LiveRenewalTests covers it, ./test nodes runs all three.
    [Fact(Explicit = true)]
    public void A_port_that_something_else_holds_is_named_with_what_it_serves()
    {
        try
        {
            const string occupy = """
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /run/foreign.key -out /run/foreign.crt -days 1 -subj /CN=foreign 2>/dev/null
                mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/
                for i in $(seq 300); do pidof kube-apiserver >/dev/null || break; sleep 0.2; done
                openssl s_server -accept 6443 -cert /run/foreign.crt -key /run/foreign.key -quiet </dev/null >/dev/null 2>&1 &
                echo $! >/run/foreign.pid
                for i in $(seq 100); do openssl s_client -connect 10.200.0.11:6443 </dev/null 2>/dev/null | grep -q CN.*foreign && break; sleep 0.1; done
                mv /root/kube-apiserver.yaml /etc/kubernetes/manifests/
                """;
            Lab.Run("setsid", "sh", "-c", occupy).Succeeded();
            var before = Lab.Fingerprint();
            var run = Bounded(() => Lab.KubePki("activate", "kube-apiserver", "--yes", "--timeout", "20s"));
            Assert.Equal(4, run.Code);
            Assert.Contains("kube-apiserver", run.Error, StringComparison.Ordinal);
            Assert.Equal(before, Lab.Fingerprint());
        }
        finally
        {
            Lab.Run("sh", "-c", "kill $(cat /run/foreign.pid)");
            ApiServerIsBack();
        }
    }

    [Fact(Explicit = true)]
    public void An_api_server_that_never_gets_ready_stops_the_renewal_with_its_log()
    {
        try
        {
            Lab.Run("sed", "-i", "s,--etcd-servers=.*,--etcd-servers=https://127.0.0.1:2399,", Manifest).Succeeded();
            Lab.Run(
                "sh", "-c",
                "for i in $(seq 300); do kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout 1s get --raw /readyz "
                    + ">/dev/null 2>&1 || exit 0; sleep 0.2; done; exit 1")
                .Succeeded();
            var run = Bounded(() => Lab.KubePki("renew", "apiserver", "--yes", "--timeout", "20s"));
            Assert.Equal(4, run.Code);
            Assert.Contains("kube-apiserver", run.Error, StringComparison.Ordinal);
            Assert.Contains("2399", run.Output + run.Error, StringComparison.Ordinal);
            Assert.Equal(0, Lab.KubePki("status").Code);
        }
        finally
        {
            Lab.Run("sed", "-i", "s,https://127.0.0.1:2399,https://127.0.0.1:2379,", Manifest).Succeeded();
            ApiServerIsBack();
        }
    }

    [Fact]
    public void Without_a_supervisor_for_the_kubelet_the_manual_step_is_reported()
    {
        Lab.Run("lab-service", "stop", "kubelet").Succeeded();
        try
        {
            var run = Bounded(() => Lab.KubePki("activate", "kubelet", "--yes"));
            Assert.Equal(4, run.Code);
            Assert.Contains("start the kubelet as usual on this machine", run.Error, StringComparison.Ordinal);
        }
        finally
        {
            Lab.Run("lab-service", "start", "kubelet").Succeeded();
        }
    }

    private static Finished Bounded(Func<Finished> run)
    {
        var clock = Stopwatch.StartNew();
        var finished = run();
        Assert.True(clock.Elapsed < Bound, $"took {clock.Elapsed.TotalSeconds:0} s\n{finished}");
        return finished;
    }

    /// <summary>Restarts the kubelet: a new kubelet does not wait out the backoff of containers that kept failing.</summary>
    private void ApiServerIsBack()
    {
        Lab.Run("lab-service", "restart", "kubelet");
        Lab.Run(
            "sh", "-c",
            "for i in $(seq 600); do kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout 2s get --raw /readyz >/dev/null "
                + "2>&1 && exit 0; sleep 0.2; done; exit 1")
            .Succeeded();
    }
}
