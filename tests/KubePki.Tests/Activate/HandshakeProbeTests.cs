using System.Diagnostics;
using System.Security.Authentication;
using KubePki.Activate.Probe;
using KubePki.Localization;

namespace KubePki.Tests.Activate;

/// <summary>The certificate that a port serves, for different kinds of server.</summary>
public sealed class HandshakeProbeTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TestPki _pki = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Sees_the_certificate_and_sends_nothing(SslProtocols protocol)
    {
        var leaf = _pki.Issue("server");
        using var peer = new TlsPeer(_pki.Server("server"), protocols: protocol);

        var served = Value(await HandshakeProbe.AskAsync(peer.Address, null, Limit, Token));

        Assert.Equal(leaf, served.Leaf);
        Assert.Equal(leaf.Serial, served.Leaf.Serial);
        Assert.True(served.WasAccepted);
        Assert.Equal(peer.Address, served.Address);
        Assert.Equal("", peer.Received.Take(Token));
    }

    [Theory]
    [InlineData(-20, -10)]
    [InlineData(10, 20)]
    public async Task Dates_do_not_matter(int fromDays, int toDays)
    {
        var leaf = _pki.Issue("server", fromDays, toDays);
        using var peer = new TlsPeer(_pki.Server("server"));
        Assert.Equal(leaf, Value(await HandshakeProbe.AskAsync(peer.Address, null, Limit, Token)).Leaf);
    }

    [Fact]
    public async Task Presents_a_client_certificate_when_it_is_asked_for_one()
    {
        var leaf = _pki.Issue("server");
        _pki.Issue("client");
        using var peer = new TlsPeer(_pki.Server("server"), asksForClient: true);
        Assert.Equal(leaf, Value(await HandshakeProbe.AskAsync(peer.Address, _pki.Client("client"), Limit, Token)).Leaf);
        Assert.Equal("", peer.Received.Take(Token));
        Assert.Equal(["CN=client"], peer.Clients);
    }

    [Fact]
    public async Task Nobody_listens()
    {
        ProbeAddress address;
        using (var peer = SocketPeer.Silent(tcp: true))
        {
            address = new ProbeAddress("127.0.0.1", peer.Port);
        }

        var problem = (await HandshakeProbe.AskAsync(address, null, Limit, Token)).Problem;
        Assert.Equal("unreachable", problem?.Id);
        Assert.Equal("Connection refused", problem!.Arguments[0]);
        Assert.Equal(address.ToString(), problem.Where);
    }

    [Fact]
    public async Task The_host_is_not_known()
    {
        var problem = (await HandshakeProbe.AskAsync(new ProbeAddress("no-such-host.invalid", 6443), null, Limit, Token)).Problem;
        Assert.Equal("unreachable", problem?.Id);
    }

    [Fact]
    public async Task A_silent_port_is_left_when_time_is_up()
    {
        using var peer = SocketPeer.Silent(tcp: true);
        var waited = Stopwatch.StartNew();
        var problem = (await HandshakeProbe.AskAsync(
            new ProbeAddress("127.0.0.1", peer.Port), null, TimeSpan.FromMilliseconds(250), Token)).Problem;
        Assert.Equal("no-answer", problem?.Id);
        Assert.Equal(["TLS handshake", "0.25"], problem!.Arguments);
        Assert.InRange(waited.Elapsed, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n", "wrong-protocol")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "wrong-protocol")]
    [InlineData("", "hung-up")]
    public async Task A_port_of_something_else(string says, string id)
    {
        using var peer = SocketPeer.Saying(says, tcp: true);
        var problem = (await HandshakeProbe.AskAsync(new ProbeAddress("127.0.0.1", peer.Port), null, Limit, Token)).Problem;
        Assert.Equal(id, problem?.Id);
    }

    [Fact]
    public async Task A_port_that_resets()
    {
        using var peer = SocketPeer.HangingUp(reset: true, tcp: true);
        var problem = (await HandshakeProbe.AskAsync(new ProbeAddress("127.0.0.1", peer.Port), null, Limit, Token)).Problem;
        Assert.Equal("hung-up", problem?.Id);
    }

    [Fact]
    public async Task Cancellation_by_the_caller_is_not_a_problem_of_the_port()
    {
        using var peer = SocketPeer.Silent(tcp: true);
        using var spec = CancellationTokenSource.CreateLinkedTokenSource(Token);
        spec.CancelAfter(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>((
            ) => HandshakeProbe.AskAsync(new ProbeAddress("127.0.0.1", peer.Port), null, Limit, spec.Token));
    }

    public void Dispose() => _pki.Dispose();

    private static ServedCertificate Value(Outcome<ServedCertificate> outcome)
    {
        Assert.True(outcome.Succeeded, outcome.Problem?.ToString());
        return outcome.Value;
    }
}
