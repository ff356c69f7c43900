using System.Text.Json.Nodes;
using KubePki.Cli.Results;
using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Cli.Documents;

/// <summary>The results of several nodes: any command with <c>--nodes</c>, <c>--inventory</c> or <c>--discover</c>.</summary>
internal sealed record FleetDocument : Document
{
    public override string Kind => "Fleet";

    /// <summary>The command.</summary>
    public required string Verb { get; init; }

    /// <summary>The nodes, in the order in which they were given; for a change, in the order of the roll.</summary>
    public required IReadOnlyList<FleetNodeData> Nodes { get; init; }

    /// <summary>The differences between nodes.</summary>
    public required IReadOnlyList<DifferenceData> Differences { get; init; }

    /// <summary><c>status</c>, <c>verify</c>, <c>report</c>: etcd's members as reported by all nodes.</summary>
    [Optional]
    public IReadOnlyList<FleetMemberData>? EtcdMembers { get; init; }

    /// <summary><c>status</c>, <c>verify</c>, <c>report</c>: problems of the nodes as a whole.</summary>
    [Optional]
    public IReadOnlyList<ProblemData>? Concerns { get; init; }

    /// <summary><c>status</c>, <c>verify</c>, <c>report</c>: the consequences of the differences.</summary>
    [Optional]
    public IReadOnlyList<FindingData>? Findings { get; init; }

    /// <summary>A change with <c>--dry-run</c>: CAs and service account keys that would be copied from one node to another.</summary>
    [Optional]
    public IReadOnlyList<ShareData>? Shares { get; init; }

    /// <summary>A change: its outcome.</summary>
    [OneOf("done", "failed", "halfWay", "usage")]
    [Optional]
    public string? Outcome { get; init; }

    /// <summary>A change: its events, in order.</summary>
    [Optional]
    public IReadOnlyList<FleetEventData>? Events { get; init; }

    /// <summary>The results of nodes for a command; for a change that began, with the stage that each node reached.</summary>
    public static FleetDocument Of(
        string verb, IReadOnlyList<NodeResult> results, IReadOnlyList<NodeDifference> differences, Language language,
        IReadOnlyList<NodeStage>? stages = null) => new()
        {
            Verb = verb,
            Nodes = Parts.Of(Enumerable.Range(0, results.Count), i => FleetNodeData.Of(results[i], stages?[i], language)),
            Differences = Parts.Of(differences, DifferenceData.Of),
        };

    /// <summary>The results of nodes for a command that judges them as a whole.</summary>
    public static FleetDocument Of(string verb, FleetReading reading, Language language)
        => Of(verb, reading.Results, reading.Differences, language) with
        {
            EtcdMembers = Parts.Of(FleetMembers.Of(reading.Reports), FleetMemberData.Of),
            Concerns = ProblemData.Of(reading.Concerns, language),
            Findings = FindingData.Of(reading.Findings, language),
        };
}

/// <summary>The result of a node.</summary>
internal sealed class FleetNodeData
{
    /// <summary>Name of the node.</summary>
    public required string Name { get; init; }

    /// <summary>The destination for <c>ssh</c>.</summary>
    public required string Destination { get; init; }

    /// <summary>Exit code of the command on the node; null if no answer came.</summary>
    public required int? Exit { get; init; }

    /// <summary>Seconds from the request to the answer, with milliseconds; null if no answer came.</summary>
    public required double? Seconds { get; init; }

    /// <summary>The stage of the node in a change; omitted for other commands.</summary>
    [OneOf("toDo", "committing", "done", "failed")]
    [Optional]
    public string? Stage { get; init; }

    /// <summary>The document of the command on the node, as the node sent it; null if it sent none.</summary>
    public required JsonObject? Document { get; init; }

    /// <summary>Why no answer came; null if one did.</summary>
    public required ProblemData? Problem { get; init; }

    public static FleetNodeData Of(NodeResult result, NodeStage? stage, Language language) => new()
    {
        Name = result.Node.Name,
        Destination = result.Node.Destination,
        Exit = result.Answer?.Exit,
        Seconds = result.Answer is { } answer ? Math.Round(answer.Took.TotalSeconds, 3) : null,
        Stage = stage switch
        {
            null => null,
            NodeStage.ToDo => "toDo",
            NodeStage.Committing => "committing",
            NodeStage.Done => "done",
            _ => "failed"
        },
        Document = result.Answer?.Document(),
        Problem = result.Problem is { } problem ? ProblemData.Of(problem, language) : null,
    };
}

/// <summary>A difference between nodes.</summary>
internal sealed class DifferenceData
{
    /// <summary>
    /// A CA's name, <c>sa</c>, <c>kubernetesVersion</c>, <c>kubepki</c>, <c>clock</c>, <c>etcdMembers</c> or <c>expiry</c>.
    /// </summary>
    public required string What { get; init; }

    /// <summary>The values.</summary>
    public required IReadOnlyList<DifferenceValueData> Values { get; init; }

    /// <summary>The certificates that expire on different days; omitted for other differences.</summary>
    [Optional]
    public IReadOnlyList<string>? Items { get; init; }

    public static DifferenceData Of(NodeDifference difference) => new()
    {
        What = difference.What,
        Values = Parts.Of(difference.Values, v => new DifferenceValueData { Value = v.Value, Nodes = v.Nodes }),
        Items = difference.Items.Count > 0 ? difference.Items : null,
    };
}

/// <summary>A value and the nodes that have it.</summary>
internal sealed class DifferenceValueData
{
    /// <summary>The value; empty for nodes without a value.</summary>
    public required string Value { get; init; }

    /// <summary>The names of the nodes.</summary>
    public required IReadOnlyList<string> Nodes { get; init; }
}

/// <summary>An etcd member as reported by all nodes.</summary>
internal sealed class FleetMemberData
{
    /// <summary>Name of the member; its ID if it has no name.</summary>
    public required string Name { get; init; }

    /// <summary>The node of the member; null if it is none of the queried nodes.</summary>
    public required string? Node { get; init; }

    /// <summary>Whether any node finds the member healthy; null if no node can determine it.</summary>
    public required bool? Healthy { get; init; }

    /// <summary>Why the member is not healthy; null if it is.</summary>
    public required string? Problem { get; init; }

    /// <summary>The nodes whose etcd lists the member.</summary>
    public required IReadOnlyList<string> KnownTo { get; init; }

    /// <summary>The nodes whose etcd answered and does not list the member.</summary>
    public required IReadOnlyList<string> UnknownTo { get; init; }

    public static FleetMemberData Of(MemberStatus member)
        => new()
        {
            Name = member.Name,
            Node = member.Node,
            Healthy = member.IsHealthy,
            Problem = member.Problem,
            KnownTo = member.KnownTo,
            UnknownTo = member.UnknownTo,
        };
}

/// <summary>A CA or the service account keys, copied from one node to another.</summary>
internal sealed class ShareData
{
    /// <summary>Name of the CA, or <c>sa</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the node that sends it.</summary>
    public required string From { get; init; }

    /// <summary>Name of the node that receives it.</summary>
    public required string To { get; init; }

    /// <summary>Whether the private key is copied too.</summary>
    public required bool WithKey { get; init; }

    /// <summary>Whether it replaces an existing one.</summary>
    public required bool Replaces { get; init; }

    public static IReadOnlyList<ShareData> Of(SharePlan shares)
        => Parts.Of(
            shares.Shares, s
                => new ShareData { Name = s.Name, From = s.From.Name, To = s.To.Name, WithKey = s.WithKey, Replaces = s.Replaces });
}

/// <summary>A step of a change of several nodes.</summary>
internal sealed class FleetEventData
{
    /// <summary>When the step happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>The phase that the node reached.</summary>
    [OneOf("recovered", "staged", "nothingToDo", "committing", "done", "released", "failed")]
    public required string Phase { get; init; }
}
