
namespace KubePki.Cli.Documents;

/// <summary>
/// The content of a page about one or several nodes: <c>kubepki report -o json</c>. It contains names, dates and findings, and no keys.
/// </summary>
internal sealed record ReportDocument : Document
{
    public const string Name = "Report";

    public override string Kind => Name;

    /// <summary>Items that expire within this time count as expiring, in seconds.</summary>
    public required long WithinSeconds { get; init; }

    /// <summary>The nodes.</summary>
    public required IReadOnlyList<ReportNodeData> Nodes { get; init; }

    /// <summary>The consequences of differences between several nodes; omitted for one node.</summary>
    [Optional]
    public IReadOnlyList<FindingData>? Findings { get; init; }
}

/// <summary>A node of a report.</summary>
internal sealed class ReportNodeData
{
    /// <summary>Name of the node, or its root.</summary>
    public required string Name { get; init; }

    /// <summary>When the node was read.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Every certificate, key and kubeconfig.</summary>
    public required IReadOnlyList<ReportItemData> Items { get; init; }

    /// <summary>The number of checks.</summary>
    public required int Checks { get; init; }

    /// <summary>The findings of the checks, the most severe first.</summary>
    public required IReadOnlyList<ReportFindingData> Findings { get; init; }

    /// <summary>Undecided checks.</summary>
    public required IReadOnlyList<UndecidedData> Undecided { get; init; }

    /// <summary>Connections of the node.</summary>
    public required IReadOnlyList<ReportConnectionData> Connections { get; init; }
}

/// <summary>An item of a report.</summary>
internal sealed class ReportItemData
{
    /// <summary>Name of the item.</summary>
    public required string Name { get; init; }

    /// <summary>Path of the item's file on the node.</summary>
    public required string Path { get; init; }

    /// <summary>Whether the item is a CA.</summary>
    public required bool Authority { get; init; }

    /// <summary>State of the item by its dates, or why nothing is known of them.</summary>
    [OneOf("ok", "expiring", "expired", "notYetValid", "missing", "unreadable", "unknown")]
    public required string State { get; init; }

    /// <summary>Whether something is wrong with the item other than its dates.</summary>
    public required bool Problem { get; init; }

    /// <summary>Whether an unreadable file leaves the status of the item uncertain.</summary>
    public required bool Unknown { get; init; }

    /// <summary>Expiry of the certificate; null without a certificate.</summary>
    public required DateTimeOffset? NotAfter { get; init; }

    /// <summary>Seconds until the certificate expires, negative afterwards; null without a certificate.</summary>
    public required long? SecondsLeft { get; init; }

    /// <summary>Name of the CA on the node that signed the item; null if none did.</summary>
    public required string? SignedBy { get; init; }

    /// <summary>Distinguished name of the subject; null without a certificate.</summary>
    public required string? Subject { get; init; }
}

/// <summary>A finding of a report.</summary>
internal sealed class ReportFindingData
{
    /// <summary>Severity of the finding.</summary>
    [OneOf("error", "warning", "unknown")]
    public required string Severity { get; init; }

    /// <summary>
    /// ID that the check has in version 0.1; empty for the summary of further findings in a home directory. From version 0.3 on, as
    /// checkName.
    /// </summary>
    public required string Check { get; init; }

    /// <summary>ID of the check that found it; empty for the summary of further findings in a home directory.</summary>
    public required string CheckName { get; init; }

    /// <summary>The text without the location.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about the finding; empty if there is no advice.</summary>
    public required string Hint { get; init; }

    /// <summary>A path, a component or a node.</summary>
    public required string Where { get; init; }
}

/// <summary>A check that could not be decided.</summary>
internal sealed class UndecidedData
{
    /// <summary>The statement that is true if the check passes.</summary>
    public required string Check { get; init; }

    /// <summary>Why the check could not be decided.</summary>
    public required string Reason { get; init; }
}

/// <summary>A connection of a report.</summary>
internal sealed class ReportConnectionData
{
    /// <summary>The client of the connection.</summary>
    public required string Client { get; init; }

    /// <summary>The server of the connection.</summary>
    public required string Server { get; init; }

    /// <summary>Name of the item that the client presents; null if it is not on the node.</summary>
    public required string? ClientItem { get; init; }

    /// <summary>Name of the item that the server presents; null if it is not on the node.</summary>
    public required string? ServerItem { get; init; }

    /// <summary>When the first certificate on either side expires; null if none is on the node.</summary>
    public required DateTimeOffset? Until { get; init; }

    /// <summary>Whether one side refuses the other, or has no certificate to present.</summary>
    public required bool Fails { get; init; }

    /// <summary>Whether an unreadable file leaves the state of the connection uncertain.</summary>
    public required bool Unknown { get; init; }
}
