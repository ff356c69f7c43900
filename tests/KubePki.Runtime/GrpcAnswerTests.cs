using System.Diagnostics;
using KubePki.Activate.Runtime;
using KubePki.Files;
using KubePki.Localization;
using Microsoft.AspNetCore.Http;

namespace KubePki.Runtime;

/// <summary>The CRI adapter's handling of answers that no correct runtime gives, sent by a real HTTP/2 server.</summary>
public sealed class GrpcAnswerTests(Containerd containerd)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_runtime_that_knows_only_v1alpha2_is_spoken_to_in_v1alpha2()
    {
        var sandbox = await containerd.RunSandboxAsync("kube-older-m1");
        var container = await containerd.StartContainerAsync(sandbox, "kube-older-m1", "kube-older", attempt: 2);
        await using var older = await GrpcPeer.StartOlderAsync(containerd.Socket);
        using var runtime = ContainerRuntime.At(new NodeRoot("/"), older.Endpoint);

        Assert.Equal("v1alpha2", (await runtime.VersionAsync(Token)).Value?.ApiVersion);
        var running = (await runtime.FindAsync(new StaticPodName("kube-older"), Token)).Value?.Running;
        Assert.Equal((container, 2), (running?.Id, running?.Attempt));
        Assert.Null(await runtime.StopContainerAsync(container, TimeSpan.FromSeconds(20), Token));
        Assert.Equal(7, (await runtime.FindAsync(new StaticPodName("kube-older"), Token)).Value?.Containers[0].ExitCode);
        Assert.Null(await runtime.StopSandboxAsync(sandbox, Token));
    }

    [Fact]
    public Task Neither_version() => AnswersAsync(c => GrpcPeer.FailAsync(c, 12, "unknown service"), "not-cri");

    [Fact]
    public async Task An_error_is_told_in_the_words_of_the_runtime()
    {
        var problem = await AnswersAsync(c => GrpcPeer.FailAsync(c, 14, "容器 100% busy"), "refused");
        Assert.Equal(["Version", "Unavailable", "容器 100% busy"], problem.Arguments);
    }

    [Fact]
    public Task A_status_beyond_the_known() => AnswersAsync(c => GrpcPeer.FailAsync(c, 99, ""), "refused");

    [Fact]
    public Task A_deadline_the_server_kept() => AnswersAsync(c => GrpcPeer.FailAsync(c, 4, ""), "no-answer");

    [Fact]
    public Task A_web_page() => AnswersAsync(c => c.Response.WriteAsync("<html>"), "wrong-protocol");

    [Fact]
    public Task Another_http_status() => AnswersAsync(
        c =>
        {
            c.Response.StatusCode = 404;
            return GrpcPeer.FailAsync(c, 0, "");
        },
        "wrong-protocol");

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 3, 0x12, 0x7f, 0x41 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 0x10, 0x05 })]
    public Task A_body_that_is_no_message(byte[] body) => AnswersAsync(c => GrpcPeer.SendAsync(c, body), "wrong-protocol");

    [Fact]
    public Task No_status_at_all() => AnswersAsync(
        c =>
        {
            c.Response.ContentType = "application/grpc";
            return c.Response.Body.WriteAsync(new byte[5]).AsTask();
        },
        "wrong-protocol");

    [Fact]
    public Task An_endless_answer() => AnswersAsync(
        async c =>
        {
            c.Response.ContentType = "application/grpc";
            var chunk = new byte[1024 * 1024];
            for (var i = 0; i < 20; i++)
            {
                await c.Response.Body.WriteAsync(chunk, c.RequestAborted);
            }
        },
        "answer-too-long",
        TimeSpan.FromSeconds(20));

    [Fact]
    public async Task Headers_and_then_silence()
    {
        var waited = Stopwatch.StartNew();
        await AnswersAsync(
            async c =>
            {
                c.Response.ContentType = "application/grpc";
                await c.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, c.RequestAborted);
            },
            "no-answer");
        Assert.InRange(waited.Elapsed, Limit / 2, Limit * 5);
    }

    [Fact]
    public async Task A_stream_that_is_reset()
        => await AnswersAsync(
            c =>
            {
                c.Abort();
                return Task.CompletedTask;
            },
            "hung-up",
            "wrong-protocol");

    private static Task<Problem> AnswersAsync(RequestDelegate answer, params string[] ids) => AnswersAsync(answer, Limit, ids);

    private static Task<Problem> AnswersAsync(RequestDelegate answer, string id, TimeSpan limit) => AnswersAsync(answer, limit, id);

    private static async Task<Problem> AnswersAsync(RequestDelegate answer, TimeSpan limit, params string[] ids)
    {
        await using var peer = await GrpcPeer.StartAsync(answer);
        using var runtime = ContainerRuntime.At(new NodeRoot("/"), peer.Endpoint, limit);
        var problem = (await runtime.VersionAsync(Token)).Problem;
        Assert.Contains(problem?.Id, ids);
        Assert.Equal($"unix://{peer.Socket}", problem!.Where);
        return problem;
    }
}
