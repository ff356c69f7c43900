using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Localization;

namespace KubePki.Cli.Documents;

/// <summary>Something that needs the operator's attention.</summary>
internal sealed class FindingData
{
    /// <summary>Stable ID of the text.</summary>
    public required string Id { get; init; }

    /// <summary>A path, a component or a node; empty if the text is complete without it.</summary>
    public required string Where { get; init; }

    /// <summary>The text without the location.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about the finding; empty if there is no advice.</summary>
    public required string Hint { get; init; }

    /// <summary>Severity of the finding.</summary>
    [OneOf("error", "warning", "unknown")]
    public required string Severity { get; init; }

    /// <summary>ID that the check has in version 0.1; null if running components reported it. From version 0.3 on, as checkName.</summary>
    public required string? Check { get; init; }

    /// <summary>ID of the check that found it; omitted if running components reported it.</summary>
    [Optional]
    public string? CheckName { get; init; }

    public static IReadOnlyList<FindingData> Of(IEnumerable<Finding> findings, Language language) => Parts.Of(findings, f => new FindingData
    {
        Id = f.Problem.Id,
        Where = f.Problem.Where,
        Message = f.Problem.What(language),
        Hint = f.Problem.Hint(language),
        Severity = Words.Of(f.Severity),
        Check = f.Check is { } check ? CheckTable.FormerId(check) : null,
        CheckName = f.Check,
    });
}
