using System.Text.Json.Nodes;

namespace KubePki.Cli.Documents;

/// <summary>
/// A result for other programs: what <c>-o json</c> and <c>-o yaml</c> print. The properties of the records in this folder are the fields
/// of the documents, in their order. Rules: times are UTC and whole seconds; durations are whole seconds; texts are in the language asked
/// for, ids and words never change; a field is null where there is no value, and left out only where it is <see cref="OptionalAttribute"/>.
/// <para>
/// Documents are records; their parts are classes that never change: nobody compares parts, and a record's equality costs 6 KB of the
/// binary each. From the records are made the code that writes and reads them (<see cref="DocumentJson"/>) and the JSON schema of each kind
/// (docs/schemas); tests/KubePki.Documents keeps both equal to them.
/// </para>
/// </summary>
internal abstract record Document
{
    /// <summary>Version of the contract.</summary>
    [OneOf("kubepki/v1")]
    public string ApiVersion { get; } = "kubepki/v1";

    /// <summary>Kind of the document.</summary>
    public abstract string Kind { get; }

    /// <summary>The document as JSON, in which texts can still be changed.</summary>
    public JsonObject ToJson() => DocumentJson.Of(this);
}
