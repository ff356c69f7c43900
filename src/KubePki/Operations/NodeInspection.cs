using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Observe;

namespace KubePki.Operations;

/// <summary>A node as it was read, and everything that is judged of it.</summary>
/// <param name="State">The node as it was read.</param>
/// <param name="Verdicts">Where each certificate, key and kubeconfig stands, in the catalogue's order.</param>
/// <param name="Findings">What an operator has to look at: the node's own before what is in home directories, errors first.</param>
public sealed record InspectedNode(NodeState State, IReadOnlyList<Verdict> Verdicts, IReadOnlyList<Finding> Findings);

/// <summary>Looks at a node and changes nothing: observe → judge.</summary>
public static class NodeInspection
{
    /// <summary>Reads a node and judges it. Works without root: what may not be read is unknown.</summary>
    /// <param name="node">The node.</param>
    /// <param name="within">What ends sooner counts as expiring; 30 days unless it is given.</param>
    /// <exception cref="IOException">The system failed while the node was read.</exception>
    public static InspectedNode Run(ManagedNode node, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(node);
        var state = node.Observe();
        var verification = Verification.Of(state, SurroundingsReader.Read(node.Root, state), within ?? ItemJudge.DefaultWithin);
        return new InspectedNode(state, verification.Verdicts, verification.Findings);
    }
}
