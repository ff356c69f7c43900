using System.Text;
using System.Text.Json;

namespace KubePki.Lab;

/// <summary>A renewal of a healthy control plane: no client notices it, and it is proven on the wire.</summary>
public sealed class LiveRenewalTests(OneNode one) : OneNodeTest(one)
{
    /// <summary>kubectl of versions around the cluster's own, from <c>lab/kubectls</c>, by their paths on the node.</summary>
    private static string[] Kubectls => Environment.GetEnvironmentVariable("KUBEPKI_KUBECTLS") is { Length: > 0 } folder
        ? [.. Directory.GetFiles(folder, "kubectl-*").Select(file => $"/run/lab/peers/kubectls/{Path.GetFileName(file)}")
            .Order(StringComparer.Ordinal)]
        : throw new InvalidOperationException("KUBEPKI_KUBECTLS is not set: put there what tests/KubePki.Lab/lab/kubectls prints");

    [Fact]
    public void It_costs_no_request_and_every_port_serves_the_new_certificate()
    {
        var lab = One.Ready();
        var token = ServiceAccountToken(lab);
        var watch = StartWatch(lab);
        using var probe = lab.Probe();
        var (result, run) = lab.KubePkiJson("renew", "all", "--validity", "8y", "--yes");
        var report = probe.Stop();
        run.Succeeded();
        TestContext.Current.SendDiagnosticMessage($"kubepki renew all: {report}");
        Assert.True(report.Failed == 0, report.ToString());
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["etcd"] = "inUse",
                ["kube-apiserver"] = "reloaded",
                ["kube-controller-manager"] = "restarted",
                ["kube-scheduler"] = "restarted",
            },
            result.Outcomes());
        AssertPortsServeTheFiles(lab, result);

        // Existing clients: a watch, a pod's token, older and newer kubectls, kubeadm.
        AssertWatchGoesOn(lab, watch);
        AssertTokenIsAccepted(lab, token);
        Assert.All(
            Kubectls,
            kubectl => Assert.Contains(
                "cp1", lab.Run(kubectl, "--kubeconfig", "/etc/kubernetes/admin.conf", "get", "nodes").Succeeded().Output,
                StringComparison.Ordinal));
        Assert.Contains("7y", lab.Run("kubeadm", "certs", "check-expiration").Succeeded().Output, StringComparison.Ordinal);

        Assert.Equal(0, lab.KubePki("renew", "all", "--within", "90d", "--yes").Code);
        Assert.DoesNotContain(LiveFindings(lab), id => id is "serves-other" or "changed-since-start" or "not-running");

        lab.ForgetBackOff();
        var (undone, undo) = lab.KubePkiJson("undo", "--yes");
        undo.Succeeded();
        Assert.Equal("reloaded", undone.Outcomes()["kube-apiserver"]);
        AssertPortsServeTheFiles(lab, undone);
    }

    [Fact]
    public void A_component_that_does_not_restart_in_time_rolls_the_renewal_back()
    {
        var lab = One.Ready();
        var before = lab.Fingerprint();

        // A restarted component is not healthy at once: its lease has to expire first.
        var (result, run) = lab.KubePkiJson("renew", "controller-manager.conf", "--yes", "--timeout", "1s");
        Assert.True(run.Code == 1, run.ToString());
        Assert.True(result.GetProperty("takenBack").GetBoolean());
        Assert.Equal("failed", result.Outcomes()["kube-controller-manager"]);
        Assert.NotEqual(0, result.GetProperty("activation")[0].GetProperty("log").GetArrayLength());
        Assert.Equal(before, lab.Fingerprint());
        Assert.DoesNotContain(LiveFindings(lab), id => id is "changed-since-start" or "not-running");

        lab.ForgetBackOff();

        // With --keep-on-failure it stops and prints the command to run.
        var kept = lab.KubePki("renew", "controller-manager.conf", "scheduler.conf", "--yes", "--timeout", "1s", "--keep-on-failure");
        Assert.Equal(4, kept.Code);
        Assert.Contains("kubepki activate", kept.Output + kept.Error, StringComparison.Ordinal);
        Assert.NotEqual(before, lab.Fingerprint());

        lab.ForgetBackOff();

        // Interrupted while it waits for one component, it does not begin with the next.
        var interrupted = lab.Run("sh", "-c", $"{KubePkiOnTheNode.Binary} activate --yes 2>/run/said & pid=$!; "
            + "for i in $(seq 600); do grep -q 'waiting for it to be healthy' /run/said && break; sleep 0.05; done; kill -TERM $pid; wait "
            + "$pid; code=$?; cat /run/said >&2; exit $code");
        Assert.True(interrupted.Code == 4, interrupted.ToString());
        Assert.Contains("stopping when this component is healthy", interrupted.Error, StringComparison.Ordinal);
        Assert.Contains("was not activated: this run received a signal to stop", interrupted.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("kube-scheduler: restarting", interrupted.Error, StringComparison.Ordinal);
        lab.ForgetBackOff();
        lab.KubePki("activate", "--yes").Succeeded();
    }

    [Fact]
    public void Without_a_runtime_socket_the_manifest_is_moved_and_always_comes_back()
    {
        var lab = One.Ready();
        var manifests = lab.Run("sh", "-c", "sha256sum /etc/kubernetes/manifests/*").Succeeded().Output;
        const string hidden = "mount -t tmpfs tmpfs /run/containerd && exec \"$@\"";
        var (result, run) = Json(lab.Run(
            "unshare", "-m", "sh", "-c", hidden, "sh", KubePkiOnTheNode.Binary, "renew", "scheduler.conf", "--yes", "-o", "json"));
        run.Succeeded();
        Assert.Equal("restarted", result.Outcomes()["kube-scheduler"]);
        Assert.Equal(manifests, lab.Run("sh", "-c", "sha256sum /etc/kubernetes/manifests/*").Succeeded().Output);

        lab.ForgetBackOff();

        // Killed while the manifest is away: the next run restores it.
        lab.Run(
            "unshare", "-m", "sh", "-c",
            $"mount -t tmpfs tmpfs /run/containerd && ({KubePkiOnTheNode.Binary} renew scheduler.conf --yes & pid=$!; "
            + "for i in $(seq 600); do ls -A /etc/kubernetes | grep -q kubepki-moved && break; sleep 0.05; done; kill -9 $pid)")
                .Succeeded();
        Assert.NotEqual(0, lab.Run("test", "-e", "/etc/kubernetes/manifests/kube-scheduler.yaml").Code);
        lab.KubePki("recover").Succeeded();
        Assert.Equal(manifests, lab.Run("sh", "-c", "sha256sum /etc/kubernetes/manifests/*").Succeeded().Output);
        Assert.DoesNotContain("kubepki", lab.Run("ls", "-A", "/etc/kubernetes").Succeeded().Output, StringComparison.Ordinal);
        lab.KubePki("activate", "--yes").Succeeded();
    }

    private static void AssertPortsServeTheFiles(Lab lab, JsonElement result)
    {
        var ports = result.GetProperty("activation").EnumerateArray().SelectMany(c => c.GetProperty("ports").EnumerateArray()).ToList();
        Assert.Equal(["etcd-server", "etcd-server", "etcd-peer", "apiserver"], ports.Select(p => p.GetProperty("name").GetString()));
        Assert.All(ports, p => Assert.True(p.GetProperty("servesFile").GetBoolean()));

        // openssl's output beside kubepki's.
        const string served =
            "openssl s_client -connect 10.200.0.11:6443 </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256";
        Assert.Equal(
            lab.Run("openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", "/etc/kubernetes/pki/apiserver.crt").Succeeded().Output,
            lab.Run("sh", "-c", served).Succeeded().Output);
    }

    private static IReadOnlyList<string> LiveFindings(Lab lab)
        =>
        [
            .. lab.KubePkiJson("verify", "--live").Document.GetProperty("findings").EnumerateArray()
                .Select(f => f.GetProperty("id").GetString()!),
        ];

    private static (JsonElement Document, Finished Run) Json(Finished run)
    {
        using var document = JsonDocument.Parse(run.Output);
        return (document.RootElement.Clone(), run);
    }

    private static string ServiceAccountToken(Lab lab)
    {
        var secret = lab.Kubectl("get", "serviceaccount", "default", "-o", "jsonpath={.secrets[0].name}").Succeeded().Output;
        return Encoding.ASCII.GetString(Convert.FromBase64String(lab.Kubectl("get", "secret", secret, "-o", "jsonpath={.data.token}")
            .Succeeded().Output));
    }

    /// <summary>Asserts that the token is known but unauthorized: 403 with its name; an unknown token gets 401.</summary>
    private static void AssertTokenIsAccepted(Lab lab, string token)
    {
        const string call =
            "kubectl --kubeconfig /dev/null --server https://10.200.0.11:6443 --certificate-authority /etc/kubernetes/pki/ca.crt --token "
                + "\"$1\" get secrets";
        Assert.Contains("system:serviceaccount:default:default", lab.Run("sh", "-c", call, "sh", token).Error, StringComparison.Ordinal);
    }

    private static string StartWatch(Lab lab)
    {
        const string script = "kubectl --kubeconfig /etc/kubernetes/admin.conf get configmaps -n default -w >/run/watch 2>&1 & echo $!";
        return lab.Run("setsid", "sh", "-c", script).Succeeded().Output.Trim();
    }

    private static void AssertWatchGoesOn(Lab lab, string process)
    {
        lab.Kubectl("create", "configmap", "seen-by-the-watch").Succeeded();
        const string seen =
            "for i in $(seq 100); do grep -q seen-by-the-watch /run/watch && exit 0; sleep 0.1; done; cat /run/watch; exit 1";
        lab.Run("sh", "-c", seen).Succeeded();
        lab.Run("kill", process).Succeeded();
    }
}
