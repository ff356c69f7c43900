using System.Diagnostics;
using KubePki.Activate.Runtime;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Tests.Activate;

/// <summary>Both adapters with sockets behind which no working runtime is: each call ends in time, with a problem.</summary>
public sealed class BrokenRuntimeTests
{
    /// <summary>For tests of the timeout itself.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(250);

    /// <summary>For tests of the peer's answer: enough for a busy machine.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    /// <summary>Upper bound for "in time" on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RuntimeKind.Cri)]
    [InlineData(RuntimeKind.Docker)]
    public async Task A_runtime_that_is_silent_is_left_when_time_is_up(object kind)
    {
        using var peer = SocketPeer.Silent();
        var problem = await EveryCallFailsAsync((RuntimeKind)kind, peer.SocketPath, "no-answer");
        Assert.Equal("0.25", problem.Arguments[1]);
    }

    [Theory]
    [InlineData(RuntimeKind.Cri)]
    [InlineData(RuntimeKind.Docker)]
    public async Task A_socket_that_nobody_accepts_on(object kind)
    {
        using var peer = SocketPeer.Deaf();
        await EveryCallFailsAsync((RuntimeKind)kind, peer.SocketPath, "no-answer", "unreachable");
    }

    [Theory]
    [InlineData(RuntimeKind.Cri)]
    [InlineData(RuntimeKind.Docker)]
    public async Task A_socket_that_is_left_over(object kind)
    {
        using var peer = SocketPeer.Dead();
        var problem = await EveryCallFailsAsync((RuntimeKind)kind, peer.SocketPath, "unreachable");
        Assert.Equal("Connection refused", problem.Arguments[0]);
    }

    [Theory]
    [InlineData(RuntimeKind.Cri)]
    [InlineData(RuntimeKind.Docker)]
    public async Task A_socket_that_is_not_there(object kind)
    {
        var problem = await EveryCallFailsAsync((RuntimeKind)kind, "/nowhere/containerd.sock", "unreachable");
        Assert.Equal("No such file or directory", problem.Arguments[0]);
    }

    [Theory]
    [InlineData(RuntimeKind.Cri)]
    [InlineData(RuntimeKind.Docker)]
    public Task A_path_that_no_socket_can_have(object kind)
        => EveryCallFailsAsync((RuntimeKind)kind, "/" + new string('x', 200), "unreachable");

    [Theory]
    [InlineData(RuntimeKind.Cri, true)]
    [InlineData(RuntimeKind.Cri, false)]
    [InlineData(RuntimeKind.Docker, true)]
    [InlineData(RuntimeKind.Docker, false)]
    public async Task A_runtime_that_hangs_up(object kind, bool reset)
    {
        using var peer = SocketPeer.HangingUp(reset);
        await EveryCallFailsAsync(
            (RuntimeKind)kind, peer.SocketPath, "hung-up", (RuntimeKind)kind == RuntimeKind.Cri ? "wrong-protocol" : "hung-up");
    }

    [Theory]
    [InlineData(RuntimeKind.Cri, "\0\0\0\u0012\u0004nonsense nonsense nonsense")]
    [InlineData(RuntimeKind.Cri, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]
    [InlineData(RuntimeKind.Cri, "SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData(RuntimeKind.Docker, "SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData(RuntimeKind.Docker, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull")]
    [InlineData(RuntimeKind.Docker, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>")]
    [InlineData(RuntimeKind.Docker, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")]
    [InlineData(RuntimeKind.Docker, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")]
    public async Task A_socket_of_something_else(object kind, string answer)
    {
        using var peer = SocketPeer.Saying(answer);
        using var runtime = Runtime((RuntimeKind)kind, peer.SocketPath);
        var problem = (await runtime.VersionAsync(Token)).Problem;

        // HTTP/2 cannot always distinguish a peer that sends garbage from one that closes the connection.
        Assert.Contains(problem?.Id, (RuntimeKind)kind == RuntimeKind.Cri ? ["wrong-protocol", "hung-up"] : new[] { "wrong-protocol" });
    }

    [Fact]
    public async Task An_answer_that_never_ends_is_left_when_time_is_up()
    {
        using var peer = SocketPeer.Dripping("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        await EveryCallFailsAsync(RuntimeKind.Docker, peer.SocketPath, "no-answer");
    }

    [Fact]
    public async Task Docker_refuses_in_its_own_words()
    {
        using var peer = SocketPeer.Saying("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 21\r\n\r\n{\"message\":\"no disk\"}");
        var problem = await EveryCallFailsAsync(RuntimeKind.Docker, peer.SocketPath, "refused");
        Assert.Equal(["500", "no disk"], problem.Arguments.Skip(1));
    }

    [Theory]
    [InlineData(RuntimeKind.Cri)]
    [InlineData(RuntimeKind.Docker)]
    public async Task Cancellation_by_the_caller_is_not_a_problem_of_the_runtime(object kind)
    {
        using var peer = SocketPeer.Silent();
        using var runtime = Runtime((RuntimeKind)kind, peer.SocketPath);
        using var spec = CancellationTokenSource.CreateLinkedTokenSource(Token);
        spec.CancelAfter(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runtime.FindAsync(new StaticPodName("etcd"), spec.Token));
    }

    [Fact]
    public async Task A_wait_ends_though_the_runtime_hangs()
    {
        using var peer = SocketPeer.Silent();
        using var runtime = ContainerRuntime.At(
            new NodeRoot("/"), new RuntimeEndpoint(RuntimeKind.Cri, peer.SocketPath), TimeSpan.FromMinutes(5));
        var waited = Stopwatch.StartNew();
        var outcome = await StaticPodWatch.WaitForNewAsync(runtime, new StaticPodName("etcd"), null, Short, TimeProvider.System, Token);
        Assert.Equal("not-back", outcome.Problem?.Id);
        Assert.InRange(waited.Elapsed, Short / 2, Patience);
    }

    [Fact]
    public async Task A_wait_tells_why_the_runtime_did_not_answer()
    {
        using var runtime = Runtime(RuntimeKind.Cri, "/nowhere/containerd.sock");
        var outcome = await StaticPodWatch.WaitForNewAsync(runtime, new StaticPodName("etcd"), null, Short, TimeProvider.System, Token);
        Assert.Equal("not-back", outcome.Problem?.Id);
        Assert.Equal("unreachable", outcome.Problem?.Cause?.Id);
    }

    private static ContainerRuntime Runtime(RuntimeKind kind, string path, TimeSpan? limit = null)
        => ContainerRuntime.At(new NodeRoot("/"), new RuntimeEndpoint(kind, path), limit ?? Long);

    private static async Task<Problem> EveryCallFailsAsync(RuntimeKind kind, string path, params string[] ids)
    {
        using var runtime = Runtime(kind, path, ids.Contains("no-answer") ? Short : Long);
        Problem?[] problems =
        [
            (await InTimeAsync(runtime.VersionAsync(Token))).Problem,
            (await InTimeAsync(runtime.FindAsync(new StaticPodName("etcd"), Token))).Problem,
            await InTimeAsync(runtime.StopContainerAsync("x", TimeSpan.Zero, Token)),
            await InTimeAsync(runtime.StopSandboxAsync("x", Token)),
        ];
        Assert.All(problems, problem =>
        {
            Assert.Contains(problem?.Id, ids);
            Assert.Equal($"unix://{path}", problem!.Where);
        });
        return problems[0]!;
    }

    private static async Task<T> InTimeAsync<T>(Task<T> call)
    {
        var waited = Stopwatch.StartNew();
        var result = await call;
        Assert.True(waited.Elapsed < Patience, $"took {waited.Elapsed}");
        return result;
    }
}
