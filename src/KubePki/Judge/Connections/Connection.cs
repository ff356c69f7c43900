using KubePki.Catalogue;
using KubePki.Language;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge.Connections;

/// <summary>Where somebody takes the CAs from by which he knows the other side.</summary>
/// <param name="Setting">The flag, or the field of a kubeconfig or configuration, as it is written there.</param>
/// <param name="Place">The file it leads to, or the one it stands in.</param>
/// <param name="Certificates">The CAs that are trusted; empty when they cannot be read.</param>
/// <param name="Authorities">Which of this node's CAs are among them.</param>
internal sealed record TrustSource(string Setting, string Place, IReadOnlyList<Certificate> Certificates, IReadOnlyList<Item> Authorities)
{
    /// <summary>Why the CAs cannot be read; null when they can.</summary>
    public Problem? Problem { get; init; }
}

/// <summary>What is known of a connection. The names are part of the JSON contract.</summary>
internal enum ConnectionState
{
    /// <summary>Both sides accept each other.</summary>
    Holds,

    /// <summary>One side refuses the other, or has nothing to show.</summary>
    Fails,

    /// <summary>Something that decides it could not be seen from here.</summary>
    Unknown,
}

/// <summary>One who connects to another, with what both show and by what each knows the other.</summary>
internal sealed record Connection
{
    /// <summary>Stable id, for example <c>apiserver-to-etcd</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required Text Purpose { get; init; }

    /// <summary>What no longer works without it.</summary>
    public required Text Breaks { get; init; }

    /// <summary>Who connects: a component, <c>kubectl</c>, <c>pods</c>.</summary>
    public required string Client { get; init; }

    /// <summary>Who is connected to.</summary>
    public required string Server { get; init; }

    /// <summary>What the client shows; null when that is not on this node.</summary>
    public Item? ClientItem { get; init; }

    /// <summary>The setting that names what the client shows.</summary>
    public string? ClientItemBy { get; init; }

    /// <summary>What the server serves; null when that is not on this node.</summary>
    public Item? ServerItem { get; init; }

    /// <summary>The setting that names what the server serves.</summary>
    public string? ServerItemBy { get; init; }

    /// <summary>By what the client knows the server; null when it does not ask.</summary>
    public TrustSource? ClientTrusts { get; init; }

    /// <summary>By what the server knows the client; null when it does not ask.</summary>
    public TrustSource? ServerTrusts { get; init; }

    /// <summary>Why the connection fails now; null when it does not, as far as can be seen from here.</summary>
    public Problem? Broken { get; init; }

    /// <summary>Why it cannot be seen from here whether the connection holds; null when it can.</summary>
    public Problem? Unseen { get; init; }

    /// <summary>What is known of it: a failure is known whatever else cannot be seen.</summary>
    public ConnectionState State => Broken is not null ? ConnectionState.Fails : Unseen is not null ? ConnectionState.Unknown : ConnectionState.Holds;

    /// <summary>The two ends; of people, who connect with several kubeconfigs, also which one.</summary>
    public string Name => $"{Client} → {Server}{(Client == Components.People && ClientItem is { } shown ? $" ({shown.Name})" : "")}";

    /// <summary>When the first certificate on either side ends, CAs included; null when none is on this node.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>Who signed an item's certificate, found by its signature.</summary>
/// <param name="Item">The item.</param>
/// <param name="Authority">The CA of this node that signed it, or null.</param>
/// <param name="IsSelfSigned">Whether its own key did.</param>
internal sealed record Signing(Item Item, Item? Authority, bool IsSelfSigned);
