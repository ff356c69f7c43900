using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using KubePki.Localization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>
/// A YAML file as text and as nodes with their positions in it. Depth, aliases and size are limited, so that no file can make the program
/// recurse or allocate without end.
/// </summary>
internal sealed partial record YamlText(string Text, IReadOnlyList<YamlMappingNode> Documents)
{
    private const string ByteOrderMark = "\ufeff";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The byte order mark before the text, or an empty string: components ignore it, and an edited file keeps it.</summary>
    internal string Mark { get; private init; } = "";

    /// <summary>The positions of repeated keys in a mapping; the last one counts.</summary>
    internal IReadOnlyList<Place> Repeated { get; private init; } = [];

    /// <summary>A warning for each repeated key.</summary>
    internal IReadOnlyList<Problem> Warnings(string where)
        => Repeated.Count == 0 ? [] : [.. Repeated.Select(p => KubernetesMessages.KeyTwice.At(where, Number(p.Line), Number(p.Column)))];

    /// <summary>Reads a file; documents that are not mappings are skipped.</summary>
    internal static Outcome<YamlText> Read(ReadOnlySpan<byte> content, string where, string kind)
    {
        string text, mark;
        try
        {
            text = Strict.GetString(content);
            mark = text.StartsWith(ByteOrderMark, StringComparison.Ordinal) ? ByteOrderMark : "";
            text = text[mark.Length..];
        }
        catch (DecoderFallbackException)
        {
            return KubernetesMessages.NotText.At(where);
        }

        try
        {
            return Parse(text, where, kind).Then<YamlText>(yaml => yaml with { Mark = mark });
        }
        catch (BoundedParser.ImplausibleYamlException)
        {
            return KubernetesMessages.UnreasonableYaml.At(where);
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

    /// <summary>
    /// Whether an unquoted scalar is read as a boolean, a number, a date or null (YAML 1.1, which Kubernetes uses for its files).
    /// </summary>
    internal static bool IsAmbiguousScalar(string word) => Meaningful().IsMatch(word);

    [GeneratedRegex(@"^([0-9][0-9a-fxo:_-]*(\.[0-9e:_+-]*)?|y|n|yes|no|on|off|true|false|null|nan|inf)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Meaningful();

    private static Outcome<YamlText> Parse(string text, string where, string kind)
    {
        try
        {
            return Load(text, new BoundedParser(Parser(text)), where, kind);
        }
        catch (YamlException e) when (IsOfRepeatedKey(e))
        {
            var events = LastKeys.Of(new BoundedParser(Parser(text)));
            return Load(text, events, where, kind).Then<YamlText>(yaml => yaml with { Repeated = events.Repeated });
        }
    }

    private static Outcome<YamlText> Load(string text, IParser events, string where, string kind)
    {
        var stream = new YamlStream();
        stream.Load(events);
        var mappings = stream.Documents.Select(d => d.RootNode).OfType<YamlMappingNode>().ToList();
        return mappings.Count > 0 ? new YamlText(text, mappings) : KubernetesMessages.WrongKind.At(where, kind);
    }

    private static Parser Parser(string text) => new(new StringReader(Ended(text)));

    private static bool IsOfRepeatedKey(YamlException e) => e.Message.StartsWith("Duplicate key", StringComparison.Ordinal);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Adds a line break after a last line that contains a percent sign, which may begin a directive. If a file is as long as YamlDotNet's
    /// buffer or a multiple of it, YamlDotNet (18.1) searches for the end of an unterminated directive in two thousand million characters
    /// that do not exist.
    /// </summary>
    private static string Ended(string text)
        => text.AsSpan(text.AsSpan().LastIndexOfAny('\n', '\r') + 1).Contains('%') ? text + '\n' : text;

    /// <summary>
    /// Position and message, without the text at which the parser failed: that could be a key. For a tab, the parser reports the beginning
    /// of the mapping, which may be far away.
    /// </summary>
    private static Problem Broken(YamlException e, string text, string where)
    {
        if (e.Message.Contains(" tab ", StringComparison.Ordinal) && text.Split('\n') is var lines
            && Array.FindIndex(lines, l => l.AsSpan(0, l.Length - l.AsSpan().TrimStart("\t ").Length).Contains('\t')) is var tabbed
                and >= 0)
        {
            return KubernetesMessages.TabInYaml.At(
                where, (tabbed + 1).ToString(), (lines[tabbed].IndexOf('\t', StringComparison.Ordinal) + 1).ToString());
        }

        var (line, column) = (e.Start.Line.ToString(), e.Start.Column.ToString());
        return e switch
        {
            AnchorNotFoundException => KubernetesMessages.BrokenYaml.At(where, line, column, "an alias names an anchor that is not there"),
            SyntaxErrorException or SemanticErrorException => KubernetesMessages.BrokenYaml.At(where, line, column, e.Message.TrimEnd('.')),
            _ => KubernetesMessages.BrokenYaml.At(where, line, column, "it does not parse"),
        };
    }
}
