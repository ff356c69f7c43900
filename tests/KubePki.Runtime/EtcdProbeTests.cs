using System.Diagnostics;
using KubePki.Activate.Probe;
using KubePki.Localization;
using KubePki.Tests.Activate;

namespace KubePki.Runtime;

/// <summary>The etcd probes against real members.</summary>
public sealed class EtcdProbeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_member_tells_its_health_its_members_and_its_state()
    {
        using var etcd = await EtcdCluster.StartAsync(1);
        var target = etcd.Target(etcd.Clients[0]);

        Assert.Equal(new EtcdHealth(true, ""), Value(await EtcdProbe.HealthAsync(target, Limit, Token)));
        Assert.Equal(
            new EtcdHealth(true, ""), Value(await EtcdProbe.HealthAsync(new ProbeTarget(etcd.Metrics) { Tls = false }, Limit, Token)));
        var members = Value(await EtcdProbe.MembersAsync(target, Limit, Token));
        var status = Value(await EtcdProbe.StatusAsync(target, Limit, Token));

        var member = Assert.Single(members.Members);
        Assert.Equal(("m0", false), (member.Name, member.IsLearner));
        Assert.Equal([$"https://{etcd.Clients[0]}"], member.ClientUrls);
        Assert.Equal(1, members.Quorum);
        Assert.Equal((member.Id, member.Id), (status.MemberId, status.LeaderId));
        Assert.Matches("^3\\.", status.Version);
        Assert.True(status.RaftIndex > 0);
        Assert.True(status.RaftTerm > 0);
        Assert.False(status.IsLearner);
        Assert.Empty(status.Errors);
    }

    [Fact]
    public async Task Without_a_quorum_a_member_is_not_healthy_and_still_tells_its_members()
    {
        using var etcd = await EtcdCluster.StartAsync(3);
        var target = etcd.Target(etcd.Clients[0]);
        Assert.Equal(2, Value(await EtcdProbe.MembersAsync(target, Limit, Token)).Quorum);
        etcd.Kill(1);
        Assert.True(Value(await EtcdProbe.HealthAsync(target, Limit, Token)).IsHealthy);
        etcd.Kill(2);

        for (var waited = Stopwatch.StartNew(); Value(await EtcdProbe.StatusAsync(target, Limit, Token)).LeaderId != 0;)
        {
            Assert.True(waited.Elapsed < Limit, "the member still believes in a leader");
            await Task.Delay(200, Token);
        }

        Assert.False(Value(await EtcdProbe.HealthAsync(target, Limit, Token)).IsHealthy);
        Assert.Equal(["m0", "m1", "m2"], Value(await EtcdProbe.MembersAsync(target, Limit, Token)).Members.Select(m => m.Name).Order());
        Assert.NotEmpty(Value(await EtcdProbe.StatusAsync(target, Limit, Token)).Errors);
        Assert.Equal("unreachable", (await EtcdProbe.StatusAsync(etcd.Target(etcd.Clients[1]), Limit, Token)).Problem?.Id);
    }

    [Fact]
    public async Task Its_certificate_is_seen_without_a_client_certificate_but_nothing_is_answered()
    {
        using var etcd = await EtcdCluster.StartAsync(1);
        var served = Value(await HandshakeProbe.AskAsync(etcd.Clients[0], null, Limit, Token));
        Assert.Equal(File.ReadAllBytes(etcd.Pki.PathOf("server.crt")), served.Leaf.ToPem());
        var anonymous = new ProbeTarget(etcd.Clients[0], etcd.Pki.Trust());

        // etcd's reason arrives unless its connection reset overtakes it.
        string[] refused = ["tls-failed", "hung-up"];
        Assert.Contains((await EtcdProbe.HealthAsync(anonymous, Limit, Token)).Problem?.Id, refused);
        Assert.Contains((await EtcdProbe.MembersAsync(anonymous, Limit, Token)).Problem?.Id, refused);
    }

    [Fact]
    public async Task A_renewed_file_is_served_at_the_next_handshake()
    {
        using var etcd = await EtcdCluster.StartAsync(1);
        var before = Value(await HandshakeProbe.AskAsync(etcd.Clients[0], etcd.Pki.Client("client"), Limit, Token));
        var renewed = etcd.Pki.Issue("server");
        var after = Value(await HandshakeProbe.AskAsync(etcd.Clients[0], etcd.Pki.Client("client"), Limit, Token));
        Assert.NotEqual(renewed, before.Leaf);
        Assert.Equal(renewed, after.Leaf);
    }

    [Fact]
    public async Task A_server_that_is_no_etcd()
    {
        using var pki = new TestPki();
        pki.Issue("server");
        using var peer = new TlsPeer(pki.Server("server"), _ => TlsPeer.Ok("{}"));
        var target = new ProbeTarget(peer.Address, pki.Trust());
        Assert.Equal("wrong-protocol", (await EtcdProbe.HealthAsync(target, Limit, Token)).Problem?.Id);
        Assert.Contains((await EtcdProbe.MembersAsync(target, Limit, Token)).Problem?.Id, new[] { "wrong-protocol", "hung-up" });
    }

    [Fact]
    public async Task An_untrusted_etcd_gets_no_request()
    {
        using var other = new TestPki("other");
        using var etcd = await EtcdCluster.StartAsync(1);
        var target = etcd.Target(etcd.Clients[0]) with { Trust = other.Trust() };
        Assert.Equal("distrusted", (await EtcdProbe.HealthAsync(target, Limit, Token)).Problem?.Id);
        Assert.Equal("distrusted", (await EtcdProbe.MembersAsync(target, Limit, Token)).Problem?.Id);
    }

    private static T Value<T>(Outcome<T> outcome)
        where T : class
    {
        Assert.True(outcome.Succeeded, outcome.Problem?.ToString());
        return outcome.Value;
    }
}
