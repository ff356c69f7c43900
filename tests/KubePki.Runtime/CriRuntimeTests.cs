using System.Diagnostics;
using KubePki.Activate.Runtime;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Runtime;

/// <summary>The CRI adapter against a real containerd.</summary>
public sealed class CriRuntimeTests(Containerd containerd)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ContainerRuntime Runtime() => ContainerRuntime.At(new NodeRoot("/"), containerd.Endpoint);

    [Fact]
    public async Task Says_what_it_is()
    {
        using var runtime = Runtime();
        var version = Value(await runtime.VersionAsync(Token));
        Assert.Equal("containerd", version.Name);
        Assert.Equal("v1", version.ApiVersion);
    }

    [Fact]
    public async Task Finds_the_static_pod_of_a_component_and_no_other()
    {
        var sandbox = await containerd.RunSandboxAsync("etcd-m1");
        var container = await containerd.StartContainerAsync(sandbox, "etcd-m1", "etcd", attempt: 3);
        await containerd.RunSandboxAsync("etcdproxy-m1");
        await containerd.RunSandboxAsync("etcd-m1", podNamespace: "default");
        await containerd.RunSandboxAsync("etcd-backup", source: "api");

        using var runtime = Runtime();
        var before = DateTimeOffset.UtcNow;
        var pod = Value(await runtime.FindAsync(new StaticPodName("etcd"), Token));

        var found = Assert.Single(pod.Sandboxes);
        Assert.Equal(
            (sandbox, "etcd-m1", "uid-of-etcd-m1", true, "hash-of-etcd-m1"),
            (found.Id, found.PodName, found.PodUid, found.IsReady, found.ConfigHash));
        var running = Assert.Single(pod.Containers);
        Assert.Equal(
            (container, sandbox, "etcd", ContainerState.Running, 3),
            (running.Id, running.SandboxId, running.Name, running.State, running.Attempt));
        Assert.InRange(running.StartedAt!.Value, before.AddMinutes(-1), before);
        Assert.True(running.CreatedAt < running.StartedAt);
        Assert.Null(running.FinishedAt);
        Assert.Null(running.ExitCode);
        Assert.Same(running, pod.Running);
        Assert.Same(found, pod.CurrentSandbox);
        Assert.Equal(sandbox, Value(await runtime.FindAsync(new StaticPodName("etcd", "m1"), Token)).Sandboxes[0].Id);
        Assert.Empty(Value(await runtime.FindAsync(new StaticPodName("etcd", "m"), Token)).Sandboxes);
    }

    [Fact]
    public async Task Knows_nothing_of_a_component_that_is_not_there()
    {
        using var runtime = Runtime();
        var pod = Value(await runtime.FindAsync(new StaticPodName("kube-proxy"), Token));
        Assert.Empty(pod.Sandboxes);
        Assert.Empty(pod.Containers);
        Assert.Null(pod.Running);
        Assert.Null(pod.CurrentSandbox);
    }

    [Fact]
    public async Task Stops_gracefully_and_sees_the_one_that_follows()
    {
        var name = new StaticPodName("kube-scheduler", "m1");
        var sandbox = await containerd.RunSandboxAsync("kube-scheduler-m1");
        await containerd.StartContainerAsync(sandbox, "kube-scheduler-m1", "kube-scheduler");
        using var runtime = Runtime();
        var previous = Value(await runtime.FindAsync(name, Token)).Running!;

        Assert.Null(await runtime.StopContainerAsync(previous.Id, TimeSpan.FromSeconds(20), Token));

        var pod = Value(await runtime.FindAsync(name, Token));
        var dead = Assert.Single(pod.Containers);
        Assert.Equal((ContainerState.Exited, 7, "Error"), (dead.State, dead.ExitCode, dead.Reason));
        Assert.True(dead.FinishedAt >= dead.StartedAt);
        Assert.Null(pod.Running);
        Assert.Equal(sandbox, pod.CurrentSandbox?.Id);

        var seen = new List<RuntimePod>();
        var wait = StaticPodWatch.WaitForNewAsync(
            runtime, name, previous, TimeSpan.FromSeconds(30), TimeProvider.System, Token, new Heard(seen));
        var next = await containerd.StartContainerAsync(sandbox, "kube-scheduler-m1", "kube-scheduler", attempt: 1);
        var running = Value(await wait);
        Assert.Equal((next, 1), (running.Id, running.Attempt));
        Assert.True(running.StartedAt > previous.StartedAt);
        Assert.NotEmpty(seen);
    }

    [Fact]
    public async Task Ends_a_process_that_ignores_the_request_after_the_grace()
    {
        var name = new StaticPodName("kube-controller-manager");
        var sandbox = await containerd.RunSandboxAsync("kube-controller-manager-m1");
        var id = await containerd.StartContainerAsync(
            sandbox, "kube-controller-manager-m1", "kube-controller-manager", behaviour: "stubborn");

        // The grace period is added to the timeout of the call.
        using var runtime = ContainerRuntime.At(new NodeRoot("/"), containerd.Endpoint, TimeSpan.FromSeconds(5));
        var waited = Stopwatch.StartNew();
        Assert.Null(await runtime.StopContainerAsync(id, TimeSpan.FromSeconds(6), Token));

        Assert.InRange(waited.Elapsed, TimeSpan.FromSeconds(5.9), TimeSpan.FromSeconds(11));
        Assert.Equal(137, Value(await runtime.FindAsync(name, Token)).Containers[0].ExitCode);
    }

    [Fact]
    public async Task The_wait_is_not_over_while_the_old_one_runs()
    {
        var name = new StaticPodName("kube-tenacious");
        var sandbox = await containerd.RunSandboxAsync("kube-tenacious-m1");
        await containerd.StartContainerAsync(sandbox, "kube-tenacious-m1", "kube-tenacious");
        using var runtime = Runtime();
        var previous = Value(await runtime.FindAsync(name, Token)).Running!;

        Assert.Equal(
            previous.Id,
            Value(await StaticPodWatch.WaitForNewAsync(runtime, name, null, TimeSpan.FromSeconds(20), TimeProvider.System, Token)).Id);
        var outcome = await StaticPodWatch.WaitForNewAsync(runtime, name, previous, TimeSpan.FromSeconds(1), TimeProvider.System, Token);

        Assert.Equal(["kube-tenacious", "1", "Running (attempt 0)"], outcome.Problem?.Arguments);
    }

    [Fact]
    public async Task The_wait_ends_with_what_was_last_seen()
    {
        var name = new StaticPodName("kube-lonely");
        var sandbox = await containerd.RunSandboxAsync("kube-lonely-m1");
        await containerd.StartContainerAsync(sandbox, "kube-lonely-m1", "kube-lonely", attempt: 4);
        using var runtime = Runtime();
        var previous = Value(await runtime.FindAsync(name, Token)).Running!;
        Assert.Null(await runtime.StopContainerAsync(previous.Id, TimeSpan.FromSeconds(20), Token));

        var outcome = await StaticPodWatch.WaitForNewAsync(runtime, name, previous, TimeSpan.FromSeconds(1), TimeProvider.System, Token);

        Assert.Equal("not-back", outcome.Problem?.Id);
        Assert.Equal(["kube-lonely", "1", "Exited (Error, exit code 7, attempt 4)"], outcome.Problem!.Arguments);
    }

    [Fact]
    public async Task A_sandbox_stops_with_what_runs_in_it_and_may_be_gone_already()
    {
        var name = new StaticPodName("kube-brief");
        var sandbox = await containerd.RunSandboxAsync("kube-brief-m1");
        await containerd.StartContainerAsync(sandbox, "kube-brief-m1", "kube-brief");
        using var runtime = Runtime();

        Assert.Null(await runtime.StopSandboxAsync(sandbox, Token));
        Assert.Null(await runtime.StopSandboxAsync(sandbox, Token));

        var pod = Value(await runtime.FindAsync(name, Token));
        Assert.False(Assert.Single(pod.Sandboxes).IsReady);
        Assert.Equal(ContainerState.Exited, Assert.Single(pod.Containers).State);
        Assert.Null(pod.CurrentSandbox);
        Assert.Null(await runtime.StopSandboxAsync(new string('0', 64), Token));
        Assert.Null(await runtime.StopContainerAsync(new string('0', 64), TimeSpan.Zero, Token));
    }

    [Fact]
    public async Task Reads_the_last_lines_of_the_log()
    {
        var sandbox = await containerd.RunSandboxAsync("kube-talker-m1");
        await containerd.StartContainerAsync(sandbox, "kube-talker-m1", "kube-talker");
        using var runtime = Runtime();
        var container = Value(await runtime.FindAsync(new StaticPodName("kube-talker"), Token)).Running!;
        Assert.Null(await runtime.StopContainerAsync(container.Id, TimeSpan.FromSeconds(20), Token));

        var lines = Value(await runtime.LastLogLinesAsync(container, 3, Token));

        Assert.Equal(3, lines.Count);
        Assert.Equal("worker: ending", lines[2].Text);
        Assert.Equal("stderr", lines[2].Stream);
        Assert.InRange(lines[2].At!.Value, container.StartedAt!.Value, DateTimeOffset.UtcNow);
        Assert.Equal(32, Value(await runtime.LastLogLinesAsync(container, 100, Token)).Count);
    }

    [Fact]
    public async Task A_log_that_is_not_there_is_a_problem()
    {
        using var runtime = Runtime();
        var container = new RuntimeContainer
        {
            Id = "x",
            SandboxId = "y",
            Name = "etcd",
            State = ContainerState.Running,
            Attempt = 0,
            CreatedAt = DateTimeOffset.UnixEpoch,
            LogPath = "/nowhere/0.log",
        };
        var problem = (await runtime.LastLogLinesAsync(container, 3, Token)).Problem;
        Assert.Equal("no-log", problem?.Id);
        Assert.Equal("missing", problem?.Cause?.Id);
    }

    [Fact]
    public async Task An_id_that_means_nothing_is_refused_in_the_words_of_the_runtime()
    {
        using var runtime = Runtime();
        var problem = await runtime.StopContainerAsync("", TimeSpan.Zero, Token);
        Assert.Equal("refused", problem?.Id);
        Assert.Equal(["StopContainer", "Unknown"], problem!.Arguments.Take(2));
        Assert.Contains("container", problem.Arguments[2], StringComparison.Ordinal);
    }

    private static T Value<T>(Outcome<T> outcome)
        where T : class
    {
        Assert.True(outcome.Succeeded, outcome.Problem?.ToString());
        return outcome.Value;
    }

    private sealed class Heard(List<RuntimePod> pods) : IProgress<RuntimePod>
    {
        public void Report(RuntimePod value) => pods.Add(value);
    }
}
