using KubePki.Localization;

namespace KubePki.Activate.Turn;

/// <summary>The spec of a Lease (coordination.k8s.io/v1), and the version of the object that had it.</summary>
/// <param name="Holder">Who holds it; empty if it was released.</param>
/// <param name="Duration">How long the others wait after the last change that they observed.</param>
/// <param name="AcquiredAt">When the holder took it.</param>
/// <param name="RenewedAt">When the holder last renewed it, by its clock.</param>
/// <param name="Transitions">How often the holder has changed.</param>
/// <param name="ResourceVersion">The version of the object; empty for one that does not exist yet.</param>
internal sealed record LeaseRecord(
    string Holder, TimeSpan Duration, DateTimeOffset? AcquiredAt, DateTimeOffset? RenewedAt, int Transitions, string ResourceVersion);

/// <summary>How a request for the Lease ended.</summary>
internal enum LeaseReach
{
    /// <summary>The object was read or written.</summary>
    Found,

    /// <summary>There is no such object.</summary>
    Missing,

    /// <summary>Another node changed the object since it was read.</summary>
    Changed,

    /// <summary>No API server answered, or none that lets this node use the Lease.</summary>
    Unreachable,

    /// <summary>The node has no credential for a request.</summary>
    NoCredential,
}

/// <summary>The answer to a request for the Lease.</summary>
internal sealed record LeaseAnswer(LeaseReach Reach, LeaseRecord? Record = null, Problem? Problem = null);

/// <summary>The requests for the Lease. A write of a record whose version is not the current one changes nothing.</summary>
internal sealed record LeaseAccess(
    Func<CancellationToken, Task<LeaseAnswer>> ReadAsync, Func<LeaseRecord, CancellationToken, Task<LeaseAnswer>> WriteAsync);

/// <summary>
/// Decides when a node may take the Lease, with the rules of client-go's leader election (tools/leaderelection): a Lease is free if it was
/// released, or if nobody changed it for its duration while this node watched. The times in it are other clocks' and decide nothing. Pure.
/// </summary>
/// <param name="self">This node's identity, unique for each run.</param>
/// <param name="duration">How long this node's Lease is valid after a renewal.</param>
internal sealed class LeaseElection(string self, TimeSpan duration)
{
    /// <summary>The longest duration of another's Lease that is respected: a wrong number must not stop renewals for ever.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private (string Version, TimeSpan At)? _seen;

    /// <summary>
    /// The record to write in order to take the Lease; null while another node holds it.
    /// </summary>
    /// <param name="found">The Lease as it is; null if there is none.</param>
    /// <param name="now">The time of a local clock that never goes back.</param>
    /// <param name="wallClock">The time for the record.</param>
    public LeaseRecord? Claim(LeaseRecord? found, TimeSpan now, DateTimeOffset wallClock)
    {
        if (found is null)
        {
            return new LeaseRecord(self, duration, wallClock, wallClock, 0, "");
        }

        if (_seen?.Version != found.ResourceVersion)
        {
            _seen = (found.ResourceVersion, now);
        }

        var lasts = found.Duration < Longest ? found.Duration : Longest;
        var isFree = found.Holder.Length == 0 || found.Holder == self || now - _seen!.Value.At >= lasts;
        return !isFree ? null : found with
        {
            Holder = self,
            Duration = duration,
            AcquiredAt = found.Holder == self ? found.AcquiredAt : wallClock,
            RenewedAt = wallClock,
            Transitions = found.Holder == self ? found.Transitions : found.Transitions + 1,
        };
    }

    /// <summary>The record that releases the Lease: no holder, and nobody has to wait, as client-go's ReleaseOnCancel writes it.</summary>
    public static LeaseRecord Released(LeaseRecord held, DateTimeOffset wallClock)
        => held with { Holder = "", Duration = TimeSpan.FromSeconds(1), RenewedAt = wallClock };
}
