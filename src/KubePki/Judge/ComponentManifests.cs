using KubePki.Catalogue;
using KubePki.Judge.Checks;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Judge;

/// <summary>
/// The static pods for which a control-plane node has certificates or a kubeconfig but no manifest: the kubelet does not run them. Nothing
/// counts as missing before the first pod runs, on a node of another kind, and for an etcd that runs elsewhere or as a service.
/// </summary>
internal static class ComponentManifests
{
    /// <summary>
    /// Each component, the item that a node has only if it runs the component, and kubeadm's phase that writes the manifest.
    /// </summary>
    private static readonly (string Component, string Item, string Phase)[] Rows =
    [
        (Components.ApiServer, "apiserver", "control-plane apiserver"),
        (Components.ControllerManager, "controller-manager.conf", "control-plane controller-manager"),
        (Components.Scheduler, "scheduler.conf", "control-plane scheduler"),
        (Components.Etcd, "etcd-server", "etcd local"),
    ];

    /// <summary>The manifests that are missing.</summary>
    internal static IEnumerable<Problem> Missing(NodeState state) => Rows.Select(row => Missing(state, row.Component)).OfType<Problem>();

    /// <summary>Reports that a component's manifest is missing; null if it exists, or if none is expected.</summary>
    internal static Problem? Missing(NodeState state, string component)
        => Rows.FirstOrDefault(row => row.Component == component) is { Component: not null } row && Runs(state, component)
            && state.Find(row.Item) is { IsMissing: false } item
                ? CheckMessages.ComponentManifest.At(state.Layout.ManifestOf(component), component, item.Path, row.Phase) : null;

    /// <summary>True if a component should run here as a static pod, and does not. An unreadable file may be its manifest.</summary>
    private static bool Runs(NodeState state, string component)
        => state.Layout.Pod(component) is null && IsSetUp(state) && Unread(state) is null
            && (component != Components.Etcd || (state.Layout.Etcd is null && !state.HasExternalEtcd));

    /// <summary>True if the node is set up: a static pod runs, or its kubelet has joined.</summary>
    private static bool IsSetUp(NodeState state) => state.Layout.Pods.Any() || state.Find("kubelet-client") is { Certificate: not null };

    /// <summary>Why it is not known which manifests exist; null if all could be read.</summary>
    internal static Problem? Unread(NodeState state)
    {
        var directory = state.Layout.ManifestDirectory;
        return state.Problems.FirstOrDefault(p => p.Where == directory || p.Where.StartsWith($"{directory}/", StringComparison.Ordinal));
    }
}
