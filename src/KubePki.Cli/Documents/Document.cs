using System.Text.Json.Nodes;

namespace KubePki.Cli.Documents;

/// <summary>
/// A result for other programs: the output of <c>-o json</c> and <c>-o yaml</c>. The properties of the records in this folder are the
/// fields of the documents, in the same order. Rules: times are in UTC, in whole seconds; durations are whole seconds; texts are in the
/// requested language, IDs and keywords never change; a field without a value is null, and omitted only if it has
/// <see cref="OptionalAttribute"/>.
/// <para>
/// Documents are records. Their parts are immutable classes: parts are never compared, and the equality members of each record would cost 6
/// KB of the binary. The code that writes and reads the records (<see cref="DocumentJson"/>) and the JSON schema of each kind
/// (docs/schemas) are generated from them; tests/KubePki.Documents keeps both equal to them.
/// </para>
/// </summary>
internal abstract record Document
{
    /// <summary>Version of the contract.</summary>
    [OneOf("kubepki/v1")]
    public string ApiVersion { get; } = "kubepki/v1";

    /// <summary>Kind of the document.</summary>
    public abstract string Kind { get; }

    /// <summary>The document as JSON, whose texts can still be changed.</summary>
    public JsonObject ToJson() => DocumentJson.Of(this);
}
