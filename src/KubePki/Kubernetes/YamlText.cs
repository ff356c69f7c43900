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
        string text;
        try
        {
            text = Strict.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return KubernetesMessages.NotText.At(where);
        }

        try
        {
            return IsReasonable(text) ? Parse(text, where, kind) : KubernetesMessages.UnreasonableYaml.At(where);
        }
        catch (YamlException e)
        {
            return Broken(e, text, where);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return KubernetesMessages.WrongKind.At(where, kind);
        }
    }

    private static Outcome<YamlText> Parse(string text, string where, string kind)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var mappings = stream.Documents.Select(d => d.RootNode).OfType<YamlMappingNode>().ToList();
        return mappings.Count > 0 ? new YamlText(text, mappings) : KubernetesMessages.WrongKind.At(where, kind);
    }

    /// <summary>
    /// Where and what, without the text the parser stumbled over: that could be a key. For a tab it tells where the mapping
    /// begins, which may be far away.
    /// </summary>
    private static Problem Broken(YamlException e, string text, string where)
    {
        if (e.Message.Contains(" tab ", StringComparison.Ordinal) && text.Split('\n') is var lines
            && Array.FindIndex(lines, l => l.AsSpan(0, l.Length - l.AsSpan().TrimStart("\t ").Length).Contains('\t')) is var tabbed and >= 0)
        {
            return KubernetesMessages.TabInYaml.At(where, (tabbed + 1).ToString(), (lines[tabbed].IndexOf('\t', StringComparison.Ordinal) + 1).ToString());
        }

        var (line, column) = (e.Start.Line.ToString(), e.Start.Column.ToString());
        return e switch
        {
            AnchorNotFoundException => KubernetesMessages.BrokenYaml.At(where, line, column, "an alias names an anchor that is not there"),
            SyntaxErrorException or SemanticErrorException => KubernetesMessages.BrokenYaml.At(where, line, column, e.Message.TrimEnd('.')),
            _ when e.Message.StartsWith("Duplicate key", StringComparison.Ordinal) => KubernetesMessages.KeyTwice.At(where, line, column),
            _ => KubernetesMessages.BrokenYaml.At(where, line, column, "it does not parse"),
        };
    }

    /// <summary>
    /// Whether the text keeps to the bounds. Keys must be plain words: an alias as a key would be hashed with all it stands for,
    /// which a few lines can make endless.
    /// </summary>
    private static bool IsReasonable(string text)
    {
        var parser = new Parser(new StringReader(text));
        var open = new Stack<(bool IsMapping, bool KeyIsNext)>();
        int aliases = 0, events = 0;
        while (parser.MoveNext())
        {
            if (parser.Current is NodeEvent or AnchorAlias && open.TryPop(out var holder))
            {
                if (holder is { IsMapping: true, KeyIsNext: true } && parser.Current is not Scalar)
                {
                    return false;
                }

                open.Push(holder with { KeyIsNext = !holder.KeyIsNext });
            }

            switch (parser.Current)
            {
                case MappingStart or SequenceStart:
                    open.Push((parser.Current is MappingStart, true));
                    break;
                case MappingEnd or SequenceEnd:
                    open.Pop();
                    break;
                case AnchorAlias:
                    aliases++;
                    break;
            }

            if (open.Count > MaximumDepth || aliases > MaximumAliases || ++events > MaximumEvents)
            {
                return false;
            }
        }

        return true;
    }
}
