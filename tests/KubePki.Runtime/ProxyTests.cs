using System.Runtime.CompilerServices;
using KubePki.Activate.Probe;
using KubePki.Tests.Activate;

namespace KubePki.Runtime;

/// <summary>
/// A proxy from the environment is ignored. The environment is read once per process, so the whole test run has a proxy set: every
/// test here bypasses it.
/// </summary>
public sealed class ProxyTests
{
    [ModuleInitializer]
    internal static void SetProxy()
    {
        foreach (var variable in new[] { "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY" })
        {
            Environment.SetEnvironmentVariable(variable, "http://127.0.0.1:1");
        }
    }

    [Fact]
    public async Task A_probe_goes_to_its_target()
    {
        using var pki = new TestPki();
        pki.Issue("server");
        using var peer = new TlsPeer(pki.Server("server"), _ => TlsPeer.Ok("ok"));
        var health = await HealthProbe.CheckAsync(
            new ProbeTarget(peer.Address), HealthProbe.Health, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.True(health.Value?.IsHealthy, health.Problem?.ToString());
    }
}
