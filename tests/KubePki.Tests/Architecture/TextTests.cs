using System.Text.RegularExpressions;

namespace KubePki.Tests.Architecture;

/// <summary>Every text of the program: declared in both languages, with the same particulars, and used.</summary>
public sealed partial class TextTests
{
    /// <summary>Words that are the same in Chinese.</summary>
    private static readonly string[] SameInBoth = ["CA", "ID", "uid", "{0}"];

    private static readonly IReadOnlyDictionary<string, string> Files = Directory.EnumerateFiles($"{Sources.Root()}/src", "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
        .ToDictionary(file => file, File.ReadAllText);

    private static readonly IReadOnlyList<(string File, string Kind, string Class, string Name, string Texts)> Declared =
    [
        .. from file in Files
           let owner = ClassName().Match(file.Value).Groups[1].Value
           from Match match in Declaration().Matches(file.Value)
           select (file.Key, match.Groups[1].Value, owner, match.Groups[2].Value, match.Groups[3].Value),
    ];

    [Fact]
    public void There_are_texts()
    {
        Assert.True(Declared.Count(d => d.Kind == "Text") > 150);
        Assert.True(Declared.Count(d => d.Kind == "Message") > 150);
        Assert.True(Declared.Count(d => d.Kind == "Phrase") > 30);
    }

    [Fact]
    public void None_is_unused()
    {
        var all = string.Join('\n', Files.Values);
        Assert.Empty(Declared.Where(d => !Regex.IsMatch(all, $@"\b{d.Class}\.{d.Name}\b") && Regex.Count(Files[d.File] + string.Join('\n', Files.Where(f => f.Value.Contains($".{d.Class};", StringComparison.Ordinal)).Select(f => f.Value)), $@"(?<![.\w]){d.Name}\b") < 2)
            .Select(d => $"{d.Class}.{d.Name}"));
    }

    [Fact]
    public void Both_languages_say_it_with_the_same_particulars()
    {
        foreach (var text in Declared.Where(d => d.Kind == "Text"))
        {
            var strings = StringLiteral().Matches(text.Texts).Select(m => m.Groups[1].Value).ToList();
            Assert.True(strings.Count == 2, $"{text.Class}.{text.Name} has {strings.Count} texts");
            Assert.False(string.IsNullOrWhiteSpace(strings[0]) || string.IsNullOrWhiteSpace(strings[1]), text.Name);
            Assert.DoesNotMatch("[\u4e00-\u9fff]", strings[0]);
            Assert.True(strings[0] == strings[1] || text.Name == "Names" || Regex.IsMatch(strings[1], "[\u3000-\u9fff\uff00-\uffef]"), $"{text.Class}.{text.Name} is not Chinese: {strings[1]}");
            Assert.True(strings[0] != strings[1] || SameInBoth.Contains(strings[0]) || Regex.IsMatch(strings[0], "^[a-z0-9 -]+: |^OpenID|^webhook"), $"{text.Class}.{text.Name} is the same in both: {strings[0]}");
            Assert.Equal(Places(strings[0]), Places(strings[1]));
        }
    }

    /// <summary>"1 days" is what a number in front of a plural comes to.</summary>
    [Fact]
    public void No_number_stands_before_a_plural()
        => Assert.DoesNotContain(Declared.SelectMany(d => StringLiteral().Matches(d.Texts).Take(1).Select(m => m.Groups[1].Value)), text => Plural().IsMatch(text));

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(m => m.Value).Distinct().Order();

    [GeneratedRegex(@"static readonly (Text|Message|Phrase) (\w+) = new\(((?:[^;""]|""(?:[^""\\]|\\.)*"")*)\);")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\{\d\} (?:more |other |earlier |configuration )?(?:days|years|seconds|files|items|nodes|lines|users|members|findings|bytes)\b")]
    private static partial Regex Plural();

    [GeneratedRegex(@"\b(?:class|record) (\w+)")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"""((?:[^""\\]|\\.)*)""")]
    private static partial Regex StringLiteral();

    [GeneratedRegex(@"\{\d(?=\}|:)")]
    private static partial Regex Place();
}
