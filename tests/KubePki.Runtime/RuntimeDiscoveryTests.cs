using KubePki.Activate.Runtime;
using KubePki.Files;

namespace KubePki.Runtime;

/// <summary>Selects the node's runtime when several runtimes answer.</summary>
public sealed class RuntimeDiscoveryTests(Containerd containerd, DockerEngine engine)
{
    [Fact]
    public async Task The_configured_runtime_else_the_one_with_an_API_server_else_the_first()
    {
        await engine.RunSandboxAsync("kube-apiserver-m1");
        var dead = new RuntimeEndpoint(RuntimeKind.Cri, "/nowhere.sock");
        Assert.Equal(RuntimeKind.Docker, await ConnectedAsync(dead, containerd.Endpoint, engine.Endpoint));
        Assert.Equal(
            RuntimeKind.Cri, await ConnectedAsync(containerd.Endpoint with { NamedBy = "--container-runtime-endpoint" }, engine.Endpoint));
        Assert.Equal(RuntimeKind.Cri, await ConnectedAsync(dead, containerd.Endpoint));
    }

    private static async Task<RuntimeKind> ConnectedAsync(params RuntimeEndpoint[] candidates)
    {
        var outcome = await RuntimeDiscovery.ConnectAsync(new NodeRoot("/"), candidates, TestContext.Current.CancellationToken);
        using var runtime = outcome.Value;
        Assert.True(runtime is not null, outcome.Problem?.ToString());
        return runtime.Endpoint.Kind;
    }
}
