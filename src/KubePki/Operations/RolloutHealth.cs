using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Operations;

/// <summary>Watches the nodes of a rollout: all nodes and etcd members that were healthy at the start must stay healthy.</summary>
/// <param name="questions">How to query nodes.</param>
/// <param name="nodes">All nodes of the rollout.</param>
/// <param name="etcd">The nodes whose etcd member was healthy at the start.</param>
internal sealed class RolloutHealth(NodeQueries questions, IReadOnlyList<INodeConnection> nodes, IReadOnlyList<INodeConnection> etcd)
{
    private IReadOnlyList<INodeConnection> _well = [];

    /// <summary>
    /// Records which nodes are healthy. Only nodes with running components are checked: a rollout cannot degrade the others.
    /// </summary>
    public async Task BeginAsync()
    {
        var errors = await ErrorsAsync(nodes.Where(n => n.Node.IsLive)).ConfigureAwait(false);
        _well = [.. errors.Where(e => e.Error is null).Select(e => e.Connection)];
    }

    /// <summary>
    /// Returns the first problem of etcd's members, or else of a node that was healthy and no longer is; null if there is none.
    /// </summary>
    public async Task<Problem?> FirstUnhealthyAsync()
    {
        if (await MemberAsync().ConfigureAwait(false) is { } member)
        {
            return member;
        }

        var errors = await ErrorsAsync(_well).ConfigureAwait(false);
        return errors.Where(e => e.Error is not null).Select(e => FleetMessages.WorseNow.At(e.Connection.Node.Name, e.Error!))
            .FirstOrDefault();
    }

    /// <summary>
    /// Returns what is wrong with the etcd members. This is a separate query because a node with findings of another kind is not in the
    /// list of healthy nodes.
    /// </summary>
    private async Task<Problem?> MemberAsync()
    {
        var reports = await Task.WhenAll(etcd.Select(questions.FactsAsync)).ConfigureAwait(false);
        return Array.Find(reports, r => !r.Succeeded)?.Problem
            ?? (FleetMembers.Concerns([.. reports.Select(r => r.Value!)]) is [var first, ..] ? first : null);
    }

    private async Task<IReadOnlyList<(INodeConnection Connection, string? Error)>> ErrorsAsync(IEnumerable<INodeConnection> asked)
        => await Task.WhenAll(asked.Select(async c => (c, await questions.FirstErrorAsync(c).ConfigureAwait(false)))).ConfigureAwait(false);
}
