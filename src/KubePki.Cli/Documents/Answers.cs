using KubePki.Fleet;

namespace KubePki.Cli.Documents;

/// <summary>
/// A node's answer as the record of its kind, so that several nodes are displayed from the same records as one. The answer has passed its
/// checks (AnswerCheck in the library), so the fields that they require are valid. Any other field that is missing or malformed counts as
/// absent. All strings come from the node: they are only shown as plain text (<see cref="AnswerTexts.Plain"/>).
/// </summary>
internal static class Answers
{
    /// <summary>The document of an answer, parsed at each call; null if it has none, or one of a kind that is not displayed.</summary>
    public static Document? Read(this NodeAnswer? answer) => answer?.Document() is { } json ? json.Text("kind") switch
    {
        "Status" => DocumentJson.ReadStatusDocument(json),
        "Findings" => DocumentJson.ReadFindingsDocument(json),
        "History" => DocumentJson.ReadHistoryDocument(json),
        "Backups" => DocumentJson.ReadBackupsDocument(json),
        "Result" => DocumentJson.ReadResultDocument(json),
        "Report" => DocumentJson.ReadReportDocument(json),

        // Of the kinds of plan, this is the one whose actions may lack the fields of the others.
        "Plan" => DocumentJson.ReadCreationPlanDocument(json),
        _ => null,
    } : null;
}
