using KubePki.Activate;
using KubePki.Apply;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Operations;

/// <summary>How a recovery ended.</summary>
public sealed record RecoveryResult(OperationEnd End) : OperationResult(End)
{
    /// <summary>What was recovered; null if the recovery failed.</summary>
    public RecoveryReport? Report { get; init; }

    /// <summary>Transactions whose progress cannot be determined.</summary>
    public IReadOnlyList<Problem> Unreadable { get; init; } = [];
}

/// <summary>
/// Brings the leftovers of an interrupted run to a consistent state: first manifests that were moved away, then transactions.
/// </summary>
public static class NodeRecovery
{
    /// <summary>Recovers the node and looks for transactions that cannot be read.</summary>
    public static RecoveryResult Run(ManagedNode node, OperationCallbacks callbacks)
    {
        if (node.ActivationLock.TakeIfMade("recover") is { } busy)
        {
            return Stuck(node, busy);
        }

        ReturnManifests(node, callbacks);
        var recovered = node.Transactions.Recover();
        if (!recovered.Succeeded)
        {
            return Stuck(node, recovered.Problem);
        }

        var unreadable = node.Transactions.Unreadable.Select(t => node.Transactions.UnreadableProblem(t.Id)).ToList();
        return new RecoveryResult(recovered.Value.NothingToDo ? OperationEnd.NothingToDo : OperationEnd.Done)
        {
            Report = recovered.Value,
            Unreadable = unreadable,
        };
    }

    /// <summary>
    /// Recovers the node before an operation that changes it reads it, because a plan that is based on half a change is wrong. Returns null
    /// if the node is in a consistent state, or else the reason why it is not.
    /// </summary>
    /// <param name="verb">The command, for the lock.</param>
    /// <param name="node">The node.</param>
    /// <param name="callbacks">Receives the event that transactions or manifests were recovered.</param>
    /// <param name="wrong">Returns what is wrong with the request, regardless of the result of the recovery. Called only if there is
    /// something to recover, so that a command that cannot be carried out changes nothing. Null if nothing can be wrong.</param>
    internal static RecoveryResult? Before(
        string verb, ManagedNode node, OperationCallbacks callbacks, Func<IReadOnlyList<Problem>>? wrong = null)
    {
        if (node.ActivationLock.TakeIfMade(verb) is { } busy)
        {
            return Stuck(node, busy);
        }

        var unfinished = node.Transactions.Unfinished();
        var isWhole = unfinished.Value is { Count: 0 } && !Activation.IsCutOff(node.Root, NodeLayout.Of(node.Root));
        if (isWhole)
        {
            return null;
        }

        if (Wrong(wrong) is { Count: > 0 } problems)
        {
            return new RecoveryResult(OperationEnd.NotBegun) { Problems = problems };
        }

        ReturnManifests(node, callbacks);
        if (!unfinished.Succeeded)
        {
            return new RecoveryResult(OperationEnd.NotRecovered) { Problems = [unfinished.Problem] };
        }

        if (unfinished.Value.Count == 0)
        {
            return null;
        }

        var recovered = node.Transactions.Recover();
        if (!recovered.Succeeded)
        {
            return Stuck(node, recovered.Problem);
        }

        callbacks.OnEvent(new RunRecovered(recovered.Value));
        return null;
    }

    private static IReadOnlyList<Problem> Wrong(Func<IReadOnlyList<Problem>>? wrong)
    {
        try
        {
            return wrong?.Invoke() ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be checked now is checked after the recovery.
            return [];
        }
    }

    /// <summary>
    /// The result of a recovery that failed. If a transaction is unfinished, the operator must act, unless the reason is that another run
    /// holds the lock.
    /// </summary>
    private static RecoveryResult Stuck(ManagedNode node, Problem problem)
    {
        var isHalfWay = !problem.Is(ApplyMessages.Locked) && node.Transactions.Unfinished().Value is { Count: > 0 };
        return new RecoveryResult(isHalfWay ? OperationEnd.HalfWay : OperationEnd.NotRecovered) { Problems = [problem] };
    }

    private static void ReturnManifests(ManagedNode node, OperationCallbacks callbacks)
    {
        foreach (var told in Activation.RestoreManifests(node.Root, NodeLayout.Of(node.Root)))
        {
            callbacks.OnEvent(new ManifestReturned(told));
        }
    }
}
