using System.Diagnostics;
using System.Text.Json;

namespace KubePki.Lab;

/// <summary>The lab itself: its guarantees to all tests that use it.</summary>
public sealed class LabComesUpTests(OneNode one) : OneNodeTest(one)
{
    private static readonly string[] Components = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];

    [Fact]
    public void A_control_plane_comes_up()
    {
        One.FirstUp.Succeeded();
        var lab = One.Ready();
        Assert.Equal("ok", lab.Kubectl("get", "--raw", "/readyz").Succeeded().Output);
        Assert.Equal("node/cp1", lab.Kubectl("get", "nodes", "-o", "name").Succeeded().Output.Trim());
        Assert.All(Components, component => Assert.Equal("Running", Phase(lab, component)));
        Assert.All(["kube-controller-manager", "kube-scheduler"], component => AssertHoldsLease(lab, component));
        AssertKubeletRotates(lab);
        AssertProbeTellsTheTruth(lab);

        // OneNode.Dispose checks that nothing stays behind.
        Assert.Contains($"folder of {lab.Name}", MachineTraces.Of(lab.Name));
        Assert.NotEmpty(MachineTraces.Processes(lab.Name));
    }

    [Fact]
    public void A_second_up_is_refused_and_harms_nothing()
    {
        One.FirstUp.Succeeded();
        Assert.True(One.SecondUp.Code == 1, One.SecondUp.ToString());
        Assert.Contains("there already", One.SecondUp.Error, StringComparison.Ordinal);
        Assert.Equal("ok", One.Ready().Kubectl("get", "--raw", "/readyz").Succeeded().Output);
    }

    [Fact(Explicit = true)]
    public void A_killed_up_is_removed_completely()
    {
        var lab = Lab.Named("killed");
        var before = MachineTraces.Of(lab.Name);
        using var owner = Process.Start("sleep", "600");
        try
        {
            using var up = lab.StartUp(owner.Id);
            // In the middle of bringing it up: the node exists, and kubeadm is running.
            Await(TimeSpan.FromMinutes(3), () => Directory.Exists($"/var/tmp/kubepki-lab/{lab.Name}/cp1/disk-etc-kubernetes/pki"));
            up.Kill();
            up.WaitForExit();
            Lab.DownOrphans();
            Assert.NotEmpty(MachineTraces.Processes(lab.Name));
        }
        finally
        {
            owner.Kill();
            owner.WaitForExit();
        }

        Lab.DownOrphans();
        Assert.Equal(before, MachineTraces.Of(lab.Name));
    }

    private static string Phase(Lab lab, string component)
        => lab.Kubectl("get", "pod", "-n", "kube-system", $"{component}-cp1", "-o", "jsonpath={.status.phase}").Succeeded().Output;

    private static void AssertHoldsLease(Lab lab, string component)
    {
        var lease = lab.Kubectl("get", "lease", "-n", "kube-system", component, "-o", "json").Succeeded().Output;
        using var document = JsonDocument.Parse(lease);
        var spec = document.RootElement.GetProperty("spec");
        Assert.StartsWith("cp1_", spec.GetProperty("holderIdentity").GetString(), StringComparison.Ordinal);
        Assert.InRange(
            DateTimeOffset.UtcNow - spec.GetProperty("renewTime").GetDateTimeOffset(), TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(15));
    }

    private static void AssertKubeletRotates(Lab lab)
    {
        const string current = "/var/lib/kubelet/pki/kubelet-client-current.pem";
        Assert.Contains(
            $"client-certificate: {current}", File.ReadAllText(lab.File("/etc/kubernetes/kubelet.conf")), StringComparison.Ordinal);
        Assert.Matches(
            @"^/var/lib/kubelet/pki/kubelet-client-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d\.pem$", new FileInfo(lab.File(current)).LinkTarget);
        Assert.Contains(
            "system:node:cp1", lab.Run("openssl", "x509", "-noout", "-subject", "-in", current).Succeeded().Output,
            StringComparison.Ordinal);
    }

    /// <summary>Asserts that the probe reports no failure while the API is available, and every second of a restart.</summary>
    private static void AssertProbeTellsTheTruth(Lab lab)
    {
        using var quiet = lab.Probe();
        Thread.Sleep(TimeSpan.FromSeconds(2));
        var calm = quiet.Stop();
        Assert.True(calm.Failed == 0, calm.ToString());
        Assert.InRange(calm.Sent, 30, 50);

        using var probe = lab.Probe();
        var process = lab.Run("pidof", "kube-apiserver").Succeeded().Output;
        lab.Run("kill", process.Trim()).Succeeded();
        var clock = Stopwatch.StartNew();

        // The API server waits up to a minute for requests in flight. The kubelet may start the next one between two checks.
        Await(TimeSpan.FromSeconds(90), () => lab.Run("pidof", "kube-apiserver").Output != process);
        Await(TimeSpan.FromMinutes(2), () => lab.Kubectl("get", "--raw", "/readyz", "--request-timeout", "2s").Code == 0);
        var back = clock.Elapsed;
        var storm = probe.Stop();
        Assert.InRange(storm.LongestOutage, TimeSpan.FromSeconds(0.5), back + TimeSpan.FromSeconds(1));
        Assert.InRange(storm.Failed, 5, storm.Sent);
        TestContext.Current.SendDiagnosticMessage($"killed kube-apiserver: {storm}");
    }

    private static void Await(TimeSpan limit, Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < limit, $"nothing after {limit.TotalSeconds:0} s");
            Thread.Sleep(50);
        }
    }
}
