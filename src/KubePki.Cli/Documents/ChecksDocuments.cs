using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Cli.Documents;

/// <summary>What the checks found: <c>kubepki verify</c>.</summary>
internal sealed record FindingsDocument : Document
{
    public override string Kind => "Findings";

    /// <summary>When the node was read.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Whether the running components were asked too.</summary>
    public required bool Live { get; init; }

    /// <summary>What was found: the node's own before what is in home directories, the gravest first.</summary>
    public required IReadOnlyList<FindingData> Findings { get; init; }

    /// <summary>Every check and its result.</summary>
    public required IReadOnlyList<CheckResultData> Checks { get; init; }

    public static FindingsDocument Of(NodeState state, Verification verification, IReadOnlyList<Finding> findings, bool live, Tongue tongue)
        => new()
        {
            ObservedAt = state.ObservedAt,
            Live = live,
            Findings = FindingData.Of(findings, tongue),
            Checks = Parts.Of(verification.Results, r => new CheckResultData
            {
                Id = r.Check.Id,
                Result = r.Answer.Problems.Count > 0 ? "failed" : r.Answer.Undecided is not null ? "undecided" : r.Passed ? "passed"
                    : "unknown",
                Reason = r.Answer.Undecided?.What(tongue),
            }),
        };
}

/// <summary>What came of a check.</summary>
internal sealed class CheckResultData
{
    /// <summary>Id of the check.</summary>
    public required string Id { get; init; }

    /// <summary>What came of it; <c>undecided</c> where this node does not show it, <c>unknown</c> where files could not be read.</summary>
    [OneOf("passed", "failed", "undecided", "unknown")]
    public required string Result { get; init; }

    /// <summary>Why it is undecided; left out where it is not.</summary>
    [Optional]
    public string? Reason { get; init; }
}

/// <summary>The checks there are: <c>kubepki verify --list</c>.</summary>
internal sealed record ChecksDocument : Document
{
    public override string Kind => "Checks";

    /// <summary>The checks.</summary>
    public required IReadOnlyList<CheckData> Checks { get; init; }

    public static ChecksDocument Of(Tongue tongue) => new()
    {
        Checks = Parts.Of(CheckTable.Checks, c => new CheckData
        {
            Id = c.Id,
            Area = CheckBook.AreaOf(c.Area).In(tongue),
            Severity = Words.Of(c.Severity),
            Title = c.Title.In(tongue),
            Why = c.Why.In(tongue),
        }),
    };
}

/// <summary>A check.</summary>
internal sealed class CheckData
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is about, in a word or two.</summary>
    public required string Area { get; init; }

    /// <summary>How grave its findings are.</summary>
    [OneOf("error", "warning", "unknown")]
    public required string Severity { get; init; }

    /// <summary>What is so when it passes.</summary>
    public required string Title { get; init; }

    /// <summary>What breaks otherwise.</summary>
    public required string Why { get; init; }
}
