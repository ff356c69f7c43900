using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>A step of a roll, for human-readable and machine-readable output.</summary>
/// <param name="Node">The node.</param>
/// <param name="Phase"><c>recovered</c>, <c>staged</c>, <c>nothingToDo</c>, <c>committing</c>, <c>done</c>, <c>failed</c>,
/// <c>released</c>.</param>
internal sealed record RollEvent(string Node, string Phase);

/// <summary>How a roll ended for a node: the answer, or why there is none.</summary>
internal sealed record NodeOutcome(NodeTarget Node, NodeStage Stage, NodeAnswer? Answer, Problem? Problem)
{
    /// <summary>Why the journal does not contain this stage; null if it does. A resume then queries the node.</summary>
    public Problem? Unwritten { get; init; }
}

/// <summary>How a roll ended.</summary>
/// <param name="Nodes">Each node, in the order of the roll.</param>
/// <param name="Stop">Why the roll stopped early; null if it did not.</param>
internal sealed record RolloutOutcome(IReadOnlyList<NodeOutcome> Nodes, Problem? Stop)
{
    /// <summary>Whether every node is done.</summary>
    public bool IsComplete => Stop is null && Nodes.All(n => n.Stage == NodeStage.Done);
}

/// <summary>
/// Runs a command on several nodes. All nodes stage at the same time. Then the nodes commit and activate one at a time (or all at once with
/// <see cref="Together"/>), and the health of the other nodes is checked before and after. A failure stops the roll: the failed node has
/// rolled back or reports that the operator must act, the finished nodes keep their changes, and the remaining nodes are untouched.
/// </summary>
/// <param name="journal">Records each step before it is taken.</param>
/// <param name="tell">Receives each step, from one thread at a time.</param>
internal sealed class FleetRoll(FleetJournal journal, Action<RollEvent> tell)
{
    private readonly Lock _telling = new();

    /// <summary>How often unhealthy nodes are checked until they count as failed, and the interval between the checks.</summary>
    public (int Times, TimeSpan Apart) Patience { get; init; } = (6, TimeSpan.FromSeconds(5));

    /// <summary>
    /// Whether all nodes are changed at once: for a cluster that is down, whose nodes need each other to come up
    /// (<see cref="FleetPlan.IsDown"/>).
    /// </summary>
    public bool Together { get; init; }

    /// <summary>
    /// Rolls over the nodes in their order. <paramref name="inTwoSteps"/>: whether the command can wait between staging and commit.
    /// <paramref name="look"/> returns what is wrong with a node that was healthy before; null if all still are.
    /// </summary>
    public async Task<RolloutOutcome> RunAsync(
        IReadOnlyList<INodeConnection> nodes,
        Func<NodeTarget, NodeRequest> request,
        bool inTwoSteps,
        Func<Task<Problem?>> look,
        CancellationToken stop)
    {
        var ends = nodes.ToDictionary(n => n.Node.Name, n => new NodeOutcome(n.Node, NodeStage.ToDo, null, null), StringComparer.Ordinal);
        var waiting = nodes.ToList();
        if (inTwoSteps)
        {
            var staged = await StageAsync(nodes, request).ConfigureAwait(false);
            foreach (var end in staged)
            {
                ends[end.Node.Name] = end;
            }

            waiting.RemoveAll(n => ends[n.Node.Name] is { Answer.Exit: not INodeConnection.Staged } or { Problem: not null });
            if (staged.Any(e => e.Stage == NodeStage.Failed))
            {
                await GiveUpAsync(waiting).ConfigureAwait(false);
                return End(nodes, ends, staged.First(e => e.Stage == NodeStage.Failed).Problem);
            }
        }

        while (waiting.Count > 0)
        {
            var reason = stop.IsCancellationRequested
                ? FleetMessages.Interrupted.At("")
                : await FirstUnwellAsync(look).ConfigureAwait(false);
            if (reason is not null)
            {
                await (inTwoSteps ? GiveUpAsync(waiting) : Task.CompletedTask).ConfigureAwait(false);
                return End(nodes, ends, reason);
            }

            var next = waiting.Take(Together ? waiting.Count : 1).ToList();
            waiting.RemoveRange(0, next.Count);
            var ended = await Task.WhenAll(next.Select(node => GoAsync(node, request(node.Node), inTwoSteps))).ConfigureAwait(false);
            foreach (var end in ended)
            {
                ends[end.Node.Name] = end;
            }

            if (ended.FirstOrDefault(e => e.Stage != NodeStage.Done) is { } stopping)
            {
                await (inTwoSteps ? GiveUpAsync(waiting) : Task.CompletedTask).ConfigureAwait(false);
                return End(nodes, ends, stopping.Problem);
            }
        }

        return End(nodes, ends, await FirstUnwellAsync(look).ConfigureAwait(false));
    }

    private static RolloutOutcome End(IReadOnlyList<INodeConnection> nodes, Dictionary<string, NodeOutcome> ends, Problem? stop)
        => new([.. nodes.Select(n => ends[n.Node.Name])], stop);

    private async Task<IReadOnlyList<NodeOutcome>> StageAsync(IReadOnlyList<INodeConnection> nodes, Func<NodeTarget, NodeRequest> request)
        => await Task.WhenAll(nodes.Select(async node =>
        {
            var staged = await node.StageAsync(request(node.Node)).ConfigureAwait(false);
            if (staged.Value is { Exit: INodeConnection.Staged })
            {
                Tell(node.Node, "staged");
                return new NodeOutcome(node.Node, NodeStage.ToDo, staged.Value, null);
            }

            return Ended(node.Node, staged, whenDone: "nothingToDo");
        })).ConfigureAwait(false);

    private async Task<NodeOutcome> GoAsync(INodeConnection node, NodeRequest request, bool inTwoSteps)
    {
        // Without this line in the journal, a resume would not know that it must query this node.
        if (journal.Note(node.Node.Name, NodeStage.Committing) is { } unwritten)
        {
            await (inTwoSteps ? GiveUpAsync([node]) : Task.CompletedTask).ConfigureAwait(false);
            return new NodeOutcome(node.Node, NodeStage.ToDo, null, unwritten);
        }

        Tell(node.Node, "committing");
        var answer = inTwoSteps
            ? await node.ReleaseAsync(go: true).ConfigureAwait(false)
            : await node.AskAsync(request, work: NodeWork.Activate).ConfigureAwait(false);
        return Ended(node.Node, answer, whenDone: "done");
    }

    private NodeOutcome Ended(NodeTarget node, Outcome<NodeAnswer> outcome, string whenDone)
    {
        var end = outcome.Value switch
        {
            null => new NodeOutcome(node, NodeStage.Failed, null, outcome.Problem),
            { IsDone: true } => new NodeOutcome(node, NodeStage.Done, outcome.Value, null),
            _ => new NodeOutcome(node, NodeStage.Failed, outcome.Value, AnswerTexts.Refusal(node, outcome.Value)),
        };

        // A lost connection says nothing about the node: its recorded stage stays, and a resume queries the node.
        if (end.Answer is not null && journal.Note(node.Name, end.Stage) is { } unwritten)
        {
            end = end with { Unwritten = unwritten };
        }

        Tell(node, end.Stage == NodeStage.Done ? whenDone : "failed");
        return end;
    }

    private async Task GiveUpAsync(IEnumerable<INodeConnection> waiting) => await Task.WhenAll(waiting.Select(async node =>
    {
        await node.ReleaseAsync(go: false).ConfigureAwait(false);
        Tell(node.Node, "released");
    })).ConfigureAwait(false);

    /// <summary>What is wrong with a node that was healthy, after all retries; null if all nodes are as healthy as before.</summary>
    private async Task<Problem?> FirstUnwellAsync(Func<Task<Problem?>> look)
    {
        for (var times = 1; ; times++)
        {
            var unwell = await look().ConfigureAwait(false);
            if (unwell is null || times >= Patience.Times)
            {
                return unwell;
            }

            await Task.Delay(Patience.Apart, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private void Tell(NodeTarget node, string phase)
    {
        lock (_telling)
        {
            tell(new RollEvent(node.Name, phase));
        }
    }
}
