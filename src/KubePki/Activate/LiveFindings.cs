using System.Globalization;
using KubePki.Activate.Runtime;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Activate;

/// <summary>
/// Findings that need the running components: a port that serves another certificate than the file, a process that is older than the files
/// it read, a log with errors about certificates. Works on the machine on which this process runs; changes nothing.
/// </summary>
internal static class LiveFindings
{
    private const int LogLines = 200;

    /// <summary>The prefix of every error of Go's crypto/x509.</summary>
    private const string Complaint = "x509: ";

    /// <summary>The age up to which log lines count: the cause of an older error may have been fixed.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);

    /// <summary>
    /// All findings; every probe has its time limit. Log errors from before <paramref name="lastActivation"/>, when the components were
    /// last observed to use the files on disk, count as fixed.
    /// </summary>
    public static async Task<IReadOnlyList<Finding>> OfAsync(
        NodeRoot root, TimeProvider clock, NodeState state, DateTimeOffset? lastActivation, CancellationToken cancellation)
    {
        var components = Activation.ComponentsOf(state);

        // A kubelet that rotates its own certificate has a newer certificate than the one it started with, so the age of its process proves
        // nothing.
        var decisions = await new Activation(root, clock, ActivationLimits.Default, _ => { })
            .PlanAsync(state, components, item => !item.Entry.Dated && item.PointsAt is null, cancellation).ConfigureAwait(false);
        var findings = decisions
            .Where(d => d.Need != ActivationNeed.Nothing)
            .SelectMany(d => d.Reasons.OfType<Problem>()
            .Select(r => new Finding(Severity.Error, r.Where.Length > 0 ? r : r with { Where = d.Component })))
            .ToList();
        var runtime = await RuntimeDiscovery.ConnectAsync(root, RuntimeDiscovery.Candidates(root, state.Layout), cancellation)
            .ConfigureAwait(false);
        if (!runtime.Succeeded)
        {
            findings.Add(new Finding(Severity.Warning, runtime.Problem));
            return findings;
        }

        using var connected = runtime.Value;
        using var restart = new RestartByRuntime(connected);
        foreach (var component in components.Where(c => c != Components.Kubelet))
        {
            var complaints = Complaints(
                await restart.LogAsync(component, LogLines, cancellation).ConfigureAwait(false), clock.GetUtcNow(), lastActivation);
            if (complaints.Count > 0)
            {
                findings.Add(new Finding(Severity.Error, ActivateMessages.Complains.At(
                    component,
                    complaints.Count.ToString(CultureInfo.InvariantCulture),
                    complaints[^1].Text[complaints[^1].Text.IndexOf(Complaint, StringComparison.Ordinal)..])));
            }
        }

        return findings;
    }

    /// <summary>The lines with errors about certificates, without those that count as fixed.</summary>
    internal static IReadOnlyList<LogLine> Complaints(IEnumerable<LogLine> lines, DateTimeOffset now, DateTimeOffset? lastActivation)
    {
        var since = lastActivation > now - Lately ? lastActivation.Value : now - Lately;
        return [.. lines.Where(l => l.Text.Contains(Complaint, StringComparison.Ordinal) && (l.At is null || l.At > since))];
    }
}
