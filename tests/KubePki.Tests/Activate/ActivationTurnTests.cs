using System.Collections.Concurrent;
using System.Globalization;
using KubePki.Activate.Turn;
using KubePki.Activate.Wire;
using KubePki.Localization;

namespace KubePki.Tests.Activate;

/// <summary>Nodes take turns, on a Lease in memory with the API server's optimistic concurrency.</summary>
public sealed class ActivationTurnTests
{
    private static readonly TurnLimits Limits =
        new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(20));

    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<string> _told = new();
    private LeaseRecord? _stored;
    private int _version;
    private volatile bool _isCutOff;

    [Fact]
    public async Task One_node_after_the_other_has_its_turn()
    {
        var (holders, most, turns) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Task.Run(async () =>
        {
            using var turn = (await TakeAsync($"cp{i}")).Value!;
            most = Math.Max(most, Interlocked.Increment(ref holders));
            await Task.Delay(150, TestContext.Current.CancellationToken);
            Interlocked.Decrement(ref holders);
            Interlocked.Increment(ref turns);
        })));
        Assert.Equal((1, 5, ""), (most, turns, _stored?.Holder));
        Assert.Contains(_told, told => told.Contains("activates now", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_holder_that_lives_keeps_its_turn_beyond_the_duration()
    {
        using var turn = (await TakeAsync("cp1")).Value!;
        var other = await TakeAsync("cp2", Limits with { Wait = 2 * Limits.Duration });
        Assert.Equal("no-turn", other.Problem?.Id);
        Assert.StartsWith(
            "waited 4 s for this node's turn, and nothing was changed: cp1 activates now", other.Problem!.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_holder_that_died_the_next_goes_on()
    {
        _stored = new LeaseRecord("dead", Limits.Duration, null, null, 0, "x");
        using var turn = (await TakeAsync("cp2")).Value!;
        Assert.Equal(("cp2", 1), (_stored.Holder, _stored.Transitions));
    }

    /// <summary>The API server of the node restarts while the node has its turn.</summary>
    [Fact]
    public async Task A_gap_does_not_end_a_turn()
    {
        using (await TakeAsync("cp1") is { Value: { } turn } ? turn : null)
        {
            _isCutOff = true;
            await Task.Delay(Limits.Duration / 2, TestContext.Current.CancellationToken);
            _isCutOff = false;
            Assert.Equal("no-turn", (await TakeAsync("cp2", Limits with { Wait = Limits.Duration * 1.5 })).Problem?.Id);
        }

        Assert.Equal("", _stored?.Holder);
    }

    [Fact]
    public async Task A_node_that_is_cut_off_waits_and_reports()
    {
        _isCutOff = true;
        var turn = await TakeAsync("cp1", Limits with { Wait = TimeSpan.FromSeconds(0.2) });
        Assert.Equal("no-turn", turn.Problem?.Id);
        Assert.Contains("did not answer", turn.Problem!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_whose_own_certificates_have_expired_acts_alone()
    {
        _isCutOff = true;
        using var turn = (await TakeAsync("cp1", null, "apiserver")).Value!;
        Assert.True(turn.IsAlone);
        Assert.Equal(["acts alone: the API server does not answer, and on this node these have expired: apiserver"], _told);
    }

    /// <summary>Other nodes may be activating: an expired file is no reason to ignore an API server that answers.</summary>
    [Fact]
    public async Task A_node_with_expired_certificates_waits_while_an_api_server_answers()
    {
        using var first = (await TakeAsync("cp2")).Value!;
        Assert.Equal("no-turn", (await TakeAsync("cp1", Limits with { Wait = TimeSpan.FromSeconds(0.2) }, "apiserver")).Problem?.Id);
    }

    [Fact]
    public async Task A_kubeadm_is_waited_for()
    {
        var isRunning = true;
        var context = Context("cp1") with { Kubeadm = () => isRunning ? new KubeadmProcess("42", "certs") : null };
        var taking = ActivationTurn.TakeAsync(context, Limits, TimeProvider.System, TestContext.Current.CancellationToken);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.False(taking.IsCompleted);
        isRunning = false;
        using var turn = (await taking).Value!;
        Assert.Equal(["'kubeadm certs' runs on this node (process 42)"], _told);
    }

    [Fact]
    public async Task A_signal_ends_the_wait()
    {
        _isCutOff = true;
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var turn = await ActivationTurn.TakeAsync(Context("cp1"), Limits, TimeProvider.System, stop.Token);
        Assert.Contains("stopped by a signal", turn.Problem?.ToString(), StringComparison.Ordinal);
    }

    private Task<Outcome<ActivationTurn>> TakeAsync(string self, TurnLimits? limits = null, params string[] expired)
        => ActivationTurn.TakeAsync(
            Context(self) with { Expired = expired }, limits ?? Limits, TimeProvider.System, TestContext.Current.CancellationToken);

    private TurnContext Context(string self) => new(
        new LeaseAccess(_ => Answer(null), (record, _) => Answer(record)), self, () => null, [],
        told => _told.Enqueue(told.Text(Language.English)));

    private Task<LeaseAnswer> Answer(LeaseRecord? written)
    {
        lock (_gate)
        {
            if (!_isCutOff && written is not null && written.ResourceVersion == (_stored?.ResourceVersion ?? ""))
            {
                _stored = written with { ResourceVersion = (++_version).ToString(CultureInfo.InvariantCulture) };
                written = null;
            }

            return Task.FromResult(
                _isCutOff ? new(LeaseReach.Unreachable, null, TimeLimit.NoAnswer("cp1:6443", "GET /", TimeSpan.FromSeconds(5)))
                    : written is not null ? new(LeaseReach.Changed)
                    : _stored is null ? new LeaseAnswer(LeaseReach.Missing) : new(LeaseReach.Found, _stored));
        }
    }
}
