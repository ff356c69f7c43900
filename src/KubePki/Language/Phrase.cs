namespace KubePki.Language;

/// <summary>A text that is no problem (an explanation, the title of a check) in both languages; <c>{0}</c>, <c>{1}</c> … stand for particulars.</summary>
/// <param name="English">The English text.</param>
/// <param name="Chinese">The same in Chinese.</param>
public sealed record Phrase(string English, string Chinese)
{
    /// <summary>The text in a language, with its particulars in their places; what a particular holds is never read as a place.</summary>
    public string In(Tongue tongue, params string[] arguments)
        => new Message("phrase", English, Chinese).At("", arguments).What(tongue);
}
