using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>A shared item that is copied from one node to another.</summary>
/// <param name="Name">The CA's name, or <c>sa</c>.</param>
/// <param name="From">The node that sends the item.</param>
/// <param name="To">The node that receives the item.</param>
/// <param name="WithKey">Whether the private key is copied too.</param>
/// <param name="Replaces">Whether it replaces a different item, which nothing on that node depends on.</param>
internal sealed record Share(string Name, NodeTarget From, NodeTarget To, bool WithKey, bool Replaces);

/// <summary>
/// Plans which items are copied so that CAs and the service account key pair are the same on all nodes. Pure. Missing items are copied. A
/// CA that differs is only replaced if it signed nothing on that node, and otherwise refused: certificates that it signed would not be
/// trusted any more. The service account key pair is never replaced: tokens in use would be refused.
/// </summary>
internal sealed record SharePlan(IReadOnlyList<Share> Shares, IReadOnlyList<Problem> Refusals)
{
    private const string ServiceAccount = "sa";

    /// <summary>Nothing to copy.</summary>
    public static readonly SharePlan None = new([], []);

    /// <summary>The plan for these nodes.</summary>
    public static SharePlan Of(IReadOnlyList<NodeReport> reports)
    {
        var parts = reports.SelectMany(r => r.Facts.Shared.Keys).Distinct(StringComparer.Ordinal).Select(name => Of(name, reports))
            .ToList();
        return new SharePlan([.. parts.SelectMany(p => p.Shares)], [.. parts.SelectMany(p => p.Refusals)]);
    }

    /// <summary>The items that a node receives.</summary>
    public IReadOnlyList<Share> For(NodeTarget node) => [.. Shares.Where(s => s.To == node)];

    private static SharePlan Of(string name, IReadOnlyList<NodeReport> reports)
    {
        var values = reports.Where(r => r.Facts.Shared.ContainsKey(name)).GroupBy(r => r.Facts.Shared[name], StringComparer.Ordinal)
            .ToList();

        // If several values exist, the cluster's CA is the one that signed items in use. If two CAs did, kubepki cannot decide.
        var right = values.Count == 1
            ? values[0]
            : values.Where(v => v.Any(r => Signed(r, name).Count > 0)).ToList() is [var only] ? only : null;
        if (right is null)
        {
            var differing = reports.Where(r => r.Facts.Shared.ContainsKey(name))
                .SelectMany(r => Signed(r, name).Count == 0 ? [] : new[] { $"{r.Node.Name}: {string.Join(' ', Signed(r, name))}" });
            return new SharePlan([], [name == ServiceAccount
                ? FleetMessages.OtherServiceAccount.At("", Told(values))
                : FleetMessages.OtherAuthority.At("", name, Told(values), string.Join("; ", differing))]);
        }

        var giver = right.FirstOrDefault(r => r.Facts.Keys.Contains(name)) ?? right.First();
        var hasKey = giver.Facts.Keys.Contains(name);
        return new SharePlan(
            [
                .. reports.Where(r => r != giver
                    && (r.Facts.Shared.GetValueOrDefault(name) != right.Key || (hasKey && !r.Facts.Keys.Contains(name))))
                    .Select(r => new Share(
                        name, giver.Node, r.Node, hasKey, r.Facts.Shared.TryGetValue(name, out var other) && other != right.Key)),
            ],
            []);
    }

    private static IReadOnlyList<string> Signed(NodeReport report, string name) => report.Facts.SignedItems.GetValueOrDefault(name) ?? [];

    private static string Told(IEnumerable<IGrouping<string, NodeReport>> values)
        => FleetPlan.Told(new NodeDifference(
            "", [.. values.Select(v => (FleetPlan.Short(v.Key), (IReadOnlyList<string>)[.. v.Select(r => r.Node.Name)]))]));
}
