using System.Globalization;
using KubePki.Activate;
using KubePki.Catalogue;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Activate;

public sealed class ComponentHealthTests : IDisposable
{
    private readonly PracticeNode _node = new();
    private readonly TestPki _pki = new();

    [Theory]
    [InlineData("false", true)]
    [InlineData("F", true)]
    [InlineData("true", false)]
    [InlineData(null, false)]
    public async Task One_that_elects_no_leader_is_healthy_by_its_own_word(string? elects, bool healthy)
    {
        _pki.Issue("server");
        using var scheduler = new TlsPeer(_pki.Server("server"), _ => TlsPeer.Ok("ok", "text/plain"));
        _node.Flag(Components.Scheduler, "secure-port", scheduler.Address.Port.ToString(CultureInfo.InvariantCulture));
        _node.Flag(Components.Scheduler, "leader-elect", elects);

        // Nobody can say who leads.
        _node.Delete("/etc/kubernetes/admin.conf");
        _node.Delete("/etc/kubernetes/super-admin.conf");
        var problem = await new ComponentHealth(_node.Root, TimeProvider.System).CheckAsync(_node.State, Components.Scheduler, TestContext.Current.CancellationToken);
        Assert.Equal(healthy ? null : "not-running", problem?.Id);
    }

    public void Dispose()
    {
        _node.Dispose();
        _pki.Dispose();
    }
}
