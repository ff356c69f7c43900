using System.Text.Json.Nodes;

namespace KubePki.Conformance;

/// <summary>`discover`, which `--discover` uses: a real API server's Node objects, then a real etcd's members, then the manifest.</summary>
public sealed class NodesAreDiscovered(Nodes nodes)
{
    [Fact]
    public void By_the_API_server_then_by_etcd_then_by_the_manifest()
    {
        Node node = nodes.Copy(Variants.Default);
        using var controlPlane = new ControlPlane(node);
        string flag = File.ReadLines(node.File("manifests/etcd.yaml"))
            .Single(line => line.Contains("--initial-cluster=", StringComparison.Ordinal))
            .Split("--initial-cluster=")[1];
        (string Name, string Address) own = (flag.Split('=')[0], new Uri(flag.Split('=')[1]).Host);

        // A cluster without any Node of a control plane cannot tell; its etcd can.
        Expect(controlPlane, "etcd", [own], "reports no node with a control-plane label");

        // The label of versions up to 1.23 counts if the newer one is not used.
        Add(controlPlane, node, "worker", "192.0.2.9", "node-role.kubernetes.io/worker");
        Add(controlPlane, node, "old1", "192.0.2.1", "node-role.kubernetes.io/master");
        Add(controlPlane, node, "old2", "192.0.2.2", "node-role.kubernetes.io/master");
        Expect(controlPlane, "nodes", [("old1", "192.0.2.1"), ("old2", "192.0.2.2")]);
        Add(controlPlane, node, "new1", "192.0.2.3", "node-role.kubernetes.io/control-plane");
        Expect(controlPlane, "nodes", [("new1", "192.0.2.3")]);

        controlPlane.End("kube-apiserver");
        Expect(controlPlane, "etcd", [own], "6443");

        controlPlane.End("etcd");
        Expect(controlPlane, "manifests", [own], "6443", "2379");

        // If no source answers, the message lists the sources that were tried.
        File.Delete(node.File("manifests/etcd.yaml"));
        Ended nobody = controlPlane.KubePki("discover", "-o", "json").Expect(1);
        Assert.Contains("name them: --nodes", nobody.Error, StringComparison.Ordinal);
    }

    private static void Expect(ControlPlane controlPlane, string source, (string Name, string Address)[] found, params string[] passed)
    {
        Ended discovered = controlPlane.KubePki("discover", "-o", "json").Expect();
        JsonNode document = JsonNode.Parse(discovered.Output)!;
        Assert.True(source == (string?)document["source"], discovered.ToString());
        Assert.Equal(found, document["nodes"]!.AsArray().Select(n => ((string)n!["name"]!, (string)n["address"]!)));
        string[] reasons = [.. document["passed"]!.AsArray().Select(p => (string)p!)];
        Assert.Equal(passed.Length, reasons.Length);
        Assert.All(passed.Zip(reasons), pair => Assert.Contains(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    private static void Add(ControlPlane controlPlane, Node node, string name, string address, string label)
    {
        string file = Path.Combine(node.Root, $"{name}.json");
        File.WriteAllText(file, $$"""
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "{{name}}", "labels": {"{{label}}": ""} },
             "status": {"addresses": [{"type": "Hostname", "address": "{{name}}"}, {"type": "InternalIP", "address": "{{address}}"} ] } }
            """);
        controlPlane.Kubectl("admin.conf", "create", "--validate=false", "-f", file).Expect();
    }
}
