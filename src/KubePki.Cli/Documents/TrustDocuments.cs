using KubePki.Explain;
using KubePki.Judge.Connections;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Cli.Documents;

/// <summary>Who signs what and who connects to whom: <c>kubepki explain</c>.</summary>
internal sealed record TrustGraphDocument : Document
{
    public override string Kind => "TrustGraph";

    /// <summary>When the node was read.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Every certificate, key and kubeconfig.</summary>
    public required IReadOnlyList<TrustItemData> Items { get; init; }

    /// <summary>Every connection.</summary>
    public required IReadOnlyList<ConnectionData> Connections { get; init; }

    /// <summary>What is wrong with the files that say where things are.</summary>
    public required IReadOnlyList<ProblemData> Problems { get; init; }

    public static TrustGraphDocument Of(TrustGraph graph, Tongue tongue) => new()
    {
        ObservedAt = graph.State.ObservedAt,
        Items = Parts.Of(graph.State.Items, i => TrustItemData.Of(graph, i, tongue)),
        Connections = ConnectionData.Of(graph.Connections, tongue),
        Problems = ProblemData.Of(graph.State.Problems, tongue),
    };
}

/// <summary>The story of one item: <c>kubepki explain NAME</c>.</summary>
internal sealed record ExplanationDocument : Document
{
    public override string Kind => "Explanation";

    /// <summary>When the node was read.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>The item.</summary>
    public required TrustItemData Item { get; init; }

    /// <summary>Its story.</summary>
    public required IReadOnlyList<StoryData> Story { get; init; }

    /// <summary>The connections in which it plays a part.</summary>
    public required IReadOnlyList<ConnectionData> Connections { get; init; }

    /// <summary>What is wrong with the files that say where things are.</summary>
    public required IReadOnlyList<ProblemData> Problems { get; init; }

    public static ExplanationDocument Of(TrustGraph graph, Item item, Tongue tongue) => new()
    {
        ObservedAt = graph.State.ObservedAt,
        Item = TrustItemData.Of(graph, item, tongue),
        Story = Parts.Of(ItemStory.Of(graph, item, tongue), p => new StoryData { Id = p.Id, Heading = p.Heading, Sentences = p.Sentences }),
        Connections = ConnectionData.Of(graph.Of(item), tongue),
        Problems = ProblemData.Of(graph.State.Problems, tongue),
    };
}

/// <summary>A part of a story.</summary>
internal sealed class StoryData
{
    /// <summary>Stable id of the part.</summary>
    public required string Id { get; init; }

    /// <summary>Its heading.</summary>
    public required string Heading { get; init; }

    /// <summary>Its sentences.</summary>
    public required IReadOnlyList<string> Sentences { get; init; }
}

/// <summary>An item and who signed it.</summary>
internal sealed class TrustItemData
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    [OneOf("ca", "certificate", "kubeconfig", "serviceAccountKey", "kubeletCertificate", "credentialFile", "trustedCa")]
    public required string Kind { get; init; }

    /// <summary>Path of its file on the node.</summary>
    public required string Path { get; init; }

    /// <summary>Its distinguished name; null without a certificate.</summary>
    public required string? Subject { get; init; }

    /// <summary>End of its validity; null without a certificate.</summary>
    public required DateTimeOffset? NotAfter { get; init; }

    /// <summary>Name of the CA of this node that signed it; null where none did.</summary>
    public required string? SignedBy { get; init; }

    /// <summary>Whether its own key signed it; null without a certificate.</summary>
    public required bool? SelfSigned { get; init; }

    /// <summary>What it is, in a sentence.</summary>
    public required string What { get; init; }

    /// <summary>What breaks without it.</summary>
    public required string Breaks { get; init; }

    public static TrustItemData Of(TrustGraph graph, Item item, Tongue tongue)
    {
        var signing = graph.SigningOf(item);
        return new TrustItemData
        {
            Name = item.Name,
            Kind = Words.Kind(item.Entry.Kind),
            Path = item.Path,
            Subject = item.Certificate?.Subject.Text,
            NotAfter = item.Certificate?.NotAfter,
            SignedBy = signing?.Authority?.Name,
            SelfSigned = signing?.IsSelfSigned,
            What = ItemStory.WhatIs(item, tongue),
            Breaks = ItemStory.Breaks(item, tongue),
        };
    }
}

/// <summary>One who connects to another.</summary>
internal sealed class ConnectionData
{
    /// <summary>Stable id, for example <c>apiserver-to-etcd</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Who connects: a component, <c>kubectl</c>, <c>pods</c>.</summary>
    public required string Client { get; init; }

    /// <summary>Who is connected to.</summary>
    public required string Server { get; init; }

    /// <summary>What it is for.</summary>
    public required string Purpose { get; init; }

    /// <summary>Name of the item that the client presents; null where that is not on this node.</summary>
    public required string? ClientShows { get; init; }

    /// <summary>The setting that names it; null where none does.</summary>
    public required string? ClientShowsBy { get; init; }

    /// <summary>Name of the item that the server presents; null where that is not on this node.</summary>
    public required string? ServerShows { get; init; }

    /// <summary>The setting that names it; null where none does.</summary>
    public required string? ServerShowsBy { get; init; }

    /// <summary>The CAs by which the client knows the server; null where it does not ask.</summary>
    public required TrustSourceData? ClientTrusts { get; init; }

    /// <summary>The CAs by which the server knows the client; null where it does not ask.</summary>
    public required TrustSourceData? ServerTrusts { get; init; }

    /// <summary>What is known of it.</summary>
    [OneOf("holds", "fails", "unknown")]
    public required string State { get; init; }

    /// <summary>Whether both sides accept each other; null where that is unknown.</summary>
    public required bool? Holds { get; init; }

    /// <summary>When the first certificate on either side expires; null where none is on this node.</summary>
    public required DateTimeOffset? Until { get; init; }

    /// <summary>Why it fails or is unknown; null where it holds.</summary>
    public required ProblemData? Problem { get; init; }

    /// <summary>What no longer works without it.</summary>
    public required string Breaks { get; init; }

    public static IReadOnlyList<ConnectionData> Of(IEnumerable<Connection> connections, Tongue tongue)
        => Parts.Of(connections, c => new ConnectionData
        {
            Id = c.Id,
            Client = c.Client,
            Server = c.Server,
            Purpose = c.Purpose.In(tongue),
            ClientShows = c.ClientItem?.Name,
            ClientShowsBy = c.ClientItemBy,
            ServerShows = c.ServerItem?.Name,
            ServerShowsBy = c.ServerItemBy,
            ClientTrusts = TrustSourceData.Of(c.ClientTrusts),
            ServerTrusts = TrustSourceData.Of(c.ServerTrusts),
            State = Words.Of(c.State),
            Holds = c.State == ConnectionState.Unknown ? null : c.State == ConnectionState.Holds,
            Until = c.Until,
            Problem = (c.Broken ?? c.Unseen) is { } problem ? ProblemData.Of(problem, tongue) : null,
            Breaks = c.Breaks.In(tongue),
        });
}

/// <summary>Where somebody takes the CAs from that it trusts.</summary>
internal sealed class TrustSourceData
{
    /// <summary>The flag or field, as it is written there.</summary>
    public required string Setting { get; init; }

    /// <summary>The file it leads to, or the one it stands in.</summary>
    public required string Place { get; init; }

    /// <summary>Names of this node's CAs among them.</summary>
    public required IReadOnlyList<string> Authorities { get; init; }

    public static TrustSourceData? Of(TrustSource? source)
        => source is null ? null
            : new() { Setting = source.Setting, Place = source.Place, Authorities = Parts.Of(source.Authorities, a => a.Name) };
}
