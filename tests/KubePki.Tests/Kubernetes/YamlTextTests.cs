using System.Text;
using CsCheck;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Kubernetes;

public sealed class YamlTextTests
{
    [Fact]
    public void Nested_aliases_are_bounded()
    {
        var lines = new StringBuilder("a0: &a0 [x]\n");
        for (var i = 1; i < 40; i++)
        {
            lines.Append($"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n");
        }

        Libc.IsBounded(() => Read(lines.ToString()).Must());
        for (var i = 40; i < 60; i++)
        {
            lines.Append($"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n");
        }

        Libc.IsBounded(() => Read(lines.ToString()).Fails(KubernetesMessages.UnreasonableYaml));
    }

    /// <summary>
    /// A certificate that fifty users share by an alias is read fifty times: long values may be repeated only within a bound.
    /// </summary>
    [Fact]
    public void Long_texts_are_not_repeated_without_end()
    {
        string Shared(int length, int times)
            => $"a: &a {new string('x', length)}\nb: &b {{c: *a}}\nd:\n" + string.Concat(Enumerable.Repeat("- *b\n", times));
        Read(Shared(2_000, 90)).Must();
        Read(Shared(500, 90)).Must();
        Read(Shared(100_000, 5)).Must();
        Read(Shared(100_000, 20)).Fails(KubernetesMessages.UnreasonableYaml);
        Read(Shared(4_000_000, 1)).Fails(KubernetesMessages.UnreasonableYaml);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_word()
    {
        var read = Read("\ufeffa: b\n").Must();
        Assert.Equal(("b", "a: b\n"), (read.Documents[0].Scalar("a"), read.Text));
    }

    [Theory]
    [InlineData("%a b")]
    [InlineData("%YAML 1.2 ")]
    [InlineData("a: b\n%")]
    [InlineData("a: b\r%x ")]
    [InlineData("a: b\u0085%x ")]
    [InlineData("#")]
    [InlineData("a: ")]
    [InlineData("a: \"")]
    [InlineData("a: '")]
    [InlineData("a: |\n ")]
    [InlineData("a: >\n ")]
    [InlineData("a: &")]
    [InlineData("a: *")]
    [InlineData("a: !")]
    [InlineData("a: !<")]
    [InlineData("[")]
    [InlineData("? ")]
    [InlineData("")]
    public void A_file_that_ends_with_the_parsers_buffer_in_the_middle_of_something_takes_no_time(string begun)
    {
        foreach (var length in (int[])[1023, 1024, 1025, 4096])
        {
            Libc.IsBounded(() => Read(begun + new string('x', length - begun.Length)));
            Libc.IsBounded(() => Read(begun + new string(' ', length - begun.Length)));
        }
    }

    [Fact]
    public void Laughs_as_a_key_are_refused_before_they_are_hashed()
    {
        var lines = new StringBuilder("a0: &a0 [x]\n");
        for (var i = 1; i < 40; i++)
        {
            lines.Append($"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n");
        }

        Libc.IsBounded(() => Read($"{lines}? *a39\n: x\n").Fails(KubernetesMessages.UnreasonableYaml));
    }

    [Theory]
    [InlineData("? [a]\n: b\n")]
    [InlineData("{[a]: b}\n")]
    [InlineData("{{a: b}: c}\n")]
    [InlineData("k: &x v\n*x : y\n")]
    public void Keys_are_words(string text) => Read(text).Fails(KubernetesMessages.UnreasonableYaml);

    [Fact]
    public void Depth_is_bounded()
    {
        Read("a: " + new string('[', 60) + new string(']', 60)).Must();
        Read("a: " + new string('[', 70) + new string(']', 70)).Fails(KubernetesMessages.UnreasonableYaml);
        Libc.IsBounded(() => Read("a: " + new string('[', 1_000_000)).Fails(KubernetesMessages.UnreasonableYaml));
        Libc.IsBounded((
            ) => Read(string.Concat(Enumerable.Range(0, 2000).Select(i => new string(' ', i) + "a:\n")))
                .Fails(KubernetesMessages.UnreasonableYaml));
    }

    [Fact]
    public void Length_is_bounded()
        => Libc.IsBounded((
            ) => Read("a:\n" + string.Concat(Enumerable.Repeat("- b\n", 200_100))).Fails(KubernetesMessages.UnreasonableYaml));

    [Fact]
    public void A_node_inside_itself_does_not_hang()
        => Libc.IsBounded(() => Read("a: &x {b: *x}\n"));

    [Theory]
    [InlineData("%YAML 9.9\n---\na: b\n")]
    [InlineData("a: *nobody\n")]
    [InlineData("a: !<tag:yaml.org,2002:binary> x\n")]
    [InlineData("\"a\n")]
    [InlineData("a: b: c\n")]
    [InlineData("\0")]
    [InlineData("a: \u0001\n")]
    public void Odd_texts_are_read_or_refused(string text) => Assert.NotNull(Read(text));

    [Fact]
    public void The_first_mapping_counts_and_other_documents_are_passed_over()
        => Assert.Equal(2, Read("--- words\n---\na: b\n---\n- c\n---\nd: e\n").Must().Documents.Count);

    [Fact]
    public void No_text_makes_it_throw()
        => Any.Of(
            "a: ", "- ", "\n", "  ", "&x ", "*x", "[", "]", "{", "}", ", ", "? ", "|\n", ">\n", "'", "\"", "#", "---\n", "\t", "!!str ",
            "%", "@", ":", "\\", "é", "🔑")
            .Array[0, 25].Sample(pieces => Read(string.Concat(pieces)) is not null, iter: 3000);

    private static Outcome<YamlText> Read(string text) => YamlText.Read(Encoding.UTF8.GetBytes(text), "f", "thing");
}
