using KubePki.Judge;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>
/// Differences between nodes, as findings with their consequences. Pure. A row contains the kind of difference, its severity, and the
/// resulting failure. A difference that is not in the table (which kubepki is installed) is harmless and is only shown.
/// </summary>
internal static class FleetFindings
{
    /// <summary>The check ID of these findings.</summary>
    public const string Check = "same-on-all-nodes";

    private static readonly Dictionary<string, (Severity Severity, Message Message)> Rows = new(StringComparer.Ordinal)
    {
        ["ca"] = (Severity.Error, FleetMessages.ClusterCaDiffers),
        ["front-proxy-ca"] = (Severity.Error, FleetMessages.ProxyCaDiffers),
        ["etcd-ca"] = (Severity.Error, FleetMessages.EtcdCaDiffers),
        ["sa"] = (Severity.Error, FleetMessages.ServiceAccountDiffers),
        ["etcdMembers"] = (Severity.Error, FleetMessages.MembersDiffer),
        ["kubernetesVersion"] = (Severity.Warning, FleetMessages.VersionsDiffer),
        ["clock"] = (Severity.Warning, FleetMessages.ClocksDiffer),
        ["expiry"] = (Severity.Warning, FleetMessages.EndsDiffer),
    };

    /// <summary>The findings, the most severe first.</summary>
    public static IReadOnlyList<Finding> Of(IReadOnlyList<NodeDifference> differences) => [.. differences
        .Where(d => Rows.ContainsKey(d.What))
        .Select(d => new Finding(
            Rows[d.What].Severity, Rows[d.What].Message.At("", FleetPlan.Told(d), string.Join(' ', d.Items))) { Check = Check })
        .OrderByDescending(f => f.Severity)];
}
