using KubePki.Activate.Probe;
using KubePki.Localization;

namespace KubePki.Tests.Activate;

/// <summary>Health over HTTPS: the answer, and which servers are trusted to give it.</summary>
public sealed class HealthProbeTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TestPki _pki = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Asks_as_the_client_and_tells_the_answer()
    {
        _pki.Issue("server");
        _pki.Issue("admin", organizations: "system:masters");
        using var peer = new TlsPeer(_pki.Server("server"), _ => TlsPeer.Ok("ok"), asksForClient: true);

        var health = Value(await HealthProbe.CheckAsync(
            new ProbeTarget(peer.Address, _pki.Trust(), _pki.Client("admin")), HealthProbe.Ready, Limit, Token));

        Assert.Equal(new HealthAnswer(true, 200, "ok"), health);
        Assert.StartsWith("GET /readyz HTTP/1.1\r\n", peer.Received.Take(Token), StringComparison.Ordinal);
        Assert.Equal(["CN=admin, O=system:masters"], peer.Clients);
    }

    [Fact]
    public async Task An_unhealthy_component_is_an_answer()
    {
        _pki.Issue("server");
        using var peer = new TlsPeer(_pki.Server("server"), _ => TlsPeer.Status(500, "[+]ping ok\n[-]etcd failed"));
        Assert.Equal(
            new HealthAnswer(false, 500, "[+]ping ok\n[-]etcd failed"),
            Value(await HealthProbe.CheckAsync(new ProbeTarget(peer.Address, _pki.Trust()), HealthProbe.Health, Limit, Token)));
    }

    [Fact]
    public async Task A_long_answer_is_cut()
    {
        _pki.Issue("server");
        using var peer = new TlsPeer(_pki.Server("server"), _ => TlsPeer.Ok(new string('x', 100_000)));
        Assert.Equal(
            4096, Value(await HealthProbe.CheckAsync(new ProbeTarget(peer.Address), HealthProbe.Health, Limit, Token)).Text.Length);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _pki.Issue("server");
        using var elsewhere = new TlsPeer(_pki.Server("server"), _ => TlsPeer.Ok("ok"));
        using var peer = new TlsPeer(
            _pki.Server("server"), _ => $"HTTP/1.1 302 Found\r\nLocation: https://{elsewhere.Address}/\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(302, Value(await HealthProbe.CheckAsync(new ProbeTarget(peer.Address), HealthProbe.Health, Limit, Token)).Status);
        Assert.Empty(elsewhere.Clients);
    }

    [Fact]
    public async Task Each_check_is_a_connection_of_its_own()
    {
        _pki.Issue("server");
        using var peer = new TlsPeer(_pki.Server("server"), _ => TlsPeer.Ok("ok"));
        for (var i = 0; i < 3; i++)
        {
            Assert.True(Value(await HealthProbe.CheckAsync(
                new ProbeTarget(peer.Address, _pki.Trust()), HealthProbe.Live, Limit, Token)).IsHealthy);
        }

        Assert.Equal(3, peer.Clients.Count);
    }

    [Fact]
    public async Task An_expired_server_certificate_is_not_trusted()
    {
        _pki.Issue("server", -20, -10);
        var problem = await DistrustedAsync(_pki.Trust());
        Assert.Equal("expired", problem.Cause?.Id);
    }

    [Fact]
    public async Task A_server_certificate_of_another_CA_is_not_trusted()
    {
        using var other = new TestPki("other");
        _pki.Issue("server");
        var problem = await DistrustedAsync(other.Trust());
        Assert.Equal("unknown-authority", problem.Cause?.Id);
    }

    [Fact]
    public async Task A_server_certificate_for_another_name_is_not_trusted()
    {
        _pki.Issue("server");
        var problem = await DistrustedAsync(_pki.Trust("10.0.0.1"));
        Assert.Equal("wrong-name", problem.Cause?.Id);
    }

    [Fact]
    public async Task The_name_may_be_another_than_the_address()
    {
        _pki.Issue("server");
        using var peer = new TlsPeer(_pki.Server("server"), _ => TlsPeer.Ok("ok"));
        Assert.True(Value(await HealthProbe.CheckAsync(
            new ProbeTarget(peer.Address, _pki.Trust("localhost")), HealthProbe.Live, Limit, Token)).IsHealthy);
    }

    [Fact]
    public async Task The_clock_is_the_one_that_was_given()
    {
        _pki.Issue("server");
        using var peer = new TlsPeer(_pki.Server("server"), _ => TlsPeer.Ok("ok"));
        var trust = _pki.Trust() with { Time = new Later(TimeSpan.FromDays(50)) };
        var problem = (await HealthProbe.CheckAsync(new ProbeTarget(peer.Address, trust), HealthProbe.Live, Limit, Token)).Problem;
        Assert.Equal("expired", problem?.Cause?.Id);
    }

    [Fact]
    public async Task Plain_http_is_asked_where_it_is_said_to_be()
    {
        using var peer = SocketPeer.Saying(TlsPeer.Ok("ok"), tcp: true);
        var target = new ProbeTarget(new ProbeAddress("127.0.0.1", peer.Port)) { Tls = false };
        Assert.True(Value(await HealthProbe.CheckAsync(target, HealthProbe.Health, Limit, Token)).IsHealthy);
    }

    [Fact]
    public async Task A_port_that_speaks_plain_http_is_not_the_one_meant()
    {
        using var peer = SocketPeer.Saying("HTTP/1.0 400 Bad Request\r\n\r\n", tcp: true);
        var problem = (await HealthProbe.CheckAsync(
            new ProbeTarget(new ProbeAddress("127.0.0.1", peer.Port)), HealthProbe.Health, Limit, Token)).Problem;
        Assert.Equal("wrong-protocol", problem?.Id);
        Assert.Equal(["TLS"], problem!.Arguments);
    }

    [Fact]
    public async Task A_silent_server_is_left_when_time_is_up()
    {
        _pki.Issue("server");
        using var peer = new TlsPeer(_pki.Server("server"));
        var problem = (await HealthProbe.CheckAsync(
            new ProbeTarget(peer.Address), HealthProbe.Ready, TimeSpan.FromMilliseconds(500), Token)).Problem;
        Assert.Equal("no-answer", problem?.Id);
        Assert.Equal(["GET /readyz", "0.5"], problem!.Arguments);
    }

    public void Dispose() => _pki.Dispose();

    private async Task<Problem> DistrustedAsync(ServerTrust trust)
    {
        using var peer = new TlsPeer(_pki.Server("server"), _ => TlsPeer.Ok("ok"));
        var problem = (await HealthProbe.CheckAsync(new ProbeTarget(peer.Address, trust), HealthProbe.Ready, Limit, Token)).Problem;
        Assert.Equal("distrusted", problem?.Id);
        Assert.Equal(peer.Address.ToString(), problem!.Where);

        // The client sent no request to a server that it does not trust.
        Assert.Equal("", peer.Received.Take(Token));
        return problem;
    }

    private static HealthAnswer Value(Outcome<HealthAnswer> outcome)
    {
        Assert.True(outcome.Succeeded, outcome.Problem?.ToString());
        return outcome.Value;
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + by;
    }
}
