using KubePki.Activate.Probe;
using KubePki.Tests.Activate;

namespace KubePki.Runtime;

/// <summary>Real etcd members on loopback with mutual TLS for all connections, as kubeadm sets them up.</summary>
internal sealed class EtcdCluster : IDisposable
{
    private readonly TestPki _pki = new("etcd-ca");
    private readonly List<Daemon> _members = [];
    private readonly List<ProbeAddress> _clients = [];

    private EtcdCluster()
    {
    }

    public IReadOnlyList<ProbeAddress> Clients => _clients;

    public TestPki Pki => _pki;

    public ProbeAddress Metrics { get; private set; } = new("", 0);

    public static async Task<EtcdCluster> StartAsync(int size)
    {
        var cluster = new EtcdCluster();
        cluster._pki.Issue("server");
        cluster._pki.Issue("client");
        var peers = Enumerable.Range(0, size).Select(_ => new ProbeAddress("127.0.0.1", FreePort.Next())).ToList();
        cluster._clients.AddRange(peers.Select(_ => new ProbeAddress("127.0.0.1", FreePort.Next())));
        cluster.Metrics = new ProbeAddress("127.0.0.1", FreePort.Next());
        for (var i = 0; i < size; i++)
        {
            cluster._members.Add(new Daemon("/usr/bin/etcd", cluster.Arguments(i, peers)));
        }

        // A member counts as ready when it answers a request that needs no quorum; the tests check the rest.
        for (var i = 0; i < size; i++)
        {
            var address = cluster._clients[i];
            await cluster._members[i].ReadyAsync(async () =>
                (await EtcdProbe.StatusAsync(
                    cluster.Target(address), TimeSpan.FromSeconds(2), CancellationToken.None)).Value?.LeaderId > 0);
        }

        return cluster;
    }

    public ProbeTarget Target(ProbeAddress address) => new(address, _pki.Trust(), _pki.Client("client"));

    public void Kill(int member) => _members[member].Dispose();

    public void Dispose()
    {
        _members.ForEach(m => m.Dispose());
        _pki.Dispose();
    }

    private string[] Arguments(int i, List<ProbeAddress> peers) =>
    [
        $"--name=m{i}", $"--data-dir={_pki.PathOf($"data{i}")}",
        $"--listen-client-urls=https://{_clients[i]}", $"--advertise-client-urls=https://{_clients[i]}",
        $"--listen-peer-urls=https://{peers[i]}", $"--initial-advertise-peer-urls=https://{peers[i]}",
        $"--initial-cluster={string.Join(',', peers.Select((p, n) => $"m{n}=https://{p}"))}",
        $"--cert-file={_pki.PathOf("server.crt")}", $"--key-file={_pki.PathOf("server.key")}", "--client-cert-auth=true",
        $"--trusted-ca-file={_pki.PathOf("ca.crt")}",
        $"--peer-cert-file={_pki.PathOf("server.crt")}", $"--peer-key-file={_pki.PathOf("server.key")}", "--peer-client-cert-auth=true",
        $"--peer-trusted-ca-file={_pki.PathOf("ca.crt")}",
        .. i == 0 ? [$"--listen-metrics-urls=http://{Metrics}"] : Array.Empty<string>(),
    ];
}
