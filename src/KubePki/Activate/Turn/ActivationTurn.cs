using System.Globalization;
using KubePki.Localization;

namespace KubePki.Activate.Turn;

/// <summary>The times of a turn.</summary>
/// <param name="Wait">The longest wait for the turn.</param>
/// <param name="Duration">How long the Lease is valid after a renewal: longer than an API server takes to restart.</param>
/// <param name="Interval">The time between two attempts to take or to renew it.</param>
internal sealed record TurnLimits(TimeSpan Wait, TimeSpan Duration, TimeSpan Interval)
{
    /// <summary>An hour is enough for four nodes with slow components before this one.</summary>
    public static readonly TurnLimits Default = new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5));
}

/// <summary>What a node needs to know and to report while it asks for its turn.</summary>
/// <param name="Lease">The requests for the Lease.</param>
/// <param name="Self">This node's identity, unique for each run.</param>
/// <param name="Kubeadm">A kubeadm that runs on this node.</param>
/// <param name="Expired">The names of files of this node without which its API server cannot serve, and that have expired.</param>
/// <param name="Tell">Receives what it waits for: at once, when this changes, and every minute.</param>
internal sealed record TurnContext(
    LeaseAccess Lease, string Self, Func<KubeadmProcess?> Kubeadm, IReadOnlyList<string> Expired, Action<Statement> Tell);

/// <summary>
/// This node's turn to activate: the Lease is held, and renewed in the background, until it is disposed. A node whose own certificates have
/// expired and that reaches no API server acts alone: it has nobody to ask, and waiting would not end. A node that is only cut off waits,
/// because the others may be activating.
/// </summary>
internal sealed class ActivationTurn : IDisposable
{
    private static readonly TimeSpan Repeat = TimeSpan.FromMinutes(1);
    private readonly CancellationTokenSource _end = new();
    private readonly TurnContext _context;
    private readonly TurnLimits _limits;
    private readonly TimeProvider _clock;
    private readonly Task _renewing;
    private LeaseRecord? _held;

    private ActivationTurn(TurnContext context, TurnLimits limits, TimeProvider clock, LeaseRecord? held)
    {
        (_context, _limits, _clock, _held) = (context, limits, clock, held);
        _renewing = held is null ? Task.CompletedTask : Task.Run(RenewAsync);
    }

    /// <summary>Whether this node acts without the Lease.</summary>
    public bool IsAlone => _held is null && _renewing.IsCompletedSuccessfully;

    /// <summary>Waits for the turn. Returns a problem if it did not come in time; then nothing is held.</summary>
    public static async Task<Outcome<ActivationTurn>> TakeAsync(
        TurnContext context, TurnLimits limits, TimeProvider clock, CancellationToken stop)
    {
        var election = new LeaseElection(context.Self, limits.Duration);
        var started = clock.GetTimestamp();
        (Statement Reason, TimeSpan At)? told = null;
        while (true)
        {
            var (held, reason) = await TryAsync(context, election, clock, started, stop).ConfigureAwait(false);
            if (held is not null || reason is null || IsAlonesReason(reason))
            {
                if (reason is not null)
                {
                    context.Tell(reason);
                }

                return new ActivationTurn(context, limits, clock, held);
            }

            var waited = clock.GetElapsedTime(started);
            if (waited >= limits.Wait || stop.IsCancellationRequested)
            {
                return TurnMessages.NoTurn.At("", waited.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)) with
                {
                    Cause = stop.IsCancellationRequested ? TurnMessages.Stopped.ToStatement("") : reason,
                };
            }

            if (told is not { } last || last.Reason.ToString() != reason.ToString() || waited - last.At >= Repeat)
            {
                context.Tell(reason);
                told = (reason, waited);
            }

            await Task.Delay(limits.Interval, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Releases the Lease, so that the next node does not have to wait until it expires.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _renewing.GetAwaiter().GetResult();
        if (_held is { } held)
        {
            // If the API server does not answer, the Lease expires by itself.
            _ = _context.Lease.WriteAsync(LeaseElection.Released(held, _clock.GetUtcNow()), CancellationToken.None)
                .GetAwaiter().GetResult();
        }

        _end.Dispose();
    }

    private static bool IsAlonesReason(Statement reason)
        => reason.Message.Id == TurnMessages.AloneExpired.Id || reason.Message.Id == TurnMessages.AloneWithoutCredentials.Id;

    /// <summary>One attempt: the held Lease, or what this node waits for, or why it acts alone.</summary>
    private static async Task<(LeaseRecord? Held, Statement? Reason)> TryAsync(
        TurnContext context, LeaseElection election, TimeProvider clock, long started, CancellationToken stop)
    {
        if (context.Kubeadm() is { } kubeadm)
        {
            return (null, TurnMessages.Kubeadm.ToStatement("", kubeadm.Id, kubeadm.Verb));
        }

        try
        {
            var answer = await context.Lease.ReadAsync(stop).ConfigureAwait(false);
            if (answer.Reach is LeaseReach.Found or LeaseReach.Missing)
            {
                if (election.Claim(answer.Record, clock.GetElapsedTime(started), clock.GetUtcNow()) is not { } claim)
                {
                    return (null, TurnMessages.HeldBy.ToStatement("", answer.Record!.Holder));
                }

                answer = await context.Lease.WriteAsync(claim, stop).ConfigureAwait(false);
            }

            return answer.Reach switch
            {
                LeaseReach.Found => (answer.Record, null),
                LeaseReach.NoCredential => (null, TurnMessages.AloneWithoutCredentials.ToStatement("")),
                LeaseReach.Unreachable when context.Expired.Count > 0 =>
                    (null, TurnMessages.AloneExpired.ToStatement("", string.Join(", ", context.Expired))),
                LeaseReach.Unreachable => (null, answer.Problem),
                _ => (null, TurnMessages.HeldBy.ToStatement("", "?")),
            };
        }
        catch (OperationCanceledException)
        {
            return (null, TurnMessages.Stopped.ToStatement(""));
        }
    }

    /// <summary>Renews the Lease until the turn ends. Gaps are tolerated: the API server of this node restarts in the meantime.</summary>
    private async Task RenewAsync()
    {
        while (true)
        {
            await Task.Delay(_limits.Interval, _clock, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_end.IsCancellationRequested)
            {
                return;
            }

            try
            {
                var answer = await _context.Lease.WriteAsync(
                    _held! with { RenewedAt = _clock.GetUtcNow() }, _end.Token).ConfigureAwait(false);
                if (answer.Reach == LeaseReach.Changed)
                {
                    // A renewal whose answer was lost has changed the version too.
                    answer = await _context.Lease.ReadAsync(_end.Token).ConfigureAwait(false);
                    if (answer.Record is { } other && other.Holder != _context.Self)
                    {
                        _held = null;
                        _context.Tell(TurnMessages.Lost.At("", other.Holder));
                        return;
                    }
                }

                _held = answer.Record ?? _held;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
