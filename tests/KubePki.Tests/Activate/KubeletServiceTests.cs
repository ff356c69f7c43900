using KubePki.Activate;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Activate;

/// <summary>The problem that is reported if systemctl did not restart the kubelet.</summary>
public sealed class KubeletServiceTests
{
    [Fact]
    public void An_exit_code_is_told_where_there_is_one()
    {
        Assert.Contains(
            "exit code 5", KubeletService.NotRestarted(5).IsOf(ActivateMessages.SystemctlFailed).ToString(), StringComparison.Ordinal);
        var silent = KubeletService.NotRestarted(null).IsOf(ActivateMessages.SystemctlSilent).ToString();
        Assert.DoesNotContain("exit code", silent, StringComparison.Ordinal);
        Assert.Contains("120 s", silent, StringComparison.Ordinal);
    }
}
