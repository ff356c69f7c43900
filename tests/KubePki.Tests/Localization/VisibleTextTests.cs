using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using KubePki.Localization;
using KubePki.Tests.Architecture;

namespace KubePki.Tests.Localization;

/// <summary>Text that other users chose, made safe for a terminal.</summary>
public sealed partial class VisibleTextTests
{
    private static readonly string[] Pieces = ["\\x1b", "\\", "\u0301", "\ufe0f", "中", "😀", "\""];

    /// <summary>Every UTF-16 unit, including lone surrogates, with the dangerous ones more often.</summary>
    private static readonly Gen<string> Hostile = Gen.OneOf(
        Gen.Char['\0', '\uffff'].Select(c => c.ToString()),
        Gen.Char['\0', '\x9f'].Select(c => c.ToString()),
        Gen.Char['\u2000', '\u206f'].Select(c => c.ToString()),
        Gen.Int[0xe0000, 0xe01ef].Select(char.ConvertFromUtf32),
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i])).Array[0, 12].Select(string.Concat);

    [Theory]
    [InlineData("kubernetes-admin", "kubernetes-admin")]
    [InlineData("\u001b[31mred", "\\x1b[31mred")]
    [InlineData("a\r\n\tb", "a\\x0d\\x0a\\x09b")]
    [InlineData("\u009b31m\u0085\u007f", "\\x9b31m\\x85\\x7f")]
    [InlineData("a\u202eb\u2066c\u200fd", "a\\u202eb\\u2066c\\u200fd")]
    [InlineData("a\u200bb\ufeffc\u00add\u2060e", "a\\u200bb\\ufeffc\\xadd\\u2060e")]
    [InlineData("a\u2028b\u2029c", "a\\u2028b\\u2029c")]
    [InlineData("a\U000e0041b\ue000", "a\\U000e0041b\\ue000")]
    [InlineData("a\u00a0b\u3000c\u2003d", "a\\xa0b\u3000c\\u2003d")]
    [InlineData("a\u3164b\u115fc\ufe0f", "a\\u3164b\\u115fc\\ufe0f")]
    [InlineData("证书 e\u0301 日本語 한국어 😀", "证书 e\u0301 日本語 한국어 😀")]
    [InlineData("\u0301a", "\\u0301a")]
    [InlineData("a\u0300\u0301\u0302\u0303\u0304\u0305b", "a\u0300\u0301\u0302\u0303\\u0304\\u0305b")]
    public void What_moves_reorders_or_hides_is_an_escape(string text, string shown) => Assert.Equal(shown, VisibleText.Of(text));

    [Fact]
    public void A_lone_surrogate_is_an_escape() => Assert.Equal("a\\ud800b\\udc00", VisibleText.Of("a\ud800b\udc00"));

    [Fact]
    public void Nothing_hidden_stays_and_a_second_pass_changes_nothing() => Hostile.Sample(text =>
    {
        var shown = VisibleText.Of(text);
        return shown.EnumerateRunes().All(r => !VisibleText.IsHidden(r.Value)) && VisibleText.Of(shown) == shown
            && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(shown)) == shown;
    });

    [Fact]
    public void Of_a_document_only_line_breaks_and_tabs_stay() => Hostile.Sample(text =>
        VisibleText.Lines(text).EnumerateRunes().All(r => r.Value is '\n' or '\t' || !VisibleText.IsHidden(r.Value)));

    [Fact]
    public void Json_means_the_same() => Hostile.Select(Sound).Sample(text =>
    {
        var json = VisibleText.InJson(
            $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");
        return JsonSerializer.Deserialize<string>(json) == text && json.EnumerateRunes().All(r => !VisibleText.IsHidden(r.Value));
    });

    [Fact]
    public void Different_names_have_different_labels() => Hostile.Select(Sound).Sample(text =>
    {
        var label = VisibleText.Distinct(text);
        return Read(label) == text && label.EnumerateRunes().All(r => !VisibleText.IsHidden(r.Value));
    });

    [Fact]
    public void What_an_argument_holds_is_no_place() => Assert.Equal("a {1} b x", Template.Fill("a {0} b {1}", ["{1}", "x"]));

    [Theory]
    [InlineData("1", "ends in 1 day")]
    [InlineData("0", "ends in 0 days")]
    [InlineData("21", "ends in 21 days")]
    [InlineData("{0}", "ends in {0} days")]
    public void A_word_fits_its_number(string number, string text)
    => Assert.Equal(text, Template.Fill("ends in {0} {0:day|days}", [number]));

    /// <summary>A file that displays other code than the compiler reads would hide a change from its reviewer.</summary>
    [Fact]
    public void No_source_holds_a_hidden_character()
        => Assert.DoesNotContain(
            Texts(), source => source.Text.EnumerateRunes().Any(r => r.Value != '\n' && VisibleText.IsHidden(r.Value)));

    [Fact]
    public void Escape_sequences_are_made_in_one_place()
        => Assert.Equal(
            ["Line.cs", "TerminalWriter.cs"],
            Texts().Where(source => Sequence().IsMatch(source.Text)).Select(source => Path.GetFileName(source.Path)).Order());

    [Fact]
    public void All_output_is_escaped()
        => Assert.DoesNotContain(Texts(), source => PastIt().IsMatch(source.Text));

    private static IEnumerable<(string Path, string Text)> Texts()
        => Directory.EnumerateFiles($"{Sources.Root()}/src", "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(file => (file, File.ReadAllText(file)));

    /// <summary>UTF-8 has no lone surrogates, so a file never contains any.</summary>
    private static string Sound(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Read(string label) => Escape().Replace(label, m => char.ConvertFromUtf32(Convert.ToInt32(m.Value[2..], 16)));

    [GeneratedRegex(@"\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}")]
    private static partial Regex Escape();

    [GeneratedRegex("""\\u001b|\\x1b|\\e\[""", RegexOptions.IgnoreCase)]
    private static partial Regex Sequence();

    [GeneratedRegex(@"Console\.(Write|Out|Error|OpenStandard)")]
    private static partial Regex PastIt();
}
