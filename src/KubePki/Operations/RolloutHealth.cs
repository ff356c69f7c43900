using KubePki.Fleet;
using KubePki.Language;

namespace KubePki.Operations;

/// <summary>Watches the nodes of a rollout: what was well when it began must stay well.</summary>
/// <param name="questions">How nodes are asked.</param>
/// <param name="nodes">All nodes of the rollout.</param>
/// <param name="etcd">Those whose etcd member was healthy when it began.</param>
internal sealed class RolloutHealth(NodeQuestions questions, IReadOnlyList<INodeConnection> nodes, IReadOnlyList<INodeConnection> etcd)
{
    private IReadOnlyList<INodeConnection> _well = [];

    /// <summary>Remembers which nodes are well. What is on the disk of a node whose components do not run does not suffer.</summary>
    public async Task BeginAsync()
    {
        var errors = await ErrorsAsync(nodes.Where(n => n.Node.IsLive)).ConfigureAwait(false);
        _well = [.. errors.Where(e => e.Error is null).Select(e => e.Connection)];
    }

    /// <summary>The first etcd member that is not well, or the first node that was well and is not any more; null when there is none.</summary>
    public async Task<Problem?> FirstUnwellAsync()
    {
        if (await MemberAsync().ConfigureAwait(false) is { } member)
        {
            return member;
        }

        var errors = await ErrorsAsync(_well).ConfigureAwait(false);
        return errors.Where(e => e.Error is not null).Select(e => FleetMessages.WorseNow.At(e.Connection.Node.Name, e.Error!)).FirstOrDefault();
    }

    /// <summary>What is wrong with etcd's members; asked for itself, because a node with findings of another kind is not among the well.</summary>
    private async Task<Problem?> MemberAsync()
    {
        var reports = await Task.WhenAll(etcd.Select(questions.FactsAsync)).ConfigureAwait(false);
        return Array.Find(reports, r => !r.Succeeded)?.Problem
            ?? (FleetMembers.Concerns([.. reports.Select(r => r.Value!)]) is [var first, ..] ? first : null);
    }

    private async Task<IReadOnlyList<(INodeConnection Connection, string? Error)>> ErrorsAsync(IEnumerable<INodeConnection> asked)
        => await Task.WhenAll(asked.Select(async c => (c, await questions.FirstErrorAsync(c).ConfigureAwait(false)))).ConfigureAwait(false);
}
