using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Cli.Documents;

/// <summary>The findings of the checks: <c>kubepki verify</c>.</summary>
internal sealed record FindingsDocument : Document
{
    public override string Kind => "Findings";

    /// <summary>When the node was read.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Whether the running components were queried too.</summary>
    public required bool Live { get; init; }

    /// <summary>The findings: those of the node itself before those in home directories, the most severe first.</summary>
    public required IReadOnlyList<FindingData> Findings { get; init; }

    /// <summary>All checks and their results.</summary>
    public required IReadOnlyList<CheckResultData> Checks { get; init; }

    public static FindingsDocument Of(
        NodeState state, Verification verification, IReadOnlyList<Finding> findings, bool live, Language language)
        => new()
        {
            ObservedAt = state.ObservedAt,
            Live = live,
            Findings = FindingData.Of(findings, language),
            Checks = Parts.Of(verification.Results, r => new CheckResultData
            {
                Id = CheckTable.FormerId(r.Check.Id),
                Name = r.Check.Id,
                Result = r.Answer.Problems.Count > 0 ? "failed" : r.Answer.Undecided is not null ? "undecided" : r.Passed ? "passed"
                    : "unknown",
                Reason = r.Answer.Undecided?.What(language),
            }),
        };
}

/// <summary>The result of a check.</summary>
internal sealed class CheckResultData
{
    /// <summary>ID that the check has in version 0.1. From version 0.3 on, as name.</summary>
    public required string Id { get; init; }

    /// <summary>ID of the check.</summary>
    public required string Name { get; init; }

    /// <summary>The result; <c>undecided</c> if this node does not show it, <c>unknown</c> if files could not be read.</summary>
    [OneOf("passed", "failed", "undecided", "unknown")]
    public required string Result { get; init; }

    /// <summary>Why the check is undecided; omitted if it is not.</summary>
    [Optional]
    public string? Reason { get; init; }
}

/// <summary>The existing checks: <c>kubepki verify --list</c>.</summary>
internal sealed record ChecksDocument : Document
{
    public override string Kind => "Checks";

    /// <summary>The checks.</summary>
    public required IReadOnlyList<CheckData> Checks { get; init; }

    public static ChecksDocument Of(Language language) => new()
    {
        Checks = Parts.Of(CheckTable.Checks, c => new CheckData
        {
            Id = CheckTable.FormerId(c.Id),
            Name = c.Id,
            Area = ChecksPage.AreaOf(c.Area).In(language),
            Severity = Words.Of(c.Severity),
            Title = c.Title.In(language),
            Why = c.Why.In(language),
        }),
    };
}

/// <summary>A check.</summary>
internal sealed class CheckData
{
    /// <summary>ID that the check has in version 0.1. From version 0.3 on, as name.</summary>
    public required string Id { get; init; }

    /// <summary>ID of the check.</summary>
    public required string Name { get; init; }

    /// <summary>Subject of the check, in a word or two.</summary>
    public required string Area { get; init; }

    /// <summary>Severity of the check's findings.</summary>
    [OneOf("error", "warning", "unknown")]
    public required string Severity { get; init; }

    /// <summary>The statement that is true if the check passes.</summary>
    public required string Title { get; init; }

    /// <summary>What breaks if the check fails.</summary>
    public required string Why { get; init; }
}
