using KubePki.Judge;
using KubePki.Language;

namespace KubePki.Cli.Documents;

/// <summary>Something an operator has to look at.</summary>
internal sealed class FindingData
{
    /// <summary>Stable id of the text.</summary>
    public required string Id { get; init; }

    /// <summary>A path, a component or a node; empty where the text says it all.</summary>
    public required string Where { get; init; }

    /// <summary>The text without the place.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it; empty where nothing can be said.</summary>
    public required string Hint { get; init; }

    /// <summary>How grave it is.</summary>
    [OneOf("error", "warning", "unknown")]
    public required string Severity { get; init; }

    /// <summary>Id of the check that found it; null for what running components reported.</summary>
    public required string? Check { get; init; }

    public static IReadOnlyList<FindingData> Of(IEnumerable<Finding> findings, Tongue tongue) => Parts.Of(findings, f => new FindingData
    {
        Id = f.Problem.Id,
        Where = f.Problem.Where,
        Message = f.Problem.What(tongue),
        Hint = f.Problem.Hint(tongue),
        Severity = Words.Of(f.Severity),
        Check = f.Check,
    });
}
