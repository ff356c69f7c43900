using System.Text;
using KubePki.Language;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>
/// A YAML file as text and as nodes that know their place in it. Files are read with bounds on depth, aliases and size, so
/// that no file can make the program recurse or grow without end.
/// </summary>
internal sealed record YamlText(string Text, IReadOnlyList<YamlMappingNode> Documents)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file; documents that are not mappings are passed over.</summary>
    internal static Outcome<YamlText> Read(ReadOnlySpan<byte> content, string where, string kind)
    {
        try
        {
            var text = Strict.GetString(content);
            var stream = new YamlStream();
            stream.Load(new BoundedParser(new Parser(new StringReader(text))));
            var mappings = stream.Documents.Select(d => d.RootNode).OfType<YamlMappingNode>().ToList();
            return mappings.Count > 0 ? new YamlText(text, mappings) : KubernetesMessages.WrongKind.At(where, kind);
        }
        catch (DecoderFallbackException)
        {
            return KubernetesMessages.NotText.At(where);
        }
        catch (BoundedParser.UnreasonableException)
        {
            return KubernetesMessages.UnreasonableYaml.At(where);
        }
        catch (YamlException e)
        {
            return KubernetesMessages.BrokenYaml.At(where, e.Start.Line.ToString(), e.Start.Column.ToString(), Reason(e));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return KubernetesMessages.WrongKind.At(where, kind);
        }
    }

    /// <summary>The parser's words without the text it stumbled over: that could be a key.</summary>
    private static string Reason(YamlException e)
        => e.Message.StartsWith("Duplicate key", StringComparison.Ordinal) ? "a key stands there twice"
            : e is SyntaxErrorException or SemanticErrorException ? e.Message.TrimEnd('.')
            : "it does not parse";
}
