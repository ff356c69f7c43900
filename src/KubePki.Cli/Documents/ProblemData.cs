using System.Text.Json.Nodes;
using KubePki.Localization;

namespace KubePki.Cli.Documents;

/// <summary>A text about the node: a problem, a reason, a note.</summary>
internal sealed class ProblemData
{
    /// <summary>Stable ID of the text.</summary>
    public required string Id { get; init; }

    /// <summary>A path, a component or a node; empty if the text is complete without it.</summary>
    public required string Where { get; init; }

    /// <summary>The text without the location.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it; empty if nothing must be done.</summary>
    public required string Hint { get; init; }

    /// <summary>The problem as JSON outside a document.</summary>
    public JsonObject ToJson() => DocumentJson.Of(this);

    public static ProblemData Of(Statement told, Language language) => new()
    {
        Id = told.Id,
        Where = told.Where,
        Message = told.What(language),
        Hint = (told as Problem)?.Hint(language) ?? "",
    };

    public static IReadOnlyList<ProblemData> Of(IEnumerable<Statement> told, Language language) => Parts.Of(told, t => Of(t, language));

    /// <summary>Same as the overload for a list, but null if there are none, for an optional field.</summary>
    public static IReadOnlyList<ProblemData>? IfAny(IReadOnlyList<Statement> told, Language language)
        => told.Count > 0 ? Of(told, language) : null;
}
