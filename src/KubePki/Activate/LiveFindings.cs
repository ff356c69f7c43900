using System.Globalization;
using KubePki.Activate.Runtime;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Judge;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Activate;

/// <summary>
/// What only the running components can tell: which port serves another certificate than the file, which process is older
/// than what it read, and whose log complains about certificates. For the machine this process runs on; changes nothing.
/// </summary>
internal static class LiveFindings
{
    private const int LogLines = 200;

    /// <summary>Go's crypto/x509 begins every complaint with this word.</summary>
    private const string Complaint = "x509: ";

    /// <summary>A log is asked about what was written lately: an old complaint may have been mended.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Everything there is to say; every look has its limit. What a log complained of before <paramref name="lastActivation"/>, when
    /// the components were last seen to use what is on disk, is mended.
    /// </summary>
    public static async Task<IReadOnlyList<Finding>> OfAsync(NodeRoot root, TimeProvider clock, NodeState state, DateTimeOffset? lastActivation, CancellationToken cancellation)
    {
        var components = Activation.ComponentsOf(state);

        // A kubelet that rotates its own certificate holds a newer one than it started with.
        var decisions = await new Activation(root, clock, ActivationLimits.Default, _ => { })
            .PlanAsync(state, components, item => !item.Entry.Dated && item.PointsAt is null, cancellation).ConfigureAwait(false);
        var findings = decisions
            .Where(d => d.Need != ActivationNeed.Nothing)
            .SelectMany(d => d.Reasons.OfType<Problem>().Select(r => new Finding(Severity.Error, r.Where.Length > 0 ? r : r with { Where = d.Component })))
            .ToList();
        var runtime = await RuntimeDiscovery.ConnectAsync(root, RuntimeDiscovery.Candidates(root, state.Layout), cancellation).ConfigureAwait(false);
        if (!runtime.Succeeded)
        {
            findings.Add(new Finding(Severity.Warning, runtime.Problem));
            return findings;
        }

        using var connected = runtime.Value;
        using var restart = new RestartByRuntime(connected);
        foreach (var component in components.Where(c => c != Components.Kubelet))
        {
            var complaints = Complaints(await restart.LogAsync(component, LogLines, cancellation).ConfigureAwait(false), clock.GetUtcNow(), lastActivation);
            if (complaints.Count > 0)
            {
                findings.Add(new Finding(Severity.Error, ActivateMessages.Complains.At(
                    component, complaints.Count.ToString(CultureInfo.InvariantCulture), complaints[^1].Text[complaints[^1].Text.IndexOf(Complaint, StringComparison.Ordinal)..])));
            }
        }

        return findings;
    }

    /// <summary>The lines that complain of certificates, and not of what is over.</summary>
    internal static IReadOnlyList<LogLine> Complaints(IEnumerable<LogLine> lines, DateTimeOffset now, DateTimeOffset? lastActivation)
    {
        var since = lastActivation > now - Lately ? lastActivation.Value : now - Lately;
        return [.. lines.Where(l => l.Text.Contains(Complaint, StringComparison.Ordinal) && (l.At is null || l.At > since))];
    }
}
