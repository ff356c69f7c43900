using KubePki.Fleet;

namespace KubePki.Cli.Documents;

/// <summary>
/// What a node answered, as the record of its kind, so that several nodes are drawn from what one is drawn from. The answer has passed its
/// checks (AnswerCheck in the library): the fields that they require are as they have to be. Of the others, one that is missing or of
/// another shape counts as not there. Every text is the node's own: it is shown as plain text only (<see cref="AnswerWords.Plain"/>).
/// </summary>
internal static class Answers
{
    /// <summary>The document of an answer, read at each call; null where it has none, or one of which nothing is shown.</summary>
    public static Document? Read(this NodeAnswer? answer) => answer?.Document() is { } json ? json.Text("kind") switch
    {
        "Status" => DocumentJson.ReadStatusDocument(json),
        "Findings" => DocumentJson.ReadFindingsDocument(json),
        "History" => DocumentJson.ReadHistoryDocument(json),
        "Backups" => DocumentJson.ReadBackupsDocument(json),
        "Result" => DocumentJson.ReadResultDocument(json),
        "Report" => DocumentJson.ReadReportDocument(json),

        // Of the plans, the one whose actions may lack what another's have.
        "Plan" => DocumentJson.ReadCreationPlanDocument(json),
        _ => null,
    } : null;
}
