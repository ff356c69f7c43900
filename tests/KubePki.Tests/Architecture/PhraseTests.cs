using System.Reflection;
using System.Text.RegularExpressions;
using KubePki.Language;

namespace KubePki.Tests.Architecture;

/// <summary>Every phrase of the library that stands in a field, found by reflection.</summary>
public sealed partial class PhraseTests
{
    private static readonly IReadOnlyList<(string Where, Phrase Phrase)> Phrases = [.. typeof(Phrase).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(field => field.FieldType == typeof(Phrase))
        .Select(field => ($"{field.DeclaringType!.Name}.{field.Name}", (Phrase)field.GetValue(null)!))];

    public static TheoryData<string> Names => [.. Phrases.Select(p => p.Where)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_languages_say_it_with_the_same_particulars(string name)
    {
        var phrase = Phrases.Single(p => p.Where == name).Phrase;
        Assert.False(string.IsNullOrWhiteSpace(phrase.English) || string.IsNullOrWhiteSpace(phrase.Chinese));
        Assert.Equal(Places(phrase.English), Places(phrase.Chinese));
        Assert.DoesNotContain(phrase.English, c => c is >= '\u4e00' and <= '\u9fff');
    }

    [Fact]
    public void Particulars_that_look_like_places_stay_what_they_are()
        => Assert.Equal("a {1} b x", new Phrase("a {0} b {1}", "甲 {0} 乙 {1}").In(Tongue.English, "{1}", "x"));

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(m => m.Value).Distinct().Order();

    [GeneratedRegex(@"\{\d(?=\}|:)")]
    private static partial Regex Place();
}
