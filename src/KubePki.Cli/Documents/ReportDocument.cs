
namespace KubePki.Cli.Documents;

/// <summary>
/// What a page about one node or several is made from: <c>kubepki report -o json</c>. It holds names, dates and findings, and no key.
/// </summary>
internal sealed record ReportDocument : Document
{
    public const string Name = "Report";

    public override string Kind => Name;

    /// <summary>What expires sooner counts as expiring, in seconds.</summary>
    public required long WithinSeconds { get; init; }

    /// <summary>The nodes.</summary>
    public required IReadOnlyList<ReportNodeData> Nodes { get; init; }

    /// <summary>What the differences between several nodes break; left out for one node.</summary>
    [Optional]
    public IReadOnlyList<FindingData>? Findings { get; init; }
}

/// <summary>A node of a report.</summary>
internal sealed class ReportNodeData
{
    /// <summary>Its name, or its root.</summary>
    public required string Name { get; init; }

    /// <summary>When it was read.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Every certificate, key and kubeconfig.</summary>
    public required IReadOnlyList<ReportItemData> Items { get; init; }

    /// <summary>How many checks there were.</summary>
    public required int Checks { get; init; }

    /// <summary>What they found, the gravest first.</summary>
    public required IReadOnlyList<ReportFindingData> Findings { get; init; }

    /// <summary>What could not be decided.</summary>
    public required IReadOnlyList<UndecidedData> Undecided { get; init; }

    /// <summary>Its connections.</summary>
    public required IReadOnlyList<ReportConnectionData> Connections { get; init; }
}

/// <summary>An item of a report.</summary>
internal sealed class ReportItemData
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Path of its file on the node.</summary>
    public required string Path { get; init; }

    /// <summary>Whether it is a CA.</summary>
    public required bool Authority { get; init; }

    /// <summary>Where it stands by its dates, or why nothing is known of them.</summary>
    [OneOf("ok", "expiring", "expired", "notYetValid", "missing", "unreadable", "unknown")]
    public required string State { get; init; }

    /// <summary>Whether something is wrong with it beyond its dates.</summary>
    public required bool Problem { get; init; }

    /// <summary>Whether something that decides about it could not be read.</summary>
    public required bool Unknown { get; init; }

    /// <summary>End of its validity; null without a certificate.</summary>
    public required DateTimeOffset? NotAfter { get; init; }

    /// <summary>Seconds until it expires, negative afterwards; null without a certificate.</summary>
    public required long? SecondsLeft { get; init; }

    /// <summary>Name of the CA of the node that signed it; null where none did.</summary>
    public required string? SignedBy { get; init; }

    /// <summary>Its distinguished name; null without a certificate.</summary>
    public required string? Subject { get; init; }
}

/// <summary>A finding of a report.</summary>
internal sealed class ReportFindingData
{
    /// <summary>How grave it is.</summary>
    [OneOf("error", "warning", "unknown")]
    public required string Severity { get; init; }

    /// <summary>Id of the check that found it; empty for the rest of the findings in a home directory.</summary>
    public required string Check { get; init; }

    /// <summary>The text without the place.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it; empty where nothing can be said.</summary>
    public required string Hint { get; init; }

    /// <summary>A path, a component or a node.</summary>
    public required string Where { get; init; }
}

/// <summary>A check that could not be decided.</summary>
internal sealed class UndecidedData
{
    /// <summary>What is so when it passes.</summary>
    public required string Check { get; init; }

    /// <summary>Why it could not be decided.</summary>
    public required string Reason { get; init; }
}

/// <summary>A connection of a report.</summary>
internal sealed class ReportConnectionData
{
    /// <summary>Who connects.</summary>
    public required string Client { get; init; }

    /// <summary>Who is connected to.</summary>
    public required string Server { get; init; }

    /// <summary>Name of the item that the client presents; null where that is not on the node.</summary>
    public required string? ClientItem { get; init; }

    /// <summary>Name of the item that the server presents; null where that is not on the node.</summary>
    public required string? ServerItem { get; init; }

    /// <summary>When the first certificate on either side expires; null where none is on the node.</summary>
    public required DateTimeOffset? Until { get; init; }

    /// <summary>Whether one side refuses the other, or has nothing to present.</summary>
    public required bool Fails { get; init; }

    /// <summary>Whether something that decides it could not be read.</summary>
    public required bool Unknown { get; init; }
}
