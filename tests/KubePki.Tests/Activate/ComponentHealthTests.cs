using System.Globalization;
using System.Security.Cryptography.X509Certificates;
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
    public async Task A_component_without_leader_election_is_healthy_by_its_own_report(string? elects, bool healthy)
    {
        _pki.Issue("server");
        using var scheduler = new TlsPeer(_pki.Server("server"), _ => TlsPeer.Ok("ok", "text/plain"));
        _node.Flag(Components.Scheduler, "secure-port", scheduler.Address.Port.ToString(CultureInfo.InvariantCulture));
        _node.Flag(Components.Scheduler, "leader-elect", elects);

        // No credentials to read the lease: the leader is unknown.
        _node.Delete("/etc/kubernetes/admin.conf");
        _node.Delete("/etc/kubernetes/super-admin.conf");
        var problem = await new ComponentHealth(_node.Root, TimeProvider.System).CheckAsync(
            _node.State, Components.Scheduler, TestContext.Current.CancellationToken);
        Assert.Equal(healthy ? null : "not-running", problem?.Id);
    }

    /// <summary>After a restart the lease of the earlier process proves nothing, however long it is valid.</summary>
    [Theory]
    [InlineData(1, 15, true)]
    [InlineData(-60, 3600, false)]
    [InlineData(-0.05, 3600, false)]
    public async Task A_component_is_the_leader_once_it_renewed_its_lease_after_its_start(
        double secondsAfterStart, int duration, bool healthy)
    {
        using var process = new RunningProcess();
        var started = ComponentProcess.Find(process.Name, TimeProvider.System)!.StartedAt;
        var renewed = started.AddSeconds(secondsAfterStart).UtcDateTime;
        var lease =
            $$$"""
            {"spec":{"holderIdentity":"cp1_x","leaseDurationSeconds":{{{duration}}},
             "renewTime":"{{{renewed:yyyy-MM-ddTHH:mm:ss.ffffffZ}}}"}}
            """;
        using var certificate = X509Certificate2.CreateFromPem(
            _node.Text("/etc/kubernetes/pki/apiserver.crt"), _node.Text("/etc/kubernetes/pki/apiserver.key"));
        using var api = new TlsPeer(
            certificate,
            path => path.EndsWith($"/leases/{process.Name}", StringComparison.Ordinal) ? TlsPeer.Ok(lease) : TlsPeer.Status(404, "{}"));
        _node.Flag(Components.ApiServer, "bind-address", "127.0.0.1");
        _node.Flag(Components.ApiServer, "secure-port", api.Address.Port.ToString(CultureInfo.InvariantCulture));
        var problem = await new ComponentHealth(_node.Root, TimeProvider.System).CheckAsync(
            _node.State, process.Name, TestContext.Current.CancellationToken);
        Assert.Equal(healthy ? null : "no-lease", problem?.Id);
    }

    public void Dispose()
    {
        _node.Dispose();
        _pki.Dispose();
    }
}
