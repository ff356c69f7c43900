using System.Reflection;
using System.Text.RegularExpressions;
using KubePki.Localization;

namespace KubePki.Tests.Localization;

/// <summary>A command copied from a hint works on the node of the hint.</summary>
public sealed partial class SuggestedCommandsTests
{
    [Theory]
    [InlineData("renew it: {kubepki renew apiserver}", "renew it: kubepki renew apiserver --root node")]
    [InlineData("make it: {kubepki create a}; or put it back: {kubepki backup list}",
        "make it: kubepki create a --root node; or put it back: kubepki backup list --root node")]
    [InlineData("请从备份恢复({kubepki backup list}),或复制", "请从备份恢复(kubepki backup list --root node),或复制")]
    [InlineData("{kubepki create admin.conf {0:sh} b --yes}", "kubepki create admin.conf 'x y' b --root node --yes")]
    [InlineData("{kubepki renew {name} --dry-run}", "kubepki renew {name} --root node --dry-run")]
    [InlineData("{kubepki backup restore {0:sh} --dry-run}", "kubepki backup restore --root node 'x y' --dry-run")]
    [InlineData("{kubepki renew a --ca-key {0:sh}=FILE}", "kubepki renew a --root node --ca-key 'x y'=FILE")]
    [InlineData("run kubepki there, without --root", "run kubepki there, without --root")]
    [InlineData("it has to be restarted ({kubepki activate} does)", "it has to be restarted (kubepki activate does)")]
    [InlineData("{kubepki renew a", "{kubepki renew a")]
    public void A_command_gets_the_root(string text, string told)
        => Assert.Equal(told, Text.Same(text).In(Language.English with { Commands = new SuggestedCommands(" --root node") }, "x y"));

    [Theory]
    [InlineData("{kubepki renew a}", "kubepki renew a --root n --config 'my file'")]
    [InlineData("{kubepki backup list}", "kubepki backup list --root n")]
    [InlineData("{kubepki create a --config cluster.yaml}; {kubepki explain}",
        "kubepki create a --root n --config 'my file'; kubepki explain --root n --config 'my file'")]
    [InlineData("from the new configuration: {kubepki create a --config FILE}",
        "from the new configuration: kubepki create a --root n --config FILE")]
    public void And_the_configuration_where_it_takes_one_and_names_none(string text, string told)
        => Assert.Equal(
            told, Text.Same(text).In(Language.English with { Commands = new SuggestedCommands(" --root n", " --config 'my file'") }));

    [Fact]
    public void On_this_machine_nothing_is_added() => Assert.Equal("kubepki renew a", Text.Same("{kubepki renew a}").In(Language.English));

    /// <summary>A name that another user chose is never parsed as a placeholder or a command, and does not end a command.</summary>
    [Theory]
    [InlineData("{0}")]
    [InlineData("{kubepki undo}")]
    [InlineData("}; {name}")]
    public void An_argument_is_never_parsed_again(string name)
        => Assert.Equal(
            $"{name}: kubepki renew '{name}' --root n", Text.Same("{0}: {kubepki renew {0:sh}}").In(
                Language.English with { Commands = new SuggestedCommands(" --root n") }, name));

    /// <summary>Every kubepki command that reads a node is in braces in every text, and is the same in all languages.</summary>
    [Theory]
    [MemberData(nameof(Texts))]
    public void Every_command_in_a_text_can_name_the_node(string where)
    {
        var text = Found[where];
        Assert.Equal(Commands(text.English), Commands(text.Chinese));
        foreach (var told in new[] { text.English, text.Chinese })
        {
            var prose = Braces().Replace(told, "");
            Assert.DoesNotContain(
                Bare().Matches(prose), match
                    => SuggestedCommands.TakesNodeOptions(match.Value) && !match.Value.Contains("--root", StringComparison.Ordinal));
        }
    }

    public static TheoryData<string> Texts => [.. Found.Keys];

    private static readonly Dictionary<string, Text> Found = AllTexts().ToDictionary(t => t.Where, t => t.Text);

    private static IEnumerable<(string Where, Text Text)> AllTexts()
        => from type in typeof(Message).Assembly.GetTypes()
           where !type.ContainsGenericParameters
           from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           from text in field.FieldType == typeof(Text) ? [((Text)field.GetValue(null)!, "")]
               : field.FieldType == typeof(Message) && (Message)field.GetValue(null)! is var message
                   ? [(message.What, ""), (message.Hint, ", hint")]
               : Array.Empty<(Text, string)>()
           where text.Item1.English.Contains("kubepki ", StringComparison.Ordinal)
           select ($"{type.Name}.{field.Name}{text.Item2}", text.Item1);

    private static IEnumerable<string> Commands(string text) => Braces().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);

    /// <summary>Other programs have no --root: in their commands the node's paths are prefixed with the root.</summary>
    [Theory]
    [InlineData("a b", "chmod g+r 'a b/etc/x'; cp 'a b/etc/kubernetes/admin.conf' 'a b/etc/x'")]
    [InlineData("node/", "chmod g+r node/etc/x; cp node/etc/kubernetes/admin.conf node/etc/x")]
    [InlineData("/", "chmod g+r /etc/x; cp /etc/kubernetes/admin.conf /etc/x")]
    public void A_path_in_a_command_of_another_program_lies_under_the_root(string root, string told)
        => Assert.Equal(
            told, Text.Same("chmod g+r {0:path}; cp {/etc/kubernetes/admin.conf} {0:path}").In(
                Language.English with { Commands = SuggestedCommands.At(root) }, "/etc/x"));

    [GeneratedRegex(@"\{kubepki (?:[^{}]|\{[^}]*\})*\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"kubepki [a-z]+(?: [a-z]+)?[^;,，；(]*")]
    private static partial Regex Bare();
}
