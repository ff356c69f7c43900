using System.Text;
using KubePki.Kubernetes;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Kubernetes;

/// <summary>How kubeadm 1.20 reads each word that it gets as clusterName.</summary>
public sealed class YamlScalarsTests
{
    [Theory]
    [InlineData("y n Y N yes no on off On OFF True TRUE false", "Truth")]
    [InlineData("1 +1 -1 010 0x1F 0X1f 0b1 0B1 -0b1 0o17 0O7 1_000 1__0 1_ 0x_1 0", "Whole")]
    [InlineData("1. 1e3 .5 +.5 08 089 08.5 0.5_0 99999999999999999999999", "Fraction")]
    [InlineData("~ null Null NULL", "Nothing")]
    [InlineData("x yes! tRUE nO 1:30 2020-01-01 0x 1e400 _1 1e NaN Infinity 0.0.0.0 + . = 10.0.0.1 '1' \"yes\" 1.2.3", "Text")]
    public void Words_mean_what_they_mean_to_kubernetes(string words, string kind)
        => Assert.All(words.Split(' '), word => Assert.Equal(kind, YamlScalars.KindOf(Node(word)).ToString()));

    [Theory]
    [InlineData("!!str 1", "Text")]
    [InlineData("!!int \"1\"", "Whole")]
    [InlineData("!!bool \"yes\"", "Truth")]
    [InlineData("!foo 1", "Text")]
    [InlineData("[1]", "List")]
    [InlineData("{a: 1}", "Mapping")]
    public void Tags_and_brackets_count(string text, string kind) => Assert.Equal(kind, YamlScalars.KindOf(Node(text)).ToString());

    [Theory]
    [InlineData("010", 8)]
    [InlineData("0x192B", 6443)]
    [InlineData("6_443", 6443)]
    [InlineData("-0b11", -3)]
    [InlineData("'1'", null)]
    [InlineData("08", null)]
    public void Whole_numbers_have_their_value(string word, int? value) => Assert.Equal(value, (int?)YamlScalars.Whole(Node(word)));

    [Fact]
    public void Merged_mappings_fill_in_what_a_mapping_leaves_out()
    {
        var root = Read("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: {<<: [*a, *b], x: 5}\nd: {<<: *a}\n").Documents[0];
        Assert.Equal(("5", "2", "4"), (root.Field("c").Scalar("x"), root.Field("c").Scalar("y"), root.Field("c").Scalar("z")));
        Assert.Equal("2", root.Field("d").Scalar("y"));
    }

    [Fact]
    public void A_mapping_merged_into_itself_ends()
        => Libc.IsBounded(() => Assert.Null(Read("a: &x {<<: [*x, *x, *x, *x], b: c}\n").Documents[0].Field("a").Scalar("d")));

    [Fact]
    public void Of_equal_keys_the_last_counts_at_every_depth()
    {
        var yaml = Read("a: {b: 1, c: [{d: 1, d: 2}], b: 3}\ne: 4\na: {b: 5}\n---\nf: 6\nf: [7, 8]\n");
        Assert.Equal("5", yaml.Documents[0].Field("a").Scalar("b"));
        Assert.Equal(2, yaml.Documents[1].List("f").Count());
        Assert.Equal([(1L, 22L), (1L, 30L), (3L, 1L), (6L, 1L)], yaml.Repeated.Select(p => (p.Line, p.Column)));
    }

    private static YamlDotNet.RepresentationModel.YamlNode Node(string text) => Read($"a: {text}\n").Documents[0].Field("a")!;

    private static YamlText Read(string text) => YamlText.Read(Encoding.UTF8.GetBytes(text), "f", "thing").Must();
}
