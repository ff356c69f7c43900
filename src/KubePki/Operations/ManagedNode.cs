using KubePki.Apply;
using KubePki.Files;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Observe;

namespace KubePki.Operations;

/// <summary>The node an operation works on: its root directory, its clock, and what is known about the location of its PKI.</summary>
/// <param name="Place">The directory that is the node's root: <c>/</c> for this machine.</param>
/// <param name="Clock">The source of times.</param>
public sealed record ManagedNode(string Place, TimeProvider Clock) : IDisposable
{
    /// <summary>This machine, with the system clock.</summary>
    public static ManagedNode ThisMachine() => new("/", TimeProvider.System);

    /// <summary>The node's file system.</summary>
    internal NodeRoot Root { get; } = new(Place);

    /// <summary>A kubeadm configuration that names files that no manifest names; null if there is none.</summary>
    internal KubeadmConfiguration? Configuration { get; init; }

    /// <summary>Whether the node is the machine that kubepki runs on. Only the components of this machine can be activated.</summary>
    public bool IsThisMachine => Path.GetFullPath(Place) == "/";

    /// <summary>
    /// The node's transactions and backups. This first determines the static pod directory, because nothing may be staged there.
    /// </summary>
    internal Transactions Transactions => TransactionsOf(NodeLayout.Of(Root));

    /// <summary>
    /// The lock of an operation that changes the node. It is held from before the recovery until the components are healthy.
    /// </summary>
    internal ActivationLock ActivationLock { get; } = new(new NodeRoot(Place), Clock);

    /// <summary>Reads the node as it is now.</summary>
    /// <exception cref="IOException">A system error occurred while the node was read.</exception>
    public NodeState Observe() => Observe(null);

    /// <summary>Everything that was changed, oldest first.</summary>
    /// <exception cref="IOException">The state directory cannot be read.</exception>
    public IReadOnlyList<TransactionRecord> History() => Transactions.History();

    /// <summary>Reads the node as it is now.</summary>
    /// <param name="configuration">The configuration that names files, instead of <see cref="Configuration"/>.</param>
    /// <exception cref="IOException">A system error occurred while the node was read.</exception>
    internal NodeState Observe(KubeadmConfiguration? configuration)
        => NodeObserver.Observe(Root, Clock.GetUtcNow(), configuration ?? Configuration);

    /// <summary>The node's transactions, for a layout that is already known.</summary>
    internal Transactions TransactionsOf(NodeLayout layout) => new(Root, Clock, [layout.ManifestDirectory]);

    /// <summary>Releases the lock, if an operation acquired it.</summary>
    public void Dispose() => ActivationLock.Dispose();
}
