using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>A step of a roll, for people and for machines.</summary>
/// <param name="Node">The node.</param>
/// <param name="Phase"><c>staged</c>, <c>nothingToDo</c>, <c>committing</c>, <c>done</c>, <c>failed</c>, <c>released</c>.</param>
internal sealed record RollEvent(string Node, string Phase);

/// <summary>How a roll ended for a node: an answer, or why there is none.</summary>
internal sealed record NodeEnd(NodeTarget Node, NodeStage Stage, NodeAnswer? Answer, Problem? Problem);

/// <summary>How a roll ended.</summary>
/// <param name="Nodes">Each node, in the order of the roll.</param>
/// <param name="Stop">Why it stopped before its end; null when it did not.</param>
internal sealed record RollEnd(IReadOnlyList<NodeEnd> Nodes, Problem? Stop)
{
    /// <summary>Whether every node is done.</summary>
    public bool IsComplete => Stop is null && Nodes.All(n => n.Stage == NodeStage.Done);
}

/// <summary>
/// Carries a command over several nodes: everything is made ready on all of them at once, then each puts its files in place
/// and activates them, one at a time (or <see cref="Together"/>), the others looked at before and after. What fails stops the
/// roll: that node has put everything back, the finished ones stay, the rest is untouched.
/// </summary>
/// <param name="journal">Where each step is written down before it is taken.</param>
/// <param name="tell">Told each step, from one thread at a time.</param>
internal sealed class FleetRoll(FleetJournal journal, Action<RollEvent> tell)
{
    private readonly Lock _telling = new();

    /// <summary>How long nodes that look worse are given to recover, and how often they are looked at.</summary>
    public (int Times, TimeSpan Apart) Patience { get; init; } = (6, TimeSpan.FromSeconds(5));

    /// <summary>Whether all go at once: for a cluster that is down, whose nodes need each other to come up (<see cref="FleetPlan.IsDown"/>).</summary>
    public bool Together { get; init; }

    /// <summary>
    /// Rolls over the nodes in their order. <paramref name="inTwoSteps"/>: whether the command can wait between staging and
    /// commit. <paramref name="look"/> says what is wrong with a node that was well before; null when all still are.
    /// </summary>
    public async Task<RollEnd> RunAsync(
        IReadOnlyList<INodeConnection> nodes,
        Func<NodeTarget, NodeRequest> request,
        bool inTwoSteps,
        Func<Task<Problem?>> look,
        CancellationToken stop)
    {
        var ends = nodes.ToDictionary(n => n.Node.Name, n => new NodeEnd(n.Node, NodeStage.ToDo, null, null), StringComparer.Ordinal);
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
            var reason = stop.IsCancellationRequested ? FleetMessages.Interrupted.At("") : await FirstUnwellAsync(look).ConfigureAwait(false);
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

    private static RollEnd End(IReadOnlyList<INodeConnection> nodes, Dictionary<string, NodeEnd> ends, Problem? stop)
        => new([.. nodes.Select(n => ends[n.Node.Name])], stop);

    private async Task<IReadOnlyList<NodeEnd>> StageAsync(IReadOnlyList<INodeConnection> nodes, Func<NodeTarget, NodeRequest> request)
        => await Task.WhenAll(nodes.Select(async node =>
        {
            var staged = await node.StageAsync(request(node.Node)).ConfigureAwait(false);
            if (staged.Value is { Exit: INodeConnection.Staged })
            {
                Tell(node.Node, "staged");
                return new NodeEnd(node.Node, NodeStage.ToDo, staged.Value, null);
            }

            return Ended(node.Node, staged, whenDone: "nothingToDo");
        })).ConfigureAwait(false);

    private async Task<NodeEnd> GoAsync(INodeConnection node, NodeRequest request, bool inTwoSteps)
    {
        // Without the line in the journal a resume would not know that this node has to be asked.
        if (journal.Note(node.Node.Name, NodeStage.Committing) is { } unwritten)
        {
            await (inTwoSteps ? GiveUpAsync([node]) : Task.CompletedTask).ConfigureAwait(false);
            return new NodeEnd(node.Node, NodeStage.ToDo, null, unwritten);
        }

        Tell(node.Node, "committing");
        var answer = inTwoSteps
            ? await node.ReleaseAsync(go: true).ConfigureAwait(false)
            : await node.AskAsync(request, work: NodeWork.Activate).ConfigureAwait(false);
        return Ended(node.Node, answer, whenDone: "done");
    }

    private NodeEnd Ended(NodeTarget node, Outcome<NodeAnswer> outcome, string whenDone)
    {
        var end = outcome.Value switch
        {
            null => new NodeEnd(node, NodeStage.Failed, null, outcome.Problem),
            { IsDone: true } => new NodeEnd(node, NodeStage.Done, outcome.Value, null),
            _ => new NodeEnd(node, NodeStage.Failed, outcome.Value, FleetMessages.NodeSays.At(node.Name, Said(outcome.Value))),
        };

        // A connection that was cut off says nothing about the node: it stays as it was written down, to be asked.
        if (end.Answer is not null)
        {
            journal.Note(node.Name, end.Stage);
        }

        Tell(node, end.Stage == NodeStage.Done ? whenDone : "failed");
        return end;
    }

    private async Task GiveUpAsync(IEnumerable<INodeConnection> waiting) => await Task.WhenAll(waiting.Select(async node =>
    {
        await node.ReleaseAsync(go: false).ConfigureAwait(false);
        Tell(node.Node, "released");
    })).ConfigureAwait(false);

    /// <summary>What is wrong with a node that was well, after patience has ended; null when all are as well as before.</summary>
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

    /// <summary>The node's own words: the first problem of its document, else its last note that is no hint.</summary>
    private static string Said(NodeAnswer answer)
        => answer.Document().Objects("problems").Select(p => p.Text("message")).FirstOrDefault(m => m is not null)
            ?? answer.Notes.LastOrDefault(n => n.Length > 0 && n[0] != ' ') ?? $"exit code {answer.Exit.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    private void Tell(NodeTarget node, string phase)
    {
        lock (_telling)
        {
            tell(new RollEvent(node.Name, phase));
        }
    }
}
