using KubePki.Catalogue;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Activate;

/// <summary>The step that makes a component use the files on disk, in ascending order of impact.</summary>
public enum ActivationNeed
{
    /// <summary>The component already uses them.</summary>
    Nothing,

    /// <summary>The component will reload them itself.</summary>
    WaitForReload,

    /// <summary>The component must be restarted.</summary>
    Restart,

    /// <summary>The component does not run, or does not answer yet; the kubelet starts it.</summary>
    Start,
}

/// <summary>The step for a component, and why.</summary>
public sealed record ActivationDecision(string Component, ActivationNeed Need, IReadOnlyList<Statement> Reasons);

/// <summary>
/// Decides from an observation: the certificate that a port serves, the time at which the process started, and the catalogue's entry on how
/// a component of this version reloads files. Pure.
/// </summary>
internal static class ActivationJudge
{
    /// <summary>The step for a component; only the items for which <paramref name="concerns"/> is true count.</summary>
    public static ActivationDecision Decide(NodeState state, ComponentObservation sight, Func<PkiEntry, bool> concerns)
    {
        if (sight.StartedAt is not { } startedAt)
        {
            return new ActivationDecision(sight.Component, ActivationNeed.Start, [ActivateMessages.NotRunning.At(sight.Component)]);
        }

        var minor = state.MinorVersion(sight.Component);
        var needs = new List<(ActivationNeed Need, Statement Reason)>();
        foreach (var item in state.Items.Where(i => concerns(i) && i.Files.Count > 0))
        {
            foreach (var use in item.Entry.Uses.Where(u => u.Component == sight.Component))
            {
                needs.Add(OfUse(item, use.NeedsRestart(minor), startedAt, [.. sight.Ports.Where(p => p.Item.Name == item.Name)]));
            }
        }

        var need = needs.Select(n => n.Need).DefaultIfEmpty(ActivationNeed.Nothing).Max();
        return new ActivationDecision(
            sight.Component, need, [.. needs.Where(n => n.Need == need && need != ActivationNeed.Nothing).Select(n => n.Reason)]);
    }

    private static (ActivationNeed Need,
        Statement Reason) OfUse(PkiEntry item, bool needsRestart, DateTimeOffset startedAt, IReadOnlyList<PortObservation> ports)
    {
        // A certificate observed in a handshake takes precedence over dates.
        if (ports.Count > 0)
        {
            if (ports.FirstOrDefault(p => p.Served is null) is { Problem: { } silent })
            {
                return (ActivationNeed.Start, silent);
            }

            var other = ports.FirstOrDefault(p => !p.ServesFile);
            return other is null ? (ActivationNeed.Nothing, ActivateMessages.Serves.ToStatement("", item.Name))
                : (needsRestart ? ActivationNeed.Restart : ActivationNeed.WaitForReload,
                    ActivateMessages.ServesOther.At(other.Address.ToString(), item.Name));
        }

        // Client certificates do not show in a handshake, so the version decides: components that reload files do so at the next
        // connection.
        var changedSince = item.Files.Any(f => f.Facts.ChangedAt > startedAt);
        return (changedSince && needsRestart ? ActivationNeed.Restart : ActivationNeed.Nothing,
            ActivateMessages.ChangedSinceStart.At("", item.Name));
    }
}
