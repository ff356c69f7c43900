using KubePki.Activate;
using KubePki.Apply;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Operations;

/// <summary>Whether and how components are made to use changed files.</summary>
public sealed record ActivationRequest
{
    /// <summary>Nothing is activated.</summary>
    public static readonly ActivationRequest None = new() { IsWanted = false };

    /// <summary>Whether components are activated. Only components of this machine can be. Default: true.</summary>
    public bool IsWanted { get; init; } = true;

    /// <summary>
    /// Whether the change is kept if a component that was healthy does not come back. Default: false, the change is rolled back.
    /// </summary>
    public bool KeepOnFailure { get; init; }

    /// <summary>How long to wait for components.</summary>
    public ActivationLimits Limits { get; init; } = ActivationLimits.Default;
}

/// <summary>How the activation that follows a change ended.</summary>
public enum ActivationSummary
{
    /// <summary>The components use the files on disk.</summary>
    Done,

    /// <summary>A component did not come back, the change was rolled back, and the components use the old files.</summary>
    RolledBack,

    /// <summary>A component does not use the files on disk, or is not healthy. The operator must act.</summary>
    HalfWay,
}

/// <summary>The result of the activation that follows a change.</summary>
/// <param name="Report">What happened with each component.</param>
/// <param name="AfterUndo">What happened after the change was rolled back; null if it was not rolled back.</param>
/// <param name="End">How it ended.</param>
public sealed record ChangeActivation(ActivationReport Report, ActivationReport? AfterUndo, ActivationSummary End);

/// <summary>
/// Makes the components of a node use the files that a transaction changed. Rolls the transaction back if a component that was healthy does
/// not come back.
/// </summary>
internal sealed class NodeActivation(ManagedNode node, ActivationRequest request, OperationCallbacks callbacks)
{
    /// <summary>
    /// Activates the changes of a transaction. <paramref name="mayTakeBack"/>: roll the transaction back if a component does not come back.
    /// Returns null if activation is not requested, no component runs here, or every file is the same as before.
    /// </summary>
    internal ChangeActivation? After(TransactionRecord transaction, bool mayTakeBack)
    {
        if (!request.IsWanted || !node.IsThisMachine)
        {
            return null;
        }

        var state = node.Observe();
        var changed = Changed(transaction);
        if (changed.Count == 0)
        {
            return null;
        }

        var names = state.ItemsAt(changed).Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        if (!Activation.IsAliveAsync(state, node.Clock, CancellationToken.None).GetAwaiter().GetResult())
        {
            callbacks.OnEvent(new NothingIsRunning());
            return null;
        }

        var report = Activate(state, request.Limits, names);
        if (report.Failure is not { } failure)
        {
            // If the journal cannot be written, the components are activated nevertheless; the next 'activate' finds nothing to do.
            _ = node.Transactions.MarkActivated(transaction.Id);
            return new ChangeActivation(report, null, ActivationSummary.Done);
        }

        return mayTakeBack && !request.KeepOnFailure && failure.WasHealthy
            ? RollBack(transaction, report, failure.Problem!, names)
            : new ChangeActivation(report, null, ActivationSummary.HalfWay);
    }

    /// <summary>
    /// The files that differ from their previous content; all files of the transaction if its records cannot be read now.
    /// </summary>
    private IReadOnlyList<string> Changed(TransactionRecord transaction)
    {
        try
        {
            return node.Transactions.Changed(transaction);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return transaction.Paths;
        }
    }

    /// <summary>Activates components and reports each step.</summary>
    internal ActivationReport Run(NodeState state, ActivationLimits limits, IReadOnlyList<string> components, Func<PkiEntry, bool> concerns)
    {
        var activation = new Activation(node.Root, node.Clock, limits, step => callbacks.OnEvent(new ActivationStep(step)));
        return callbacks.Activating(stop => activation.RunAsync(state, components, concerns, stop).GetAwaiter().GetResult());
    }

    private ChangeActivation RollBack(TransactionRecord transaction, ActivationReport report, Problem failure, IReadOnlySet<string> names)
    {
        callbacks.OnEvent(new RollingBack(failure, transaction.Id));
        var undone = node.Transactions.Undo(transaction.Id, force: false);
        if (!undone.Succeeded)
        {
            callbacks.OnEvent(new RollbackFailed(undone.Problem));
            return new ChangeActivation(report, null, ActivationSummary.HalfWay);
        }

        callbacks.OnEvent(new RolledBackExcept(undone.Value.Skipped));
        var old = node.Observe();

        // The rollback uses the default limits, not the requested ones: a component that timed out must not time out here too.
        var back = Activate(old, ActivationLimits.Default, names);
        var isWhole = back.Failure is null && undone.Value.Skipped.Count == 0;
        return new ChangeActivation(report, back, isWhole ? ActivationSummary.RolledBack : ActivationSummary.HalfWay);
    }

    /// <summary>Activates the components that use the named items.</summary>
    private ActivationReport Activate(NodeState state, ActivationLimits limits, IReadOnlySet<string> names)
    {
        var components = Activation.ComponentsOf(state)
            .Where(c => state.Items.Any(i => names.Contains(i.Name) && i.Entry.Uses.Any(u => u.Component == c)))
            .ToList();
        return Run(state, limits, components, item => names.Contains(item.Name));
    }
}
