using System.Diagnostics;
using KubePki.Activate;

namespace KubePki.Tests.Activate;

/// <summary>Which processes may be components: anybody can choose a process's name.</summary>
public sealed class ProcessTrustTests
{
    private const string Root = "Name:\tx\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n";
    private const string User = "Name:\tx\nUid:\t1000\t1000\t1000\t1000\nGid:\t0\t0\t0\t0\n";
    private const string SetUid = "Name:\tx\nUid:\t1000\t0\t0\t0\n";
    private const string Accounts = "root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\nkubeadm-kcm:x:998:998::/:/bin/false\n";

    [Theory]
    [InlineData(Root, "0::/", true)]
    [InlineData(User, "0::/user.slice/user-1000.slice/session-1.scope", false)]
    [InlineData(User, "0::/user.slice/user-1000.slice/user@1000.service/kubepods/pod1", false)]
    [InlineData(User, "0::/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/cri-1.scope", true)] // runAsUser of a manifest
    [InlineData(User, "4:memory:/kubepods/burstable/pod1/1\n1:name=systemd:/kubepods/burstable/pod1/1", true)]
    [InlineData(User, "4:memory:/kubepods/burstable/pod1/1\n1:name=systemd:/user.slice/user-1000.slice", false)]
    [InlineData(SetUid, "0::/system.slice/cron.service", false)]
    [InlineData("Uid:\t998\t998\t998\t998\n", "0::/", true)] // kubeadm's account of controller-manager
    [InlineData("Uid:\t998\t998\t1000\t998\n", "0::/", false)]
    [InlineData("", "", false)] // has ended meanwhile
    public void Whose_process_counts(string status, string groups, bool expected)
        => Assert.Equal(expected, ProcessTrust.Of(path => path switch
        {
            "/proc/7/status" => status,
            "/proc/7/cgroup" => groups,
            "/etc/passwd" => Accounts,
            _ => throw new InvalidOperationException(path),
        }, "7"));

    [Fact]
    public void A_users_process_under_the_name_of_a_component_is_none()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can start a process of another user's");
        var name = $"component-{Guid.NewGuid():N}"[..24];
        using var process = Process.Start(new ProcessStartInfo("setpriv", ["--reuid=65534", "--clear-groups", "bash", "-c", $"exec -a {name} sleep 60"]))!;
        try
        {
            var started = SpinWait.SpinUntil(
                () => File.ReadAllText($"/proc/{process.Id}/cmdline").StartsWith(name, StringComparison.Ordinal), TimeSpan.FromSeconds(30));
            Assert.True(started);
            Assert.Null(ComponentProcess.Find(name, TimeProvider.System));
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }
}
