using System.Diagnostics;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Observe;

namespace KubePki.Runtime;

/// <summary>The reports of a real etcd cluster's nodes about its members, and a rollout's decision from them.</summary>
public sealed class FleetMembersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-members-").FullName;

    [Fact]
    public async Task Every_node_knows_all_members_and_a_dead_one_forbids_a_roll_over_the_others()
    {
        using var etcd = await EtcdCluster.StartAsync(3);
        var nodes = Enumerable.Range(0, 3).Select(i => Node(etcd, i)).ToList();
        var reports = await UntilAsync(nodes, r => r.All(n => n.Facts.EtcdMembers.Count == 3) && FleetMembers.Concerns(r).Count == 0);
        Assert.Equal(["m0", "m1", "m2"], FleetMembers.Of(reports).Select(m => m.Name).Order());
        Assert.All(FleetMembers.Of(reports), m => Assert.Equal(m.Name.Replace("m", "cp"), m.Node));
        Assert.Empty(FleetPlan.Differences(reports));
        Assert.Empty(FleetPlan.Refusals(reports));

        // The rollout covers only the first two; the third's member counts too.
        etcd.Kill(2);
        reports = await UntilAsync(nodes[..2], r => FleetMembers.Concerns(r).Count > 0);
        Assert.Equal("etcd-member-unwell", Assert.Single(FleetPlan.Refusals(reports)).Id);
        Assert.Equal("m2", Assert.Single(FleetMembers.Of(reports), m => m.IsHealthy == false).Name);

        // Without a quorum no member is healthy, and nothing can be lost.
        etcd.Kill(1);
        reports = await UntilAsync(nodes, r => FleetPlan.IsDown(r));
        Assert.Equal("etcd-down", FleetMembers.Concerns(reports)[0].Id);
        Assert.Empty(FleetPlan.Refusals(reports));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A root with the files of this member's node: etcd's manifest, its CA, a client certificate.</summary>
    private (string Name, NodeRoot Root) Node(EtcdCluster etcd, int i)
    {
        var root = $"{_folder}/cp{i}";
        Directory.CreateDirectory($"{root}/etc/kubernetes/manifests");
        Directory.CreateDirectory($"{root}/etc/kubernetes/pki/etcd");
        foreach (var (from, to) in new[] {
            ("ca.crt", "ca.crt"), ("client.crt", "healthcheck-client.crt"), ("client.key", "healthcheck-client.key"),
        })
        {
            File.Copy(etcd.Pki.PathOf(from), $"{root}/etc/kubernetes/pki/etcd/{to}");
        }

        File.WriteAllText($"{root}/etc/kubernetes/manifests/etcd.yaml", $"""
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
                - --listen-client-urls=https://{etcd.Clients[i]}
                - --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt

            """);
        return ($"cp{i}", new NodeRoot(root));
    }

    /// <summary>The reports, once they are as expected.</summary>
    private static async Task<IReadOnlyList<NodeReport>> UntilAsync(
        IReadOnlyList<(string Name, NodeRoot Root)> nodes, Func<IReadOnlyList<NodeReport>, bool> holds)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(500, TestContext.Current.CancellationToken))
        {
            var reports = await Task.WhenAll(nodes.Select(async node => new NodeReport(
                new NodeTarget(node.Name, node.Name),
                await FactsGathering.OfAsync(
                    node.Root, TimeProvider.System, NodeObserver.Observe(node.Root, DateTimeOffset.UtcNow), isLive: true, "test",
                    TestContext.Current.CancellationToken) with
                {
                    FreeBytes = FleetPlan.RoomWanted,
                    IsPrivileged = true,
                },
                TimeSpan.Zero)));
            if (holds(reports))
            {
                return reports;
            }

            Assert.True(
                waited.Elapsed < TimeSpan.FromSeconds(60),
                string.Join(
                    '\n',
                    reports.Select(
                        r => $"{r.Node.Name}: {r.Facts.EtcdIsHealthy} {r.Facts.EtcdProblem} {string.Join(", ", r.Facts.EtcdMembers)}")));
        }
    }
}
