using KubePki.Activate;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Activate;

/// <summary>A static pod that is stopped by moving its manifest away. The manifest is restored in every case.</summary>
public sealed class ManifestRestartTests : IDisposable
{
    private const string Manifests = "/etc/kubernetes/manifests";

    /// <summary>Limit for a pod: the kubelet's poll of its directory, and twice a pod's grace period.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(80);

    private readonly PlainNode _node = new();
    private readonly RunningProcess _pod = new();
    private readonly SteppedClock _clock = new();

    public ManifestRestartTests() => _node.Write(Home, "manifest");

    private string Home => $"{Manifests}/{_pod.Name}.yaml";

    private string Away => $"/etc/kubernetes/.kubepki-moved-{_pod.Name}.yaml";

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_pod_ends_its_manifest_is_away_and_then_it_is_back()
    {
        var ending = EndAsync(Test);
        Assert.Equal(("manifest", null), (_node.Read(Away), _node.Read(Home)));
        _pod.End();
        await _clock.MoveAsync(TimeSpan.FromSeconds(1));
        Assert.Null(await ending);
        IsBack();
    }

    [Fact]
    public async Task A_pod_that_does_not_end_is_a_problem_and_its_manifest_is_back()
    {
        var ending = EndAsync(Test);
        await _clock.MoveAsync(Limit);
        await Task.Yield();
        Assert.Equal("manifest", _node.Read(Away));
        await _clock.MoveAsync(TimeSpan.FromSeconds(1));
        var problem = await ending;
        Assert.Equal(("pod-stays", _pod.Name), (problem?.Id, problem?.Where));
        Assert.Equal(["80"], problem!.Arguments);
        IsBack();
    }

    [Fact]
    public async Task A_signal_brings_the_manifest_back()
    {
        using var stop = new CancellationTokenSource();
        var ending = EndAsync(stop.Token);
        Assert.Equal("manifest", _node.Read(Away));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ending);
        IsBack();
    }

    [Fact]
    public async Task A_manifest_written_in_the_meantime_is_reported_and_kept()
    {
        var ending = EndAsync(Test);
        _node.Write(Home, "another");
        _pod.End();
        await _clock.MoveAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("manifest-in-the-way", (await ending)?.Id);
        Assert.Equal(("another", "manifest"), (_node.Read(Home), _node.Read(Away)));
    }

    [Fact]
    public async Task One_that_does_not_run_is_left_alone()
    {
        _pod.End();
        Assert.Null(await EndAsync(Test));
        IsBack();
    }

    public void Dispose()
    {
        _pod.Dispose();
        _node.Dispose();
    }

    private Task<KubePki.Localization.Problem?> EndAsync(CancellationToken stop = default)
        => new ManifestMove(_node.Root, Manifests, _clock).EndAsync(_pod.Name, stop);

    private void IsBack() => Assert.Equal(("manifest", null), (_node.Read(Home), _node.Read(Away)));
}
