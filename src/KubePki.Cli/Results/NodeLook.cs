using KubePki.Files;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Judge.Connections;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Observe;

namespace KubePki.Cli.Results;

/// <summary>A node as it was seen at one moment, with everything that is judged of it.</summary>
/// <param name="Within">What ends sooner counts as expiring.</param>
internal sealed record NodeLook(Verification Verification, TrustGraph Graph, TimeSpan Within)
{
    /// <summary>The verdict on each item.</summary>
    public IReadOnlyList<Verdict> Verdicts => Verification.Verdicts;

    /// <summary>What was read.</summary>
    public NodeState State => Graph.State;

    /// <summary>Transactions that are neither done nor put back; null where that was not looked at or the journals may not be read.</summary>
    public int? Unfinished { get; init; }

    /// <summary>Reads a node and judges it. With <paramref name="configuration"/> files are looked for where it says.</summary>
    /// <exception cref="IOException">The system failed while it was read.</exception>
    public static NodeLook At(NodeRoot root, TimeProvider clock, KubeadmConfiguration? configuration, TimeSpan within)
    {
        var state = NodeObserver.Observe(root, clock.GetUtcNow(), configuration);
        var around = SurroundingsReader.Read(root, state);
        var verification = Verification.Of(state, around, within);
        return new NodeLook(verification, verification.Graph, within);
    }
}
