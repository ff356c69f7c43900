using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubePki.Cli.Documents;
using KubePki.Localization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KubePki.Cli.Present;

/// <summary>Writes a document as JSON or, with the same content, as YAML.</summary>
internal static class DocumentWriter
{
    /// <summary>The number of buffered bytes after which they are written out. The documents of many nodes together are large.</summary>
    private const int Portion = 64 * 1024;

    /// <summary>Words with a special meaning in YAML 1.1 if they are not quoted.</summary>
    private static readonly HashSet<string> Meaningful = new(
        ["y", "n", "yes", "no", "on", "off", "true", "false", "null"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The document for storage with a transaction: JSON without a line feed at the end.</summary>
    public static byte[] Kept(Document document) => Encoding.UTF8.GetBytes(Text(document, OutputFormat.Json));

    /// <summary>The document as text, without a line feed at the end.</summary>
    public static string Text(Document document, OutputFormat format)
    {
        using var text = new StringWriter();
        Write(document, format, text);
        return text.ToString().TrimEnd();
    }

    /// <summary>Writes the document and a line feed.</summary>
    public static void Write(Document document, OutputFormat format, TextWriter to)
    {
        var json = document.ToJson();
        if (format == OutputFormat.Json)
        {
            WriteJson(json, to);
        }
        else
        {
            to.WriteLine(Yaml(json));
        }
    }

    private static void WriteJson(JsonObject document, TextWriter to)
    {
        var text = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(
            text, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        foreach (var (name, value) in document)
        {
            json.WritePropertyName(name);
            if (value is JsonArray list)
            {
                WriteList(list);
            }
            else
            {
                WriteValue(value);
            }
        }

        json.WriteEndObject();
        Pass("\n");

        void WriteList(JsonArray list)
        {
            json.WriteStartArray();
            foreach (var element in list)
            {
                WriteValue(element);
                if (json.BytesPending + text.WrittenCount > Portion)
                {
                    Pass("");
                }
            }

            json.WriteEndArray();
        }

        void WriteValue(JsonNode? value)
        {
            if (value is null)
            {
                json.WriteNullValue();
            }
            else
            {
                value.WriteTo(json);
            }
        }

        void Pass(string end)
        {
            json.Flush();
            to.Write(VisibleText.InJson(Encoding.UTF8.GetString(text.WrittenSpan)) + end);
            text.ResetWrittenCount();
        }
    }

    private static string Yaml(JsonNode document)
    {
        var text = new StringWriter();
        var emitter = new Emitter(
            text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Emit(emitter, document);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return VisibleText.InYaml(text.ToString().TrimEnd().Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    private static void Emit(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(new MappingStart());
                foreach (var (name, value) in map)
                {
                    emitter.Emit(Key(name));
                    Emit(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(
                    AnchorName.Empty, TagName.Empty, isImplicit: true, list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var value in list)
                {
                    Emit(emitter, value);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                // Quoted, so that a serial number or a date remains a string for every parser.
                emitter.Emit(Quoted(value.GetValue<string>()));
                break;
            default:
                emitter.Emit(new Scalar(node?.ToJsonString() ?? "null"));
                break;
        }
    }

    /// <summary>kubepki's own field names are plain words. A document from a node may have others.</summary>
    private static Scalar Key(string name)
        => name.Length > 0 && name.All(char.IsAsciiLetterOrDigit) && char.IsAsciiLetter(name[0]) && !Meaningful.Contains(name)
            ? new Scalar(name)
            : Quoted(name);

    private static Scalar Quoted(string text)
        => new(AnchorName.Empty, TagName.Empty, text, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: true);
}
