using System.Text;
using KubePki.Activate.Probe;
using KubePki.Fleet;

namespace KubePki.Tests.Fleet;

public sealed class MemberDiscoveryTests
{
    private static readonly ControlPlaneNode[] Found = [new("cp1", "10.0.0.1"), new("cp2", "10.0.0.2")];

    [Fact]
    public void Node_objects_give_name_and_internal_address()
    {
        const string List = """
            {"kind":"NodeList","items":[
              {"metadata":{"name":"cp1"},"status":{"addresses":[{"type":"Hostname","address":"cp1"},{"type":"InternalIP","address":"10.0.0.1"}]}},
              {"metadata":{"name":"cp2"},"status":{}},
              {"metadata":{}}]}
            """;
        Assert.Equal(
            [new ControlPlaneNode("cp1", "10.0.0.1"), new ControlPlaneNode("cp2", "cp2")],
            ControlPlaneNodes.Read(Encoding.UTF8.GetBytes(List), "api").Value!);
        Assert.False(ControlPlaneNodes.Read("<html>"u8.ToArray(), "api").Succeeded);
    }

    [Theory]
    [InlineData("cp1=https://10.0.0.1:2380,cp2=https://10.0.0.2:2380", 2)]
    [InlineData("cp1=https://10.0.0.1:2380", 1)]
    [InlineData("nonsense,=,x=y", 0)]
    [InlineData(null, 0)]
    public void The_flag_of_etcd_names_the_members_there_were(string? flag, int count)
        => Assert.Equal(Found.Take(count), MemberDiscovery.InitialCluster(flag));

    [Fact]
    public void The_others_are_reached_as_the_one_that_was_asked()
    {
        var asked = new NodeTarget("a", "admin@10.0.0.1") { IdentityFile = "/key", Become = true, Port = 2222 };
        var nodes = NodeTarget.Discovered(Found, asked, become: false).Value!;
        Assert.Equal([asked, new NodeTarget("cp2", "admin@10.0.0.2") { IdentityFile = "/key", Become = true }], nodes);
        Assert.Equal(["10.0.0.1", "10.0.0.2"], NodeTarget.Discovered(Found, null, become: false).Value!.Select(n => n.Destination));
    }

    [Fact]
    public void What_was_found_is_read_as_it_was_written()
    {
        var nodes = string.Join(',', Found.Select(n => $$"""{"name":"{{n.Name}}","address":"{{n.Address}}"}"""));
        var read = DiscoveredNodes.Read(
            AgentProtocol.Read($$"""{"kind":"ControlPlaneNodes","source":"etcd","nodes":[{{nodes}}],"passed":["x"]}"""))!;
        Assert.Equal(("etcd", 1), (read.Source, read.Passed.Count));
        Assert.Equal(Found, read.Nodes);
        Assert.Null(DiscoveredNodes.Read([]));
    }

    [Fact]
    public void A_name_that_ssh_would_take_for_an_option_is_refused()
        => Assert.False(NodeTarget.Discovered([new("-oProxyCommand=x", "-oProxyCommand=x")], null, become: false).Succeeded);
}
