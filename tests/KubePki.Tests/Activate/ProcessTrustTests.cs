using System.Diagnostics;
using KubePki.Activate;

namespace KubePki.Tests.Activate;

/// <summary>Which processes may be components: any user can choose a process's name.</summary>
public sealed class ProcessTrustTests
{
    private const string Root = "Name:\tx\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n";
    private const string User = "Name:\tx\nUid:\t1000\t1000\t1000\t1000\nGid:\t0\t0\t0\t0\n";
    private const string SetUid = "Name:\tx\nUid:\t1000\t0\t0\t0\n";
    private const string Hash = "0123456789abcdef0123456789abcdef";
    private const string Accounts = "root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\nkubeadm-kcm:x:998:998::/:/bin/false\n";

    [Theory]
    [InlineData(Root, "0::/", true)]
    [InlineData(User, "0::/user.slice/user-1000.slice/session-1.scope", false)]
    [InlineData(User, "0::/user.slice/user-1000.slice/user@1000.service/kubepods/pod1", false)]
    // runAsUser of a manifest
    [InlineData(User,
        $"0::/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod{Hash}.slice/cri-1.scope",
        true)]
    [InlineData(Root, $"0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{Hash}.slice/cri-containerd-1.scope", true)]
    [InlineData(User, $"4:memory:/kubepods/burstable/pod{Hash}/1\n1:name=systemd:/kubepods/burstable/pod{Hash}/1", true)]
    [InlineData(User, $"4:memory:/kubepods/burstable/pod{Hash}/1\n1:name=systemd:/user.slice/user-1000.slice", false)]
    // a pod of the cluster
    [InlineData(Root,
        "0::/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod5f1c0f0e_2f6b_4d7e_9c61_0a7f0d1b2c3d.slice/"
            + "cri-containerd-1.scope", false)]
    [InlineData(Root,
        "4:memory:/kubepods/besteffort/pod5f1c0f0e-2f6b-4d7e-9c61-0a7f0d1b2c3d/1\n1:name=systemd:/kubepods/besteffort/pod5f1c0f0e-2f6b-4d7e-9c61-0a7f0d1b2c3d/1", false)]
    // a group that a pod created below its own
    [InlineData(Root, $"0::/kubepods/pod5f1c0f0e-2f6b-4d7e-9c61-0a7f0d1b2c3d/1/pod{Hash}", false)]
    [InlineData(Root, "0::/kubepods.slice/kubepods-burstable.slice", false)]
    [InlineData(SetUid, "0::/system.slice/cron.service", false)]
    [InlineData("Uid:\t998\t998\t998\t998\n", "0::/", true)] // kubeadm's account of controller-manager
    [InlineData("Uid:\t998\t998\t1000\t998\n", "0::/", false)]
    [InlineData("", "", false)] // the process has ended in the meantime
    public void Whose_process_counts(string status, string groups, bool expected)
        => Assert.Equal(expected, ProcessTrust.Of(path => path switch
        {
            "/proc/7/status" => status,
            "/proc/7/cgroup" => groups,
            "/etc/passwd" => Accounts,
            _ => throw new InvalidOperationException(path),
        }, "7"));

    [Fact]
    public void A_users_process_with_the_name_of_a_component_is_not_a_component()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can start a process of another user's");
        var name = $"component-{Guid.NewGuid():N}"[..24];
        using var process = Process.Start(new ProcessStartInfo(
            "setpriv", ["--reuid=65534", "--clear-groups", "bash", "-c", $"exec -a {name} sleep 60"]))!;
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
