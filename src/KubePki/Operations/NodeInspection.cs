using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Observe;

namespace KubePki.Operations;

/// <summary>A node as it was read, with all judgements of it.</summary>
/// <param name="State">The node as it was read.</param>
/// <param name="Verdicts">The status of each certificate, key and kubeconfig, in the catalogue's order.</param>
/// <param name="Findings">What needs the operator's attention: findings of the node itself before those in home directories, errors
/// first.</param>
public sealed record InspectedNode(NodeState State, IReadOnlyList<Verdict> Verdicts, IReadOnlyList<Finding> Findings);

/// <summary>Inspects a node and changes nothing: observe → judge.</summary>
public static class NodeInspection
{
    /// <summary>Reads a node and judges it. Works without root: unreadable files are unknown.</summary>
    /// <param name="node">The node.</param>
    /// <param name="within">Certificates that expire within this time count as expiring. Default: 30 days.</param>
    /// <exception cref="IOException">A system error occurred while the node was read.</exception>
    public static InspectedNode Run(ManagedNode node, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(node);
        var state = node.Observe();
        var verification = Verification.Of(state, SurroundingsReader.Read(node.Root, state), within ?? EntryJudge.DefaultWithin);
        return new InspectedNode(state, verification.Verdicts, verification.Findings);
    }
}
