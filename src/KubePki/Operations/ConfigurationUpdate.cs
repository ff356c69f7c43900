using KubePki.Activate.Probe;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Operations;

/// <summary>Whether the cluster's kubeadm-config is updated when names and networks are changed deliberately.</summary>
public enum ConfigurationUpdating
{
    /// <summary>Update if the node is this machine.</summary>
    Auto,

    /// <summary>Always update.</summary>
    Always,

    /// <summary>Never update.</summary>
    Never,
}

/// <summary>
/// A pending update of the cluster's kubeadm-config, which is written after a renewal or creation is done. Without it, the next 'kubeadm
/// init phase certs' would not include the new names.
/// </summary>
/// <param name="Wanted">The settings that have to change.</param>
/// <param name="Cluster">The configuration as it was read; null if it was not read.</param>
/// <param name="Edited">The configuration after the update; null if there is an obstacle.</param>
/// <param name="Obstacle">Why the configuration stays unchanged; null if it changes.</param>
internal sealed record ConfigurationUpdate(
    IReadOnlyList<SettingChange> Wanted, ClusterConfiguration? Cluster, EditedConfiguration? Edited, Problem? Obstacle)
{
    /// <summary>How long the API server may take to answer.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Reads the cluster's configuration if some setting in it must change. Returns null if nothing must change.</summary>
    internal static ConfigurationUpdate? Prepare(
        ManagedNode node, NodeState state, ConfigurationUpdating updating, IReadOnlyList<SettingChange> changes)
    {
        if (updating == ConfigurationUpdating.Never || changes.Count == 0)
        {
            return null;
        }

        if (updating == ConfigurationUpdating.Auto && !node.IsThisMachine)
        {
            return new ConfigurationUpdate(changes, null, null, OperationMessages.NotThisCluster.At(""));
        }

        var read = ClusterConfiguration.ReadAsync(node.Root, state, node.Clock, Limit, CancellationToken.None).GetAwaiter().GetResult();
        var edited = read.Then(cluster => cluster.With(changes));
        return edited is { Succeeded: true, Value.Changes.Count: 0 }
            ? null
            : new ConfigurationUpdate(changes, read.Value, edited.Value, edited.Problem);
    }

    /// <summary>
    /// Writes the configuration. A failure is reported and does not undo the changes of the node: the certificates are right either way.
    /// </summary>
    internal void Write(OperationCallbacks callbacks)
    {
        if (Obstacle is null)
        {
            var problem = Cluster!.WriteAsync(Edited!.Text, Limit, CancellationToken.None).GetAwaiter().GetResult();
            callbacks.OnEvent(new ConfigurationWritten(Cluster.Where, problem));
        }
    }
}
