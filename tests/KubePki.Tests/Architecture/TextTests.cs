using System.Reflection;
using System.Text.RegularExpressions;
using KubePki.Localization;

namespace KubePki.Tests.Architecture;

/// <summary>Every text in a field of the library, found by reflection.</summary>
public sealed partial class TextTests
{
    private static readonly IReadOnlyList<(string Where, Text Text)> Found = [.. typeof(Text).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(field => field.FieldType == typeof(Text) && field.Name != nameof(Text.None))
        .Select(field => ($"{field.DeclaringType!.Name}.{field.Name}", (Text)field.GetValue(null)!))];

    public static TheoryData<string> Names => [.. Found.Select(p => p.Where)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_languages_have_the_same_placeholders(string name)
    {
        var text = Found.Single(p => p.Where == name).Text;
        Assert.False(string.IsNullOrWhiteSpace(text.English) || string.IsNullOrWhiteSpace(text.Chinese));
        Assert.Equal(Places(text.English), Places(text.Chinese));
        Assert.DoesNotContain(text.English, c => c is >= '\u4e00' and <= '\u9fff');
    }

    [Fact]
    public void Particulars_that_look_like_places_stay_what_they_are()
        => Assert.Equal("a {1} b x", new Text("a {0} b {1}", "甲 {0} 乙 {1}").In(Language.English, "{1}", "x"));

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(m => m.Value).Distinct().Order();

    [GeneratedRegex(@"\{\d(?=\}|:)")]
    private static partial Regex Place();
}
