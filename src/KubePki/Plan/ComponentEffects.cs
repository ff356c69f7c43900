using KubePki.Catalogue;
using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>Which components must be restarted after files were written, and which reload the files themselves.</summary>
internal static class ComponentEffects
{
    /// <summary>The components of a node that use the items, in restart order.</summary>
    public static IReadOnlyList<ComponentEffect> Of(NodeState state, IReadOnlyList<PkiEntry> items)
        => [.. items
            .SelectMany(item => item.Entry.Uses.Select(use => (item.Name, Use: use)))
            .Where(x => x.Use.Component != Components.Kubectl)
            .GroupBy(x => x.Use.Component)
            .Select(group => new ComponentEffect(
                group.Key,
                group.Any(x => x.Use.NeedsRestart(state.MinorVersion(group.Key))),
                [.. group.Select(x => x.Name).Distinct()]))
            .OrderBy(effect => Components.RestartOrder.IndexOf(effect.Component))];
}
