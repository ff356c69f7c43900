using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using KubePki.Localization;

namespace KubePki.Tests.Architecture;

/// <summary>Every message of the library, found by reflection.</summary>
public sealed partial class MessageTests
{
    private static readonly IReadOnlyList<(string Where, Message Message)> Messages = [.. typeof(Message).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(field => field.FieldType == typeof(Message))
        .Select(field => ($"{field.DeclaringType!.Name}.{field.Name}", (Message)field.GetValue(null)!))];

    public static TheoryData<string> Names => [.. Messages.Select(m => m.Where)];

    [Fact]
    public void There_are_messages() => Assert.True(Messages.Count > 50);

    /// <summary>Several texts may share an id if they are variants of one message: then they are in one class.</summary>
    [Fact]
    public void Ids_are_unique_and_in_kebab_case()
    {
        Assert.Empty(Messages.GroupBy(m => m.Message.Id).Where(g => g.Select(m => m.Where.Split('.')[0]).Distinct().Count() > 1)
            .Select(g => $"{g.Key}: {string.Join(' ', g.Select(m => m.Where))}"));
        Assert.All(Messages, m => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", m.Message.Id));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_languages_say_it_with_the_same_particulars(string name)
    {
        var message = Messages.Single(m => m.Where == name).Message;
        Assert.False(string.IsNullOrWhiteSpace(message.What.English));
        Assert.Contains(message.What.Chinese, IsChinese);
        Assert.DoesNotContain(message.What.English, IsChinese);
        Assert.DoesNotContain(message.Hint.English, IsChinese);
        Assert.Equal(Places(message.What.English), Places(message.What.Chinese));
        Assert.Equal(Places(message.Hint.English), Places(message.Hint.Chinese));
        Assert.Equal(message.Hint.English.Length == 0, message.Hint.Chinese.Length == 0);
        Assert.True(message.Hint.Chinese.Length == 0 || message.Hint.Chinese.Any(IsChinese), message.Hint.Chinese);
        Assert.False(message.What.English.EndsWith('.') || message.What.Chinese.EndsWith('。'), "a message is a clause");

        // The placeholders {0}, {1} … of text and hint together have no gap: each one that the text does not use is used by the hint.
        var places = Places(message.What.English).Union(Places(message.Hint.English)).Order().ToList();
        Assert.Equal(Enumerable.Range(0, places.Count), places);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_particulars_are_shown(string name)
    {
        var message = Messages.Single(m => m.Where == name).Message;
        var arguments = Places(message.What.English).Union(Places(message.Hint.English)).Order().Select(i => $"<{i}>").ToArray();
        var problem = message.At("/a/place", arguments);
        foreach (var language in Language.All)
        {
            var text = problem.Text(language) + problem.Hint(language);
            Assert.StartsWith("/a/place: ", text, StringComparison.Ordinal);
            Assert.All(arguments, argument => Assert.Contains(argument, text, StringComparison.Ordinal));
            Assert.DoesNotContain('{', text);
        }
    }

    [Fact]
    public void A_cause_is_told_after_the_problem_and_lends_its_hint()
    {
        var inner = new Message("inner", "is wet", "湿了", "dry it", "擦干");
        var outer = new Message("outer", "does not burn", "点不着");
        var problem = outer.At("wood") with { Cause = inner.At("rain") };
        Assert.Equal("wood: does not burn: rain: is wet", problem.Text(Language.English));
        Assert.Equal("wood: 点不着：rain: 湿了", problem.Text(Language.Chinese));
        Assert.Equal(("dry it", "擦干"), (problem.Hint(Language.English), problem.Hint(Language.Chinese)));
        Assert.Equal("does not burn", (outer.At("") with { Cause = null }).ToString());
    }

    [Fact]
    public void Arguments_that_look_like_placeholders_stay_unchanged()
        => Assert.Equal("f: a {1} b x", new Message("m", "a {0} b {1}", "甲 {0} {1}").At("f", "{1}", "x").ToString());

    [Fact]
    public void Names_from_files_cannot_drive_a_terminal()
        => Assert.Equal("/a\\x0ab: is \\x1b[31mred", new Message("m", "is {0}", "是 {0}").At("/a\nb", "\u001b[31mred").ToString());

    private static List<int> Places(string text)
        => [.. Place().Matches(text).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().Order()];

    private static bool IsChinese(char c) => c is >= '\u4e00' and <= '\u9fff';

    [GeneratedRegex(@"\{(\d+)[:}]")]
    private static partial Regex Place();
}
