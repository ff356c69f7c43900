using KubePki.Files;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Judge.Connections;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Observe;

namespace KubePki.Cli.Results;

/// <summary>A snapshot of a node, with all judgements of it.</summary>
/// <param name="Within">Items that expire within this time count as expiring.</param>
internal sealed record NodeSnapshot(Verification Verification, TrustGraph Graph, TimeSpan Within)
{
    /// <summary>The verdict on each item.</summary>
    public IReadOnlyList<Verdict> Verdicts => Verification.Verdicts;

    /// <summary>The observed state of the node.</summary>
    public NodeState State => Graph.State;

    /// <summary>
    /// The number of transactions that are neither finished nor rolled back; null if this was not checked or the journals may not be read.
    /// </summary>
    public int? Unfinished { get; init; }

    /// <summary>
    /// Reads a node and judges it. With <paramref name="configuration"/>, files are looked up at the paths that it names.
    /// </summary>
    /// <exception cref="IOException">A system error occurred while the node was read.</exception>
    public static NodeSnapshot At(NodeRoot root, TimeProvider clock, KubeadmConfiguration? configuration, TimeSpan within)
    {
        var state = NodeObserver.Observe(root, clock.GetUtcNow(), configuration);
        var around = SurroundingsReader.Read(root, state);
        var verification = Verification.Of(state, around, within);
        return new NodeSnapshot(verification, verification.Graph, within);
    }
}
