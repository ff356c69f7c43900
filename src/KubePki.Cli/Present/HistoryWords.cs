using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Cli.Present;

/// <summary>Changes and their results in the user's language. Documents have fixed English words instead.</summary>
internal static class HistoryWords
{
    /// <summary>The word for a transaction that another one undid. Documents contain the ID of the other one instead.</summary>
    public const string Undone = "undone";

    /// <summary>Same as <see cref="Undone"/>, for a transaction that was undone except for files in home directories.</summary>
    public const string PartlyUndone = "partlyUndone";

    private static readonly Dictionary<string, Text> Verbs = new(StringComparer.Ordinal)
    {
        ["renew"] = Texts.VerbRenew,
        ["create"] = Texts.VerbCreate,
        ["undo"] = Texts.VerbUndo,
        ["restore"] = Texts.VerbRestore,
        ["csr import"] = Texts.VerbImport,
    };

    private static readonly Dictionary<string, Text> Stages = new(StringComparer.Ordinal)
    {
        ["begun"] = Texts.StageBegun,
        ["staging"] = Texts.StageBegun,
        ["committing"] = Texts.StageCommitting,
        ["committed"] = Texts.StageCommitted,
        ["activated"] = Texts.StageActivated,
        ["rolledBack"] = Texts.StageRolledBack,
        [Undone] = Texts.StageUndone,
        [PartlyUndone] = Texts.StagePartlyUndone,
        ["unreadable"] = Texts.StageUnreadable,
    };

    /// <summary>The text for a transaction's verb; an unknown verb is shown as it is.</summary>
    public static string Verb(string? verb, Terminal terminal) => Word(Verbs, verb, terminal);

    /// <summary>The text for a transaction's stage; an unknown stage is shown as it is.</summary>
    public static string Stage(string? stage, Terminal terminal) => Word(Stages, stage, terminal);

    private static string Word(Dictionary<string, Text> words, string? word, Terminal terminal)
        => words.TryGetValue(word ?? "", out var text) ? terminal.Say(text) : AnswerTexts.Plain(word ?? "-");
}
