using System.Text;
using KubePki.Language;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>
/// A YAML file as text and as nodes that know their place in it. Files are read with bounds on depth, aliases and size, so
/// that no file can make the program recurse or grow without end.
/// </summary>
internal sealed record YamlText(string Text, IReadOnlyList<YamlMappingNode> Documents)
{
    private const int MaximumDepth = 64;
    private const int MaximumAliases = 100;
    private const int MaximumEvents = 200_000;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file; documents that are not mappings are passed over.</summary>
    internal static Outcome<YamlText> Read(ReadOnlySpan<byte> content, string where, string kind)
    {
        try
        {
            var text = Strict.GetString(content);
            if (!IsReasonable(text))
            {
                return KubernetesMessages.UnreasonableYaml.At(where);
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            var mappings = stream.Documents.Select(d => d.RootNode).OfType<YamlMappingNode>().ToList();
            return mappings.Count > 0 ? new YamlText(text, mappings) : KubernetesMessages.WrongKind.At(where, kind);
        }
        catch (DecoderFallbackException)
        {
            return KubernetesMessages.NotText.At(where);
        }
        catch (YamlException e)
        {
            return Broken(e, where);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return KubernetesMessages.WrongKind.At(where, kind);
        }
    }

    /// <summary>The parser's words without the text it stumbled over: that could be a key.</summary>
    private static Problem Broken(YamlException e, string where)
    {
        var (line, column) = (e.Start.Line.ToString(), e.Start.Column.ToString());
        return e.Message.StartsWith("Duplicate key", StringComparison.Ordinal) ? KubernetesMessages.KeyTwice.At(where, line, column)
            : e is not (SyntaxErrorException or SemanticErrorException) ? KubernetesMessages.BrokenYaml.At(where, line, column, "it does not parse")
            : e.Message.Contains(" tab ", StringComparison.Ordinal) ? KubernetesMessages.TabInYaml.At(where, line, column)
            : KubernetesMessages.BrokenYaml.At(where, line, column, e.Message.TrimEnd('.'));
    }

    private static bool IsReasonable(string text)
    {
        var parser = new Parser(new StringReader(text));
        int depth = 0, aliases = 0, events = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current?.NestingIncrease ?? 0;
            aliases += parser.Current is AnchorAlias ? 1 : 0;
            if (depth > MaximumDepth || aliases > MaximumAliases || ++events > MaximumEvents)
            {
                return false;
            }
        }

        return true;
    }
}
