using KubePki.Activate.Probe;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Operations;

/// <summary>Whether the cluster's kubeadm-config is brought in line with names and networks that are changed on purpose.</summary>
public enum ConfigurationUpdating
{
    /// <summary>Where the node is this machine.</summary>
    Auto,

    /// <summary>Wherever the node is.</summary>
    Always,

    /// <summary>Not at all.</summary>
    Never,
}

/// <summary>
/// A change of the cluster's kubeadm-config that waits for a renewal to be done: otherwise the next 'kubeadm init phase certs' would know
/// nothing of the new names.
/// </summary>
/// <param name="Wanted">The settings that have to change.</param>
/// <param name="Cluster">The configuration as it was read; null where it was not.</param>
/// <param name="Edited">The configuration as it will be; null where there is an obstacle.</param>
/// <param name="Obstacle">Why it stays as it is; null where it changes.</param>
internal sealed record ConfigurationUpdate(
    IReadOnlyList<SettingChange> Wanted, ClusterConfiguration? Cluster, EditedConfiguration? Edited, Problem? Obstacle)
{
    /// <summary>How long the API server may take to answer.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Reads the cluster's configuration where something has to change in it; null when there is nothing to bring in line.</summary>
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

    /// <summary>Writes it. A failure is told and does not undo the renewal: the certificate is right either way.</summary>
    internal void Write(OperationCallbacks callbacks)
    {
        if (Obstacle is null)
        {
            var problem = Cluster!.WriteAsync(Edited!.Text, Limit, CancellationToken.None).GetAwaiter().GetResult();
            callbacks.Tell(new ConfigurationWritten(Cluster.Where, problem));
        }
    }
}
