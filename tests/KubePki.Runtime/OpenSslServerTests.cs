using System.Net;
using System.Net.Sockets;
using KubePki.Activate.Probe;
using KubePki.Tests.Activate;

namespace KubePki.Runtime;

/// <summary>Handshakes with OpenSSL's own server, configured as strictly as etcd and the kubelet.</summary>
public sealed class OpenSslServerTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TestPki _pki = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task A_server_that_insists_on_a_client_certificate_is_seen_without_one(string version)
    {
        var leaf = _pki.Issue("server");
        using var server = await StartAsync("server", version, "-Verify", "1", "-verify_return_error", "-CAfile", _pki.PathOf("ca.crt"));

        var served = (await HandshakeProbe.AskAsync(server.Address, null, Limit, Token)).Value;

        Assert.Equal(leaf, served?.Leaf);

        // With TLS 1.3 the client finishes the handshake before the server has checked the client's certificate.
        Assert.Equal(version == "-tls1_3", served!.WasAccepted);
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task With_a_good_client_certificate_it_accepts(string version)
    {
        var leaf = _pki.Issue("server");
        _pki.Issue("client");
        using var server = await StartAsync("server", version, "-Verify", "1", "-verify_return_error", "-CAfile", _pki.PathOf("ca.crt"));
        var served = (await HandshakeProbe.AskAsync(server.Address, _pki.Client("client"), Limit, Token)).Value;
        Assert.Equal(leaf, served?.Leaf);
        Assert.True(served!.WasAccepted);
    }

    [Theory]
    [InlineData("-tls1_2", false)]
    [InlineData("-tls1_3", true)]
    public async Task A_client_certificate_it_refuses_does_not_hide_its_own(string version, bool accepted)
    {
        using var other = new TestPki("other");
        var leaf = _pki.Issue("server");
        other.Issue("stranger");
        using var server = await StartAsync("server", version, "-Verify", "1", "-verify_return_error", "-CAfile", _pki.PathOf("ca.crt"));
        var served = (await HandshakeProbe.AskAsync(server.Address, other.Client("stranger"), Limit, Token)).Value;
        Assert.Equal(leaf, served?.Leaf);
        Assert.Equal(accepted, served!.WasAccepted);
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Expired_on_both_sides(string version)
    {
        var leaf = _pki.Issue("server", -20, -10);
        _pki.Issue("client", -20, -10);
        using var server = await StartAsync("server", version, "-Verify", "1", "-verify_return_error", "-CAfile", _pki.PathOf("ca.crt"));
        Assert.Equal(leaf, (await HandshakeProbe.AskAsync(server.Address, _pki.Client("client"), Limit, Token)).Value?.Leaf);
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task A_request_the_server_refuses_for_its_client_is_a_problem(string version)
    {
        _pki.Issue("server");
        using var server = await StartAsync("server", version, "-Verify", "1", "-verify_return_error", "-CAfile", _pki.PathOf("ca.crt"));
        var problem = (await HealthProbe.CheckAsync(
            new ProbeTarget(server.Address, _pki.Trust()), HealthProbe.Health, Limit, Token)).Problem;

        // With TLS 1.3 the reason comes in place of an answer, unless the end of the connection overtakes it.
        Assert.Contains(problem?.Id, version == "-tls1_3" ? ["tls-failed", "hung-up"] : new[] { "tls-failed" });
    }

    [Fact]
    public async Task A_server_without_a_cipher_in_common()
    {
        _pki.Issue("server");
        using var server = await StartAsync("server", "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256");
        var problem = (await HandshakeProbe.AskAsync(server.Address, null, Limit, Token)).Problem;
        Assert.Equal("tls-failed", problem?.Id);
        Assert.Contains("handshake failure", problem!.Arguments[0], StringComparison.Ordinal);
    }

    public void Dispose() => _pki.Dispose();

    private async Task<Server> StartAsync(string name, params string[] options)
    {
        var address = new ProbeAddress("127.0.0.1", FreePort.Next());
        var daemon = new Daemon(
            "/usr/bin/openssl",
            [
                "s_server", "-www", "-accept", address.ToString(), "-cert", _pki.PathOf($"{name}.crt"), "-key", _pki.PathOf($"{name}.key"),
                .. options,
            ]);
        await daemon.ReadyAsync(() => Task.FromResult(daemon.Said.Contains("ACCEPT", StringComparison.Ordinal)));
        return new Server(address, daemon);
    }

    private sealed record Server(ProbeAddress Address, Daemon Daemon) : IDisposable
    {
        public void Dispose() => Daemon.Dispose();
    }
}
