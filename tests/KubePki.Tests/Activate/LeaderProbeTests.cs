using KubePki.Activate.Probe;
using KubePki.Localization;

namespace KubePki.Tests.Activate;

/// <summary>The leader, as API servers of several versions report it.</summary>
public sealed class LeaderProbeTests : IDisposable
{
    private const string LeasePath = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler";
    private const string EndpointsPath = "/api/v1/namespaces/kube-system/endpoints/kube-scheduler";
    private const string ConfigMapPath = "/api/v1/namespaces/kube-system/configmaps/kube-scheduler";

    private const string Lease = """
        {"kind":"Lease","apiVersion":"coordination.k8s.io/v1","metadata":{"name":"kube-scheduler","namespace":"kube-system"},
         "spec":{"holderIdentity":"m1_5d1e","leaseDurationSeconds":15,"acquireTime":"2026-11-24T07:00:00.123456Z","renewTime":"2026-11-24T08:00:00.000000Z","leaseTransitions":3}}
        """;

    private const string Annotated = """
        {"metadata":{"annotations":{"control-plane.alpha.kubernetes.io/leader":
         "{\"holderIdentity\":\"m2_77\",\"leaseDurationSeconds\":15,\"acquireTime\":\"2026-11-24T07:00:00Z\",\"renewTime\":\"2026-11-24T08:00:00Z\",\"leaderTransitions\":1}"}}}
        """;

    private static readonly DateTimeOffset Renewed = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    private readonly TestPki _pki = new();

    [Fact]
    public async Task The_lease()
    {
        var lease = Value(await FindAsync(new() { [LeasePath] = TlsPeer.Ok(Lease), [EndpointsPath] = TlsPeer.Ok(Annotated) }));
        Assert.Equal(
            new LeaderLease("kube-scheduler", "m1_5d1e", Renewed.AddHours(-1).AddTicks(1234560), Renewed, TimeSpan.FromSeconds(15), 3),
            lease);
        Assert.True(lease.IsHeldAt(Renewed.AddSeconds(14), since: Renewed));
        Assert.False(lease.IsHeldAt(Renewed.AddSeconds(15), since: Renewed));

        // The lease of a process that was stopped before the current one started.
        Assert.False(lease.IsHeldAt(Renewed.AddSeconds(14), since: Renewed.AddMilliseconds(10)));
        Assert.True(lease.IsHeldBy("m1"));
        Assert.False(lease.IsHeldBy("m"));
        Assert.False(lease.IsHeldBy("m11"));
    }

    [Theory]
    [InlineData(EndpointsPath)]
    [InlineData(ConfigMapPath)]
    public async Task The_annotation_before_there_were_leases(string path)
    {
        var lease = Value(await FindAsync(new() { [path] = TlsPeer.Ok(Annotated) }));
        Assert.Equal(new LeaderLease("kube-scheduler", "m2_77", Renewed.AddHours(-1), Renewed, TimeSpan.FromSeconds(15), 1), lease);
    }

    [Fact]
    public async Task A_lease_nobody_holds_and_an_object_without_the_annotation()
    {
        var problem = (await FindAsync(new()
        {
            [LeasePath] = TlsPeer.Ok("""{"spec":{}}"""),
            [EndpointsPath] = TlsPeer.Ok("""{"metadata":{}}"""),
            [ConfigMapPath] = TlsPeer.Ok("[]"),
        })).Problem;
        Assert.Equal("no-leader", problem?.Id);
        Assert.Equal(["kube-scheduler"], problem!.Arguments);
    }

    [Fact]
    public async Task A_released_lease_is_held_by_nobody()
    {
        var lease = Value(await FindAsync(new() { [LeasePath] = TlsPeer.Ok(Lease.Replace("m1_5d1e", "", StringComparison.Ordinal)) }));
        Assert.False(lease.IsHeldAt(Renewed, since: default));
    }

    [Fact]
    public async Task What_the_api_server_refuses_is_told_in_its_words()
    {
        var problem = (await FindAsync(new(
            )
        { [LeasePath] = TlsPeer.Status(403, """{"kind":"Status","message":"leases is forbidden"}""") })).Problem;
        Assert.Equal("refused", problem?.Id);
        Assert.Equal([$"GET {LeasePath}", "403", "leases is forbidden"], problem!.Arguments);
    }

    public void Dispose() => _pki.Dispose();

    private async Task<Outcome<LeaderLease>> FindAsync(Dictionary<string, string> answers)
    {
        _pki.Issue("server");
        using var peer = new TlsPeer(
            _pki.Server("server"),
            path => answers.GetValueOrDefault(path) ?? TlsPeer.Status(404, """{"kind":"Status","message":"not found"}"""));
        return await LeaderProbe.FindAsync(
            new ProbeTarget(peer.Address, _pki.Trust()), "kube-scheduler", TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private static LeaderLease Value(Outcome<LeaderLease> outcome)
    {
        Assert.True(outcome.Succeeded, outcome.Problem?.ToString());
        return outcome.Value;
    }
}
