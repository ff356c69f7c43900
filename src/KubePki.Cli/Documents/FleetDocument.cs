using System.Text.Json.Nodes;
using KubePki.Cli.Results;
using KubePki.Fleet;
using KubePki.Language;

namespace KubePki.Cli.Documents;

/// <summary>What several nodes gave: any command with <c>--nodes</c>, <c>--inventory</c> or <c>--discover</c>.</summary>
internal sealed record FleetDocument : Document
{
    public override string Kind => "Fleet";

    /// <summary>The command.</summary>
    public required string Verb { get; init; }

    /// <summary>The nodes, in the order in which they were named; of a change, in the order of their turns.</summary>
    public required IReadOnlyList<FleetNodeData> Nodes { get; init; }

    /// <summary>What is not the same on all of them.</summary>
    public required IReadOnlyList<DifferenceData> Differences { get; init; }

    /// <summary><c>status</c>, <c>verify</c>, <c>report</c>: etcd's members as all the nodes see them.</summary>
    [Optional]
    public IReadOnlyList<FleetMemberData>? EtcdMembers { get; init; }

    /// <summary><c>status</c>, <c>verify</c>, <c>report</c>: what is wrong with the nodes together.</summary>
    [Optional]
    public IReadOnlyList<ProblemData>? Concerns { get; init; }

    /// <summary><c>status</c>, <c>verify</c>, <c>report</c>: what the differences break.</summary>
    [Optional]
    public IReadOnlyList<FindingData>? Findings { get; init; }

    /// <summary>A change with <c>--dry-run</c>: CAs and service account keys that would go from one node to another.</summary>
    [Optional]
    public IReadOnlyList<ShareData>? Shares { get; init; }

    /// <summary>A change: how it ended.</summary>
    [OneOf("done", "failed", "halfWay", "usage")]
    [Optional]
    public string? Outcome { get; init; }

    /// <summary>A change: what happened, in order.</summary>
    [Optional]
    public IReadOnlyList<FleetEventData>? Events { get; init; }

    /// <summary>What nodes gave to a command; of a change that began, with the stage that each reached.</summary>
    public static FleetDocument Of(
        string verb, IReadOnlyList<NodeResult> results, IReadOnlyList<NodeDifference> differences, Tongue tongue,
        IReadOnlyList<NodeStage>? stages = null) => new()
        {
            Verb = verb,
            Nodes = Parts.Of(Enumerable.Range(0, results.Count), i => FleetNodeData.Of(results[i], stages?[i], tongue)),
            Differences = Parts.Of(differences, DifferenceData.Of),
        };

    /// <summary>What nodes gave to a command that judges them together.</summary>
    public static FleetDocument Of(string verb, FleetReading reading, Tongue tongue)
        => Of(verb, reading.Results, reading.Differences, tongue) with
        {
            EtcdMembers = Parts.Of(FleetMembers.Of(reading.Reports), FleetMemberData.Of),
            Concerns = ProblemData.Of(reading.Concerns, tongue),
            Findings = FindingData.Of(reading.Findings, tongue),
        };
}

/// <summary>What a node gave.</summary>
internal sealed class FleetNodeData
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What <c>ssh</c> was given.</summary>
    public required string Destination { get; init; }

    /// <summary>Exit code of the command there; null where no answer came.</summary>
    public required int? Exit { get; init; }

    /// <summary>Seconds from the request to the answer, with milliseconds; null where none came.</summary>
    public required double? Seconds { get; init; }

    /// <summary>Where the node is in a change; left out elsewhere.</summary>
    [OneOf("toDo", "committing", "done", "failed")]
    [Optional]
    public string? Stage { get; init; }

    /// <summary>The document with which the command answered there, as the node sent it; null where it sent none.</summary>
    public required JsonObject? Document { get; init; }

    /// <summary>Why no answer came; null where one did.</summary>
    public required ProblemData? Problem { get; init; }

    public static FleetNodeData Of(NodeResult result, NodeStage? stage, Tongue tongue) => new()
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
        Problem = result.Problem is { } problem ? ProblemData.Of(problem, tongue) : null,
    };
}

/// <summary>Something that is not the same on all nodes.</summary>
internal sealed class DifferenceData
{
    /// <summary>
    /// A CA's name, <c>sa</c>, <c>kubernetesVersion</c>, <c>kubepki</c>, <c>clock</c>, <c>etcdMembers</c> or <c>expiry</c>.
    /// </summary>
    public required string What { get; init; }

    /// <summary>The values.</summary>
    public required IReadOnlyList<DifferenceValueData> Values { get; init; }

    /// <summary>The certificates that expire on different days; left out for other differences.</summary>
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
    /// <summary>The value; empty where a node has none.</summary>
    public required string Value { get; init; }

    /// <summary>The names of the nodes.</summary>
    public required IReadOnlyList<string> Nodes { get; init; }
}

/// <summary>A member of etcd as all the nodes see it.</summary>
internal sealed class FleetMemberData
{
    /// <summary>Its name; its id where it has none.</summary>
    public required string Name { get; init; }

    /// <summary>The node whose member it is; null where that is none of those asked.</summary>
    public required string? Node { get; init; }

    /// <summary>Whether any node finds it healthy; null where none can say.</summary>
    public required bool? Healthy { get; init; }

    /// <summary>Why it is not; null where it is.</summary>
    public required string? Problem { get; init; }

    /// <summary>The nodes whose etcd lists it.</summary>
    public required IReadOnlyList<string> KnownTo { get; init; }

    /// <summary>The nodes whose etcd answered and does not list it.</summary>
    public required IReadOnlyList<string> UnknownTo { get; init; }

    public static FleetMemberData Of(MemberStanding member)
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

/// <summary>A CA or the service account keys that go from one node to another.</summary>
internal sealed class ShareData
{
    /// <summary>Name of the CA, or <c>sa</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the node that gives it.</summary>
    public required string From { get; init; }

    /// <summary>Name of the node that receives it.</summary>
    public required string To { get; init; }

    /// <summary>Whether its private key goes along.</summary>
    public required bool WithKey { get; init; }

    /// <summary>Whether it replaces another one.</summary>
    public required bool Replaces { get; init; }

    public static IReadOnlyList<ShareData> Of(SharePlan shares)
        => Parts.Of(
            shares.Shares, s
                => new ShareData { Name = s.Name, From = s.From.Name, To = s.To.Name, WithKey = s.WithKey, Replaces = s.Replaces });
}

/// <summary>A step of a change of several nodes.</summary>
internal sealed class FleetEventData
{
    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>What happened.</summary>
    [OneOf("staged", "nothingToDo", "committing", "done", "released", "failed")]
    public required string Phase { get; init; }
}
