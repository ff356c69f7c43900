using System.Diagnostics;
using KubePki.Activate.Runtime;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Runtime;

/// <summary>The Docker adapter against a real engine.</summary>
public sealed class DockerRuntimeTests(DockerEngine engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ContainerRuntime Runtime() => ContainerRuntime.At(new NodeRoot("/"), engine.Endpoint);

    [Fact]
    public async Task Says_what_it_is()
    {
        using var runtime = Runtime();
        var version = Value(await runtime.VersionAsync(Token));
        Assert.Equal("docker", version.Name);
        Assert.StartsWith("1.", version.ApiVersion, StringComparison.Ordinal);
        Assert.NotEmpty(version.Version);
    }

    [Fact]
    public async Task Finds_the_static_pod_of_a_component_and_no_other()
    {
        var sandbox = await engine.RunSandboxAsync("etcd-m1", attempt: 5);
        var container = await engine.StartContainerAsync(sandbox, "etcd-m1", "etcd", attempt: 3);
        await engine.RunSandboxAsync("etcdproxy-m1");
        await engine.RunSandboxAsync("etcd-m1", podNamespace: "default");
        await engine.RunSandboxAsync("etcd-backup", source: "api");

        using var runtime = Runtime();
        var before = DateTimeOffset.UtcNow;
        var pod = Value(await runtime.FindAsync(new StaticPodName("etcd", "m1"), Token));

        var found = Assert.Single(pod.Sandboxes);
        Assert.Equal(
            (sandbox, "etcd-m1", "uid-of-etcd-m1", true, 5, "hash-of-etcd-m1"),
            (found.Id, found.PodName, found.PodUid, found.IsReady, found.Attempt, found.ConfigHash));
        var running = Assert.Single(pod.Containers);
        Assert.Equal(
            (container, sandbox, "etcd", ContainerState.Running, 3),
            (running.Id, running.SandboxId, running.Name, running.State, running.Attempt));
        Assert.InRange(running.StartedAt!.Value, before.AddMinutes(-1), before);
        Assert.Null(running.FinishedAt);
        Assert.Null(running.ExitCode);
        Assert.Same(found, pod.CurrentSandbox);
    }

    [Fact]
    public async Task Stops_gracefully_and_sees_the_one_that_follows()
    {
        var name = new StaticPodName("kube-scheduler");
        var sandbox = await engine.RunSandboxAsync("kube-scheduler-m1");
        await engine.StartContainerAsync(sandbox, "kube-scheduler-m1", "kube-scheduler");
        using var runtime = Runtime();
        var previous = Value(await runtime.FindAsync(name, Token)).Running!;

        Assert.Null(await runtime.StopContainerAsync(previous.Id, TimeSpan.FromSeconds(20), Token));
        Assert.Null(await runtime.StopContainerAsync(previous.Id, TimeSpan.FromSeconds(20), Token));

        var dead = Assert.Single(Value(await runtime.FindAsync(name, Token)).Containers);
        Assert.Equal((ContainerState.Exited, 7), (dead.State, dead.ExitCode));
        Assert.True(dead.FinishedAt >= dead.StartedAt);
        var wait = StaticPodWatch.WaitForNewAsync(runtime, name, previous, TimeSpan.FromSeconds(30), TimeProvider.System, Token);
        var next = await engine.StartContainerAsync(sandbox, "kube-scheduler-m1", "kube-scheduler", attempt: 1);
        Assert.Equal(next, Value(await wait).Id);
    }

    [Fact]
    public async Task Ends_a_process_that_ignores_the_request_after_the_grace()
    {
        var sandbox = await engine.RunSandboxAsync("kube-stubborn-m1");
        var id = await engine.StartContainerAsync(sandbox, "kube-stubborn-m1", "kube-stubborn", behaviour: "stubborn");
        using var runtime = Runtime();

        var waited = Stopwatch.StartNew();
        Assert.Null(await runtime.StopContainerAsync(id, TimeSpan.FromSeconds(2), Token));

        Assert.InRange(waited.Elapsed, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(12));
        Assert.Equal(137, Value(await runtime.FindAsync(new StaticPodName("kube-stubborn"), Token)).Containers[0].ExitCode);
    }

    [Fact]
    public async Task A_sandbox_stops_and_may_be_gone_already()
    {
        var sandbox = await engine.RunSandboxAsync("kube-brief-m1");
        using var runtime = Runtime();

        Assert.Null(await runtime.StopSandboxAsync(sandbox, Token));

        Assert.False(Assert.Single(Value(await runtime.FindAsync(new StaticPodName("kube-brief"), Token)).Sandboxes).IsReady);
        Assert.Null(await runtime.StopSandboxAsync(new string('0', 64), Token));
    }

    [Theory]
    [InlineData(false, "stderr")]
    [InlineData(true, "stdout")]
    public async Task Reads_the_last_lines_of_the_log(bool terminal, string stream)
    {
        var podName = $"kube-talker{(terminal ? 2 : 1)}-m1";
        var sandbox = await engine.RunSandboxAsync(podName);
        await engine.StartContainerAsync(sandbox, podName, podName[..^3], terminal: terminal);
        using var runtime = Runtime();
        var container = Value(await runtime.FindAsync(new StaticPodName(podName[..^3]), Token)).Running!;
        Assert.Null(await runtime.StopContainerAsync(container.Id, TimeSpan.FromSeconds(20), Token));

        var lines = Value(await runtime.LastLogLinesAsync(container, 3, Token));

        Assert.Equal(3, lines.Count);
        Assert.Equal(("worker: ending", stream), (lines[2].Text, lines[2].Stream));
        Assert.InRange(lines[2].At!.Value, container.StartedAt!.Value, DateTimeOffset.UtcNow);
        Assert.Equal(32, Value(await runtime.LastLogLinesAsync(container, 100, Token)).Count);
    }

    [Fact]
    public async Task What_the_engine_refuses_is_told_in_its_words()
    {
        using var runtime = Runtime();
        var container = new RuntimeContainer
        {
            Id = "0000",
            SandboxId = "",
            Name = "etcd",
            State = ContainerState.Running,
            Attempt = 0,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        var problem = (await runtime.LastLogLinesAsync(container, 3, Token)).Problem;
        Assert.Equal("no-log", problem?.Id);
        Assert.Equal(["GET /containers/0000/json", "404", "No such container: 0000"], problem!.Cause!.Arguments);
    }

    private static T Value<T>(Outcome<T> outcome)
        where T : class
    {
        Assert.True(outcome.Succeeded, outcome.Problem?.ToString());
        return outcome.Value;
    }
}
