using System.Diagnostics;
using System.Text.Json.Nodes;

namespace KubePki.Lab;

/// <summary>
/// The cost of three ways of renewing to the users of a control plane, compared on one lab. Run by <c>./bench outage</c>, which
/// names the file for the result in KUBEPKI_OUTAGE.
/// </summary>
public sealed class OutageComparison
{
    /// <summary>A way of renewing, and the commands of the operator.</summary>
    private static readonly (string Name, string Script)[] Ways =
    [
        ("kubepki renew all", "\"$1\" renew all --yes"),
        ("kubeadm certs renew all, manifests moved away for 20 s", """
            kubeadm certs renew all && mkdir -p /etc/kubernetes/away && mv /etc/kubernetes/manifests/*.yaml /etc/kubernetes/away/ && sleep 20 &&
            mv /etc/kubernetes/away/*.yaml /etc/kubernetes/manifests/
            """),
        ("kubeadm certs renew all, all four containers stopped", """
            kubeadm certs renew all && for name in etcd kube-apiserver kube-controller-manager kube-scheduler; do
                for id in $(ctr -n k8s.io containers ls -q "labels.\"io.kubernetes.container.name\"==$name"); do ctr -n k8s.io tasks kill -s SIGTERM $id 2>/dev/null; done
            done; true
            """),
    ];

    private static readonly string[] Unproven =
    [
        "serves-other", "changed-since-start", "not-running", "no-certificate-served", "unreachable", "refused", "timeout",
    ];

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    [Fact(Explicit = true)]
    public void Three_ways_of_renewing()
    {
        var file = Environment.GetEnvironmentVariable("KUBEPKI_OUTAGE")
            ?? throw new InvalidOperationException("KUBEPKI_OUTAGE names no file for the result");
        using var lab = Lab.Up("outage");
        IsProven(lab);
        var rows = new JsonArray([.. Ways.Select(way => Measure(lab, way.Name, way.Script))]);
        File.WriteAllText(file, rows.ToJsonString());
    }

    private static JsonNode Measure(Lab lab, string name, string script)
    {
        using var probe = lab.Probe();
        var clock = Stopwatch.StartNew();
        lab.Run("sh", "-c", script, "sh", KubePkiOnTheNode.Binary).Succeeded();
        var typed = clock.Elapsed;
        IsProven(lab);
        var proven = clock.Elapsed;
        var report = probe.Stop();
        TestContext.Current.SendDiagnosticMessage($"{name}: {report}");
        return new JsonObject
        {
            ["name"] = name,
            ["sent"] = report.Sent,
            ["failed"] = report.Failed,
            ["longestOutageSeconds"] = report.LongestOutage.TotalSeconds,
            ["commandSeconds"] = typed.TotalSeconds,
            ["provenSeconds"] = proven.TotalSeconds,
        };
    }

    /// <summary>
    /// Waits until the API server is ready and every component uses the files on disk, as kubepki verifies it: the other ways lack this
    /// check.
    /// </summary>
    private static void IsProven(Lab lab)
    {
        for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(TimeSpan.FromMilliseconds(500)))
        {
            var (verified, _) = lab.KubePkiJson("verify", "--live");
            var ids = verified.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("id").GetString()!).ToList();
            if (!ids.Exists(Unproven.Contains) && lab.Kubectl("get", "--raw", "/readyz", "--request-timeout", "2s").Code == 0)
            {
                return;
            }

            Assert.True(clock.Elapsed < Limit, string.Join(", ", ids));
        }
    }
}
