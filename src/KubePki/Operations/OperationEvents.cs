using KubePki.Apply;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Operations;

/// <summary>An event of a running operation, reported as it happens.</summary>
public abstract record OperationEvent;

/// <summary>A manifest that an interrupted run had moved away was put back, or could not be put back for the stated reason.</summary>
internal sealed record ManifestReturned(Statement Told) : OperationEvent;

/// <summary>The leftovers of an interrupted run were brought to a consistent state.</summary>
internal sealed record RunRecovered(RecoveryReport Report) : OperationEvent;

/// <summary>The node was read.</summary>
internal sealed record NodeObserved(NodeState State) : OperationEvent;

/// <summary>The transaction to undo was found.</summary>
internal sealed record UndoFound(TransactionRecord Target) : OperationEvent;

/// <summary>The backup to restore was found intact.</summary>
internal sealed record BackupFound(BackupRecord Backup) : OperationEvent;

/// <summary>Keys are being created.</summary>
/// <param name="Count">The number of keys.</param>
internal sealed record KeysNeeded(int Count) : OperationEvent;

/// <summary>One more key was created. Raised on any thread.</summary>
internal sealed record KeyCreated : OperationEvent;

/// <summary>All keys are created.</summary>
internal sealed record KeysDone : OperationEvent;

/// <summary>The new files are committed; the components do not use them yet.</summary>
public sealed record FilesChanged(ChangedNode Change) : OperationEvent;

/// <summary>Old files are restored; the components do not use them yet.</summary>
/// <param name="Source">The ID of the transaction or backup that they come from.</param>
/// <param name="Transaction">The transaction that restored them.</param>
internal sealed record FilesRestored(string Source, TransactionRecord Transaction) : OperationEvent;

/// <summary>No control plane component runs on this machine, so nothing is activated.</summary>
internal sealed record NothingIsRunning : OperationEvent;

/// <summary>A step of the activation begins.</summary>
public sealed record ActivationStep(Statement Step) : OperationEvent;

/// <summary>A component that was healthy did not come back: the transaction is being rolled back.</summary>
public sealed record RollingBack(Problem Failure, string Transaction) : OperationEvent;

/// <summary>The transaction could not be rolled back.</summary>
internal sealed record RollbackFailed(Problem Problem) : OperationEvent;

/// <summary>The transaction was rolled back, except for these files in home directories.</summary>
internal sealed record RolledBackExcept(IReadOnlyList<Problem> Left) : OperationEvent;

/// <summary>The activation ended, successfully or not. <c>Activated</c> is null if nothing was activated.</summary>
internal sealed record ChangeActivated(ChangedNode Change, ChangeActivation? Activated) : OperationEvent;

/// <summary>What a scheduled run waits for before it activates, or why it acts alone.</summary>
internal sealed record WaitingForTurn(Statement Told) : OperationEvent;

/// <summary>The cluster's kubeadm-config was updated, or could not be updated because of the problem.</summary>
internal sealed record ConfigurationWritten(string Where, Problem? Problem) : OperationEvent;
