using KubePki.Catalogue;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge.Connections;

/// <summary>The source of the CAs by which one end verifies the other.</summary>
/// <param name="Setting">The flag, or the field of a kubeconfig or configuration, as written there.</param>
/// <param name="Place">The file that the setting names, or the file that holds it.</param>
/// <param name="Certificates">The trusted CAs; empty when they cannot be read.</param>
/// <param name="Authorities">This node's CAs among them.</param>
internal sealed record TrustSource(
    string Setting, string Place, IReadOnlyList<Certificate> Certificates, IReadOnlyList<PkiEntry> Authorities)
{
    /// <summary>Why the CAs cannot be read; null when they can.</summary>
    public Problem? Problem { get; init; }
}

/// <summary>The state of a connection. The names are part of the JSON contract.</summary>
internal enum ConnectionState
{
    /// <summary>Both sides accept each other.</summary>
    Holds,

    /// <summary>One side refuses the other, or has nothing to present.</summary>
    Fails,

    /// <summary>A deciding fact cannot be determined from this node.</summary>
    Unknown,
}

/// <summary>A connection of a client to a server: what each end presents, and by which CAs each end verifies the other.</summary>
internal sealed record Connection
{
    /// <summary>Stable id, for example <c>apiserver-to-etcd</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The purpose of the connection.</summary>
    public required Text Purpose { get; init; }

    /// <summary>What no longer works without it.</summary>
    public required Text Breaks { get; init; }

    /// <summary>The client: a component, <c>kubectl</c>, <c>pods</c>.</summary>
    public required string Client { get; init; }

    /// <summary>The server.</summary>
    public required string Server { get; init; }

    /// <summary>The credential that the client presents; null when it is not on this node.</summary>
    public PkiEntry? ClientItem { get; init; }

    /// <summary>The setting that names the client's credential.</summary>
    public string? ClientSetting { get; init; }

    /// <summary>The certificate that the server presents; null when it is not on this node.</summary>
    public PkiEntry? ServerItem { get; init; }

    /// <summary>The setting that names the server's certificate.</summary>
    public string? ServerSetting { get; init; }

    /// <summary>The CAs by which the client verifies the server; null when the client does not verify.</summary>
    public TrustSource? ClientTrusts { get; init; }

    /// <summary>The CAs by which the server verifies the client; null when the server does not verify.</summary>
    public TrustSource? ServerTrusts { get; init; }

    /// <summary>Why the connection fails now; null when no failure can be determined from this node.</summary>
    public Problem? Failure { get; init; }

    /// <summary>Why this node cannot determine whether the connection holds; null when it can.</summary>
    public Problem? UnknownReason { get; init; }

    /// <summary>The state of the connection: a failure counts even if other facts are unknown.</summary>
    public ConnectionState State
        => Failure is not null ? ConnectionState.Fails : UnknownReason is not null ? ConnectionState.Unknown : ConnectionState.Holds;

    /// <summary>The two ends. For kubectl, which connects with several kubeconfigs, the kubeconfig too.</summary>
    public string Name => $"{Client} → {Server}{(Client == Components.Kubectl && ClientItem is { } shown ? $" ({shown.Name})" : "")}";

    /// <summary>When the first certificate on either side expires, CAs included; null when none is on this node.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>The signer of an item's certificate, found by verifying the signature.</summary>
/// <param name="Item">The item.</param>
/// <param name="Authority">The CA of this node that signed it, or null.</param>
/// <param name="IsSelfSigned">True if the certificate's own key signed it.</param>
internal sealed record Signing(PkiEntry Item, PkiEntry? Authority, bool IsSelfSigned);
