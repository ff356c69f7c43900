using System.Text.RegularExpressions;
using KubePki.Language;
using KubePki.Tests.Architecture;

namespace KubePki.Tests.Language;

/// <summary>What is copied from a hint works on the node that the hint is about.</summary>
public sealed partial class SuggestedCommandsTests
{
    /// <summary>Words after the program's name that make no command line for a node.</summary>
    private static readonly string[] NoCommands = ["activate", "as", "built", "cannot", "did", "does", "for", "in", "into", "is", "keeps", "knows", "never", "on", "runs", "takes", "there", "within"];

    [Theory]
    [InlineData("renew it: kubepki renew apiserver", "renew it: kubepki renew apiserver --root node")]
    [InlineData("make it anew: kubepki create a; or put it back: kubepki backup list", "make it anew: kubepki create a --root node; or put it back: kubepki backup list --root node")]
    [InlineData("请从备份恢复(kubepki backup list),或复制", "请从备份恢复(kubepki backup list --root node),或复制")]
    [InlineData("kubepki create admin.conf 'a b' scheduler.conf --yes", "kubepki create admin.conf --root node 'a b' scheduler.conf --yes")]
    [InlineData("kubepki create admin.conf scheduler.conf; or more", "kubepki create admin.conf scheduler.conf --root node; or more")]
    [InlineData("kubepki renew apiserver signs it", "kubepki renew apiserver --root node signs it")]
    [InlineData("kubepki renew '/home/a b/.kube/config' --yes", "kubepki renew '/home/a b/.kube/config' --root node --yes")]
    [InlineData("kubepki renew all --dry-run", "kubepki renew all --root node --dry-run")]
    [InlineData("issue it again: kubepki create kubelet.conf", "issue it again: kubepki create kubelet.conf --root node")]
    [InlineData("kubepki renew etcd-server signs with the one on disk", "kubepki renew etcd-server --root node signs with the one on disk")]
    [InlineData("run kubepki there, without --root", "run kubepki there, without --root")]
    [InlineData("it has to be restarted (kubepki activate does)", "it has to be restarted (kubepki activate does)")]
    public void A_command_gets_the_root(string text, string told) => Assert.Equal(told, new SuggestedCommands(" --root node").In(text));

    [Theory]
    [InlineData("kubepki renew a", "kubepki renew a --root n --config 'my file'")]
    [InlineData("kubepki backup list", "kubepki backup list --root n")]
    [InlineData("make it anew: kubepki create a --config cluster.yaml; or kubepki backup list", "make it anew: kubepki create a --root n --config 'my file'; or kubepki backup list --root n")]
    [InlineData("from the new configuration: kubepki create a --config FILE", "from the new configuration: kubepki create a --root n --config FILE")]
    public void And_the_configuration_where_it_takes_one_and_names_none(string text, string told)
        => Assert.Equal(told, new SuggestedCommands(" --root n", " --config 'my file'").In(text));

    [Fact]
    public void On_this_machine_nothing_is_added() => Assert.Equal("kubepki renew a", new SuggestedCommands().In("kubepki renew a"));

    /// <summary>A command that is new in a text has to be known, or be a word of prose.</summary>
    [Fact]
    public void Every_command_that_a_text_names_is_known()
    {
        var texts = Directory.EnumerateFiles($"{Sources.Root()}/src/KubePki", "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(File.ReadLines)
            .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .SelectMany(line => Command().Matches(line).Where(m => !NoCommands.Contains(m.Groups[1].Value)).Select(m => m.Value))
            .Distinct()
            .ToList();
        Assert.True(texts.Count > 8, string.Join(", ", texts));
        Assert.All(texts, text => Assert.EndsWith(" --root n", new SuggestedCommands(" --root n").In(text), StringComparison.Ordinal));
    }

    [GeneratedRegex("kubepki ([a-z]+)(?: (?:list|create|verify|restore|prune|export|import|show|user)\\b)?")]
    private static partial Regex Command();
}
