using System.Text;
using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Tests.Fleet;

public sealed class InventoryTests
{
    [Fact]
    public void Kubepkis_own_file_names_nodes_and_how_to_reach_them()
    {
        var nodes = Read("""
            nodes:
            - {name: cp1, ssh: root@10.0.0.1, port: 2222, root: /srv/cp1, become: true, identityFile: /k}
            - name: cp2
            - cp3
            """).Value!;
        Assert.Equal(
            new NodeTarget("cp1", "root@10.0.0.1") { Port = 2222, Root = "/srv/cp1", Become = true, IdentityFile = "/k" }, nodes[0]);
        Assert.Equal([new NodeTarget("cp2", "cp2"), new NodeTarget("cp3", "cp3")], nodes.Skip(1));
    }

    [Fact]
    public void An_ansible_ini_inventory_is_taken_as_it_is()
    {
        var nodes = Read("""
            # kubespray
            cp1 ansible_host=10.0.0.1 ansible_user=admin
            [kube_control_plane]
            cp1
            cp[02:03] ansible_port=2022  # two more

            [kube_node]
            worker1

            [k8s_cluster:children]
            kube_control_plane
            kube_node

            [k8s_cluster:vars]
            ansible_become=yes
            ansible_user = "ops"
            """).Value!;
        Assert.Equal(["cp1", "cp02", "cp03"], nodes.Select(n => n.Name));
        Assert.Equal(("10.0.0.1", "admin", null), (nodes[0].Destination, nodes[0].User, nodes[0].Port));
        Assert.Equal(("cp02", "ops", 2022), (nodes[1].Destination, nodes[1].User, nodes[1].Port));
        Assert.All(nodes, n => Assert.True(n.Become));
    }

    [Fact]
    public void An_ansible_yaml_inventory_is_taken_as_it_is()
    {
        var nodes = Read("""
            all:
              vars: {ansible_user: ops}
              children:
                kube_control_plane:
                  hosts:
                    cp1: {ansible_host: 10.0.0.1, kubepki_root: /srv/cp1}
                    cp2:
                  vars: {ansible_port: 2022}
                workers:
                  hosts: {w1: }
            """).Value!;
        Assert.Equal(
            [
                new NodeTarget("cp1", "10.0.0.1") { User = "ops", Port = 2022, Root = "/srv/cp1" },
                new NodeTarget("cp2", "cp2") { User = "ops", Port = 2022 },
            ],
            nodes);
    }

    [Fact]
    public void Another_group_is_taken_by_its_name_and_one_that_is_not_there_refused()
    {
        const string Text = "[first]\na\n[second]\nb\n";
        Assert.Equal(["b"], Read(Text, "second").Value!.Select(n => n.Name));
        Assert.Equal("no-group", Read(Text, "third").Problem!.Id);
        Assert.Contains("first, second", Read(Text).Problem!.Text(Language.English), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[masters]\na b=1 c", "bad-inventory")]
    [InlineData("[masters]\ncp[3:1]", "bad-inventory")]
    [InlineData("[masters:nonsense]\na", "bad-inventory")]
    [InlineData("[masters]\n-oProxyCommand=evil", "bad-node")]
    [InlineData("[masters]\na ansible_host=-oProxyCommand=evil", "bad-node")]
    [InlineData("nodes:\n- {name: a, ssh: '-v'}", "bad-node")]
    [InlineData("nodes:\n- {name: a, root: relative}", "bad-node")]
    [InlineData("nodes:\n- a\n- a", "node-twice")]
    [InlineData("nodes: []", "no-nodes")]
    [InlineData("", "no-group")]
    public void What_cannot_be_used_is_refused(string text, string id) => Assert.Equal(id, Read(text).Problem!.Id);

    [Fact]
    public void Groups_that_contain_each_other_end()
        => Assert.Equal(["x"], Read("[masters:children]\nb\n[b:children]\nmasters\n[b]\nx\n").Value!.Select(n => n.Name));

    [Theory]
    [InlineData("a[1:3]", "a1 a2 a3")]
    [InlineData("a[08:11].x", "a08.x a09.x a10.x a11.x")]
    [InlineData("n[a:c]", "na nb nc")]
    [InlineData("n[1:5:2]", "n1 n3 n5")]
    [InlineData("n[1:2]-[a:b]", "n1-a n1-b n2-a n2-b")]
    public void Ranges_are_written_out(string pattern, string hosts) => Assert.Equal(hosts.Split(' '), HostPattern.Expand(pattern)!);

    [Fact]
    public void A_list_on_the_command_line_is_what_ssh_takes()
    {
        Assert.Equal(
            [new NodeTarget("cp1", "cp1"), new NodeTarget("root@10.0.0.2", "root@10.0.0.2")],
            NodeTarget.ParseList("cp1, root@10.0.0.2").Value!);
        Assert.Equal("bad-node", NodeTarget.ParseList("cp1,-oProxyCommand=x").Problem!.Id);
        Assert.Equal("bad-node", NodeTarget.ParseList("cp1,").Problem!.Id);
    }

    private static Outcome<IReadOnlyList<NodeTarget>> Read(string text, string? group = null)
        => Inventory.Read(Encoding.UTF8.GetBytes(text), "inventory", group);
}
