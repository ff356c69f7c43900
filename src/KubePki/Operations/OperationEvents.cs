using KubePki.Apply;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Operations;

/// <summary>Something that happens while an operation runs, told as it happens.</summary>
public abstract record OperationEvent;

/// <summary>A manifest that an interrupted run had taken away was put back, or a problem says why it was not.</summary>
internal sealed record ManifestReturned(Statement Told) : OperationEvent;

/// <summary>What an interrupted run left was brought to one whole state.</summary>
internal sealed record RunRecovered(RecoveryReport Report) : OperationEvent;

/// <summary>The node was read.</summary>
internal sealed record NodeObserved(NodeState State) : OperationEvent;

/// <summary>The transaction to be taken back was found.</summary>
internal sealed record UndoFound(TransactionRecord Target) : OperationEvent;

/// <summary>The backup to be restored was found whole.</summary>
internal sealed record BackupFound(BackupRecord Backup) : OperationEvent;

/// <summary>Keys are being created.</summary>
/// <param name="Count">How many.</param>
internal sealed record KeysNeeded(int Count) : OperationEvent;

/// <summary>One more key was created. Comes from any thread.</summary>
internal sealed record KeyCreated : OperationEvent;

/// <summary>No more keys are created.</summary>
internal sealed record KeysDone : OperationEvent;

/// <summary>The new files are in place; the components do not use them yet.</summary>
public sealed record FilesChanged(ChangedNode Change) : OperationEvent;

/// <summary>Old files are back in place; the components do not use them yet.</summary>
/// <param name="Source">The transaction or backup they come from.</param>
/// <param name="Transaction">The transaction that put them there.</param>
internal sealed record FilesRestored(string Source, TransactionRecord Transaction) : OperationEvent;

/// <summary>Nothing of a control plane runs on this machine, so nothing is activated.</summary>
internal sealed record NothingRuns : OperationEvent;

/// <summary>A step of the activation begins.</summary>
public sealed record ActivationStep(Statement Step) : OperationEvent;

/// <summary>A component that was healthy did not come back: the transaction is taken back.</summary>
public sealed record TakingBack(Problem Failure, string Transaction) : OperationEvent;

/// <summary>The transaction could not be taken back.</summary>
internal sealed record TakeBackFailed(Problem Problem) : OperationEvent;

/// <summary>The transaction was taken back, but for these files in home directories.</summary>
internal sealed record TakenBackExcept(IReadOnlyList<Problem> Left) : OperationEvent;

/// <summary>The components took the new files, or did not; null where nothing was activated.</summary>
internal sealed record ChangeActivated(ChangedNode Change, Activated? Activated) : OperationEvent;

/// <summary>The cluster's kubeadm-config was updated, or a problem says why it was not.</summary>
internal sealed record ConfigurationWritten(string Where, Problem? Problem) : OperationEvent;
