using KubePki.Activate;
using KubePki.Files;
using KubePki.Observe;
using KubePki.Tests.Activate;

namespace KubePki.Runtime;

/// <summary>Whether a member of a real etcd cluster may be restarted.</summary>
public sealed class QuorumTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-quorum-").FullName;

    [Fact]
    public async Task A_member_never_counts_as_one_of_the_others_whatever_its_address()
    {
        using var etcd = await EtcdCluster.StartAsync(3);

        // Same as with 0.0.0.0: the address of the request is not the address that the member advertises.
        Node(etcd.Pki, $"https://localhost:{etcd.Clients[0].Port}", "m0=https://a,m1=https://b,m2=https://c");
        Assert.Null(await AskAsync());
        etcd.Kill(2);
        var problem = await AskAsync();
        Assert.Equal("quorum-at-risk", problem?.Id);
        Assert.Equal(["1", "2"], problem!.Arguments);
    }

    [Fact]
    public async Task An_unreachable_etcd_is_not_restarted_unless_it_has_no_quorum_to_lose()
    {
        const string three = "m0=https://a,m1=https://b,m2=https://c";
        using var other = new TestPki("another-ca");
        other.Issue("client");
        using var etcd = await EtcdCluster.StartAsync(1);
        var address = $"https://{etcd.Clients[0]}";

        // Its CA is not the one on disk.
        Node(other, address, three);
        var problem = await AskAsync();
        Assert.Equal(("quorum-unknown", "distrusted"), (problem?.Id, problem?.Cause?.Id));
        Node(other, address, "m0=https://a");
        Assert.Null(await AskAsync());

        // It does not accept our certificate.
        Node(other, address, three, authority: etcd.Pki);
        Assert.Equal("quorum-unknown", (await AskAsync())?.Id);

        // No client accepts its certificate.
        etcd.Pki.Issue("server", fromDays: -10, toDays: -1);
        Node(etcd.Pki, address, three);
        Assert.Null(await AskAsync());

        // No member listens.
        etcd.Kill(0);
        Assert.Null(await AskAsync());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<Localization.Problem?> AskAsync()
    {
        var root = new NodeRoot(_folder);
        return await new ComponentHealth(root, TimeProvider.System).QuorumAsync(
            NodeObserver.Observe(root, DateTimeOffset.UtcNow), TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// A node with a client certificate of one CA; it trusts that CA's servers, or those of <paramref name="authority"/>.
    /// </summary>
    private void Node(TestPki pki, string listens, string cluster, TestPki? authority = null)
    {
        Directory.CreateDirectory($"{_folder}/etc/kubernetes/manifests");
        Directory.CreateDirectory($"{_folder}/etc/kubernetes/pki/etcd");
        foreach (var (from, to) in new[] {
            ((authority ?? pki).PathOf("ca.crt"), "ca.crt"), (pki.PathOf("client.crt"), "healthcheck-client.crt"),
            (pki.PathOf("client.key"), "healthcheck-client.key"),
        })
        {
            File.Copy(from, $"{_folder}/etc/kubernetes/pki/etcd/{to}", overwrite: true);
        }

        File.WriteAllText($"{_folder}/etc/kubernetes/manifests/etcd.yaml", $"""
            apiVersion: v1
            kind: Pod
            metadata:
              name: etcd
              namespace: kube-system
            spec:
              containers:
              - name: etcd
                image: k8s.gcr.io/etcd:3.4.13-0
                command:
                - etcd
                - --initial-cluster={cluster}
                - --listen-client-urls={listens}
                - --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt

            """);
    }
}
