using KubePki.Explain;
using KubePki.Judge.Connections;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Cli.Documents;

/// <summary>Which CA signs what, and which component connects to which: <c>kubepki explain</c>.</summary>
internal sealed record TrustGraphDocument : Document
{
    public override string Kind => "TrustGraph";

    /// <summary>When the node was read.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>All certificates, keys and kubeconfigs.</summary>
    public required IReadOnlyList<TrustItemData> Items { get; init; }

    /// <summary>All connections.</summary>
    public required IReadOnlyList<ConnectionData> Connections { get; init; }

    /// <summary>Problems of the files that contain the paths and settings of the node.</summary>
    public required IReadOnlyList<ProblemData> Problems { get; init; }

    public static TrustGraphDocument Of(TrustGraph graph, Language language) => new()
    {
        ObservedAt = graph.State.ObservedAt,
        Items = Parts.Of(graph.State.Items, i => TrustItemData.Of(graph, i, language)),
        Connections = ConnectionData.Of(graph.Connections, language),
        Problems = ProblemData.Of(graph.State.Problems, language),
    };
}

/// <summary>The explanation of one item: <c>kubepki explain NAME</c>.</summary>
internal sealed record ExplanationDocument : Document
{
    public override string Kind => "Explanation";

    /// <summary>When the node was read.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>The item.</summary>
    public required TrustItemData Item { get; init; }

    /// <summary>The explanation in parts.</summary>
    public required IReadOnlyList<StoryData> Story { get; init; }

    /// <summary>The connections that use the item.</summary>
    public required IReadOnlyList<ConnectionData> Connections { get; init; }

    /// <summary>Problems of the files that contain the paths and settings of the node.</summary>
    public required IReadOnlyList<ProblemData> Problems { get; init; }

    public static ExplanationDocument Of(TrustGraph graph, PkiEntry item, Language language) => new()
    {
        ObservedAt = graph.State.ObservedAt,
        Item = TrustItemData.Of(graph, item, language),
        Story = Parts.Of(
            EntryExplanation.Of(graph, item, language), p => new StoryData { Id = p.Id, Heading = p.Heading, Sentences = p.Sentences }),
        Connections = ConnectionData.Of(graph.Of(item), language),
        Problems = ProblemData.Of(graph.State.Problems, language),
    };
}

/// <summary>A part of an explanation.</summary>
internal sealed class StoryData
{
    /// <summary>Stable ID of the part.</summary>
    public required string Id { get; init; }

    /// <summary>Heading of the part.</summary>
    public required string Heading { get; init; }

    /// <summary>Sentences of the part.</summary>
    public required IReadOnlyList<string> Sentences { get; init; }
}

/// <summary>An item and its signer.</summary>
internal sealed class TrustItemData
{
    /// <summary>Name of the item.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of the item.</summary>
    [OneOf("ca", "certificate", "kubeconfig", "serviceAccountKey", "kubeletCertificate", "credentialFile", "trustedCa")]
    public required string Kind { get; init; }

    /// <summary>Path of the item's file on the node.</summary>
    public required string Path { get; init; }

    /// <summary>Distinguished name of the subject; null without a certificate.</summary>
    public required string? Subject { get; init; }

    /// <summary>Expiry of the certificate; null without a certificate.</summary>
    public required DateTimeOffset? NotAfter { get; init; }

    /// <summary>Name of the CA on this node that signed the item; null if none did.</summary>
    public required string? SignedBy { get; init; }

    /// <summary>Whether the certificate is self-signed; null without a certificate.</summary>
    public required bool? SelfSigned { get; init; }

    /// <summary>What the item is, in a sentence.</summary>
    public required string What { get; init; }

    /// <summary>What breaks without the item.</summary>
    public required string Breaks { get; init; }

    public static TrustItemData Of(TrustGraph graph, PkiEntry item, Language language)
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
            What = EntryExplanation.WhatIs(item, language),
            Breaks = EntryExplanation.Breaks(item, language),
        };
    }
}

/// <summary>A connection between two components.</summary>
internal sealed class ConnectionData
{
    /// <summary>Stable ID of the connection, for example <c>apiserver-to-etcd</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The client: a component, <c>kubectl</c>, <c>pods</c>.</summary>
    public required string Client { get; init; }

    /// <summary>The server.</summary>
    public required string Server { get; init; }

    /// <summary>Purpose of the connection.</summary>
    public required string Purpose { get; init; }

    /// <summary>Name of the item that the client presents; null if it is not on this node.</summary>
    public required string? ClientShows { get; init; }

    /// <summary>The setting that names the client's item; null if none does.</summary>
    public required string? ClientShowsBy { get; init; }

    /// <summary>Name of the item that the server presents; null if it is not on this node.</summary>
    public required string? ServerShows { get; init; }

    /// <summary>The setting that names the server's item; null if none does.</summary>
    public required string? ServerShowsBy { get; init; }

    /// <summary>The CAs with which the client verifies the server; null if it does not verify.</summary>
    public required TrustSourceData? ClientTrusts { get; init; }

    /// <summary>The CAs with which the server verifies the client; null if it does not verify.</summary>
    public required TrustSourceData? ServerTrusts { get; init; }

    /// <summary>The known state of the connection.</summary>
    [OneOf("holds", "fails", "unknown")]
    public required string State { get; init; }

    /// <summary>Whether both sides accept each other; null if that is unknown.</summary>
    public required bool? Holds { get; init; }

    /// <summary>When the first certificate on either side expires; null if none is on this node.</summary>
    public required DateTimeOffset? Until { get; init; }

    /// <summary>Why the connection fails or is unknown; null if it holds.</summary>
    public required ProblemData? Problem { get; init; }

    /// <summary>What no longer works without the connection.</summary>
    public required string Breaks { get; init; }

    public static IReadOnlyList<ConnectionData> Of(IEnumerable<Connection> connections, Language language)
        => Parts.Of(connections, c => new ConnectionData
        {
            Id = c.Id,
            Client = c.Client,
            Server = c.Server,
            Purpose = c.Purpose.In(language),
            ClientShows = c.ClientItem?.Name,
            ClientShowsBy = c.ClientSetting,
            ServerShows = c.ServerItem?.Name,
            ServerShowsBy = c.ServerSetting,
            ClientTrusts = TrustSourceData.Of(c.ClientTrusts),
            ServerTrusts = TrustSourceData.Of(c.ServerTrusts),
            State = Words.Of(c.State),
            Holds = c.State == ConnectionState.Unknown ? null : c.State == ConnectionState.Holds,
            Until = c.ExpiresAt,
            Problem = (c.Failure ?? c.UnknownReason) is { } problem ? ProblemData.Of(problem, language) : null,
            Breaks = c.Breaks.In(language),
        });
}

/// <summary>The source of the CAs that a component trusts.</summary>
internal sealed class TrustSourceData
{
    /// <summary>The flag or field as it is written in its file.</summary>
    public required string Setting { get; init; }

    /// <summary>The file that the setting names, or the file that contains the setting.</summary>
    public required string Place { get; init; }

    /// <summary>Names of this node's CAs in the source.</summary>
    public required IReadOnlyList<string> Authorities { get; init; }

    public static TrustSourceData? Of(TrustSource? source)
        => source is null ? null
            : new() { Setting = source.Setting, Place = source.Place, Authorities = Parts.Of(source.Authorities, a => a.Name) };
}
