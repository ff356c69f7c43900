using KubePki.Apply;
using KubePki.Files;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Observe;

namespace KubePki.Operations;

/// <summary>The node an operation works on: where its files are, what time it is, and what is known of where its PKI lies.</summary>
/// <param name="Place">The directory that is the node's root: <c>/</c> for this machine.</param>
/// <param name="Clock">Where times come from.</param>
public sealed record ManagedNode(string Place, TimeProvider Clock) : IDisposable
{
    /// <summary>This machine, by the system's clock.</summary>
    public static ManagedNode ThisMachine() => new("/", TimeProvider.System);

    /// <summary>The node's file system.</summary>
    internal NodeRoot Root { get; } = new(Place);

    /// <summary>A kubeadm configuration that says where files are that no manifest names; null where nothing does.</summary>
    internal KubeadmConfiguration? Configuration { get; init; }

    /// <summary>Whether the node is the machine this runs on: only its components can be activated.</summary>
    public bool IsThisMachine => Path.GetFullPath(Place) == "/";

    /// <summary>The node's transactions and backups. The static pod directory is looked up first: nothing may be staged there.</summary>
    internal Transactions Transactions => TransactionsOf(NodeLayout.Of(Root));

    /// <summary>Held by an operation that changes the node, from before it recovers anything until the components are healthy.</summary>
    internal ActivationLock ActivationLock { get; } = new(new NodeRoot(Place), Clock);

    /// <summary>Reads the node as it is now.</summary>
    /// <exception cref="IOException">The system failed while it was read.</exception>
    public NodeState Observe() => Observe(null);

    /// <summary>Everything that was changed, oldest first.</summary>
    /// <exception cref="IOException">The state directory cannot be read.</exception>
    public IReadOnlyList<TransactionRecord> History() => Transactions.History();

    /// <summary>Reads the node as it is now.</summary>
    /// <param name="configuration">The configuration that says where files are, in the place of <see cref="Configuration"/>.</param>
    /// <exception cref="IOException">The system failed while it was read.</exception>
    internal NodeState Observe(KubeadmConfiguration? configuration)
        => NodeObserver.Observe(Root, Clock.GetUtcNow(), configuration ?? Configuration);

    /// <summary>The node's transactions where the layout is known already.</summary>
    internal Transactions TransactionsOf(NodeLayout layout) => new(Root, Clock, [layout.ManifestDirectory]);

    /// <summary>Gives the lock back, where an operation took it.</summary>
    public void Dispose() => ActivationLock.Dispose();
}
