namespace KubePki.Cli.Documents;

/// <summary>The words that a text of a document can be: for its schema. The program itself does not read them.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneOfAttribute(params string[] words) : Attribute
{
    public IReadOnlyList<string> Words => words;
}
