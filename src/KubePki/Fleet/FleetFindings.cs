using KubePki.Judge;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>
/// What differs between nodes, as findings with their consequence. Pure. A row is what differs, how grave that is and what breaks; what is not in the
/// table (which kubepki is installed) breaks nothing and is only shown.
/// </summary>
internal static class FleetFindings
{
    /// <summary>The check that these findings go by.</summary>
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

    /// <summary>The findings, the gravest first.</summary>
    public static IReadOnlyList<Finding> Of(IReadOnlyList<NodeDifference> differences) => [.. differences
        .Where(d => Rows.ContainsKey(d.What))
        .Select(d => new Finding(Rows[d.What].Severity, Rows[d.What].Message.At("", FleetPlan.Told(d), string.Join(' ', d.Items))) { Check = Check })
        .OrderByDescending(f => f.Severity)];
}
