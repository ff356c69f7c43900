using KubePki.Activate.Probe;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;

namespace KubePki.Tests.Activate;

/// <summary>Client certificates from files and kubeconfigs, and the API server that a kubeconfig names.</summary>
public sealed class ClientIdentityTests : IDisposable
{
    private static readonly NodeRoot Root = new("/");
    private readonly TestPki _pki = new();

    [Fact]
    public async Task A_kubeconfig_names_the_server_the_client_and_the_trusted_CA()
    {
        _pki.Issue("server");
        _pki.Issue("admin");
        using var peer = new TlsPeer(_pki.Server("server"), _ => TlsPeer.Ok("ok"), asksForClient: true);

        using var embedded = await AsksAsync(
            peer, KubeconfigComposer.Embedded("c", $"https://{peer.Address}", CaPem(), "u", Pem("admin.crt"), Pem("admin.key")));
        using var pointing = await AsksAsync(
            peer,
            KubeconfigComposer.WithFiles(
                "c", $"https://{peer.Address}", CaPem(), "u", "x", _pki.PathOf("admin.crt"), _pki.PathOf("admin.key")));
        using var relative = await AsksAsync(
            peer, KubeconfigComposer.WithFiles("c", $"https://{peer.Address}", CaPem(), "u", "x", "admin.crt", "admin.key"));
        var beside = System.Text.Encoding.UTF8.GetBytes(
            $"{{clusters: [{{name: c, cluster: {{server: 'https://{peer.Address}', certificate-authority: ca.crt}}}}], users: [{{name: u, "
                + $"user: {{client-certificate: admin.crt, client-key: admin.key}}}}]}}");
        using var allRelative = await AsksAsync(peer, beside);
        Assert.Equal(["CN=admin", "CN=admin", "CN=admin", "CN=admin"], peer.Clients);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("127.0.0.1:6443")]
    public void A_kubeconfig_without_an_https_server_is_refused(string server)
    {
        _pki.Issue("admin");
        Assert.Equal(
            "no-server", Target(KubeconfigComposer.Embedded("c", server, CaPem(), "u", Pem("admin.crt"), Pem("admin.key"))).Problem?.Id);
    }

    [Fact]
    public void A_kubeconfig_without_a_CA_is_refused()
        => Assert.Equal(
            "no-server",
            Target("clusters: [{name: c, cluster: {server: 'https://a:1'}}]\nusers: [{name: u, user: {token: t}}]"u8.ToArray(
                )).Problem?.Id);

    [Fact]
    public void A_kubeconfig_without_a_client_certificate_is_refused()
    {
        var config = System.Text.Encoding.UTF8.GetBytes(
            $"clusters: [{{name: c, cluster: {{server: 'https://a:1', certificate-authority: {_pki.PathOf("ca.crt")}}}}}]\nusers: "
                + $"[{{name: u, user: {{token: t}}}}]");
        Assert.Equal("no-client-certificate", Target(config).Problem?.Id);
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused()
    {
        _pki.Issue("one");
        _pki.Issue("two");
        Assert.Equal("key-mismatch", ClientIdentity.FromFiles(Root, _pki.PathOf("one.crt"), _pki.PathOf("two.key")).Problem?.Id);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        _pki.Issue("one");
        var problem = ClientIdentity.FromFiles(Root, _pki.PathOf("one.crt"), _pki.PathOf("gone.key")).Problem;
        Assert.Equal(("missing", _pki.PathOf("gone.key")), (problem?.Id, problem?.Where));
    }

    [Fact]
    public void A_damaged_key_is_a_problem_that_does_not_show_it()
    {
        _pki.Issue("one");
        var key = File.ReadAllText(_pki.PathOf("one.key"));
        File.WriteAllText(_pki.PathOf("one.key"), key.Replace("EC PRIVATE KEY", "RSA PRIVATE KEY", StringComparison.Ordinal));
        var problem = ClientIdentity.FromFiles(Root, _pki.PathOf("one.crt"), _pki.PathOf("one.key")).Problem;
        Assert.Equal("broken-key", problem?.Id);
        Assert.DoesNotContain(key.Split('\n')[1], problem!.Text(Language.English), StringComparison.Ordinal);
    }

    public void Dispose() => _pki.Dispose();

    private async Task<ClientIdentity> AsksAsync(TlsPeer peer, byte[] kubeconfig)
    {
        var target = Target(kubeconfig);
        Assert.True(target.Succeeded, target.Problem?.ToString());
        Assert.Equal(peer.Address, target.Value.Address);
        var health = await HealthProbe.CheckAsync(
            target.Value, HealthProbe.Ready, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.True(health.Value?.IsHealthy, health.Problem?.ToString());
        return target.Value.Identity!;
    }

    private Outcome<ProbeTarget> Target(byte[] kubeconfig)
    {
        var path = _pki.PathOf("admin.conf");
        return Kubeconfig.Read(kubeconfig, path).Then(read => ProbeTarget.FromKubeconfig(Root, read, path, TimeProvider.System));
    }

    private byte[] CaPem() => Pem("ca.crt");

    private byte[] Pem(string file) => File.ReadAllBytes(_pki.PathOf(file));
}
