namespace KubePki.Cli.Documents;

/// <summary>The possible values of a string of a document, for its schema. The program itself does not read them.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneOfAttribute(params string[] words) : Attribute
{
    public IReadOnlyList<string> Words => words;
}
