using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Tests.Fleet;

public sealed class BackupChoiceTests
{
    private static readonly NodeTarget[] Nodes = [new("cp1", "root@10.0.0.1"), new("cp2", "cp2")];

    [Fact]
    public void Each_node_gets_the_backup_that_is_named_for_it()
        => Assert.Equal([("cp1", "A"), ("cp2", "B")], Chosen("cp1=A", "cp2=B"));

    [Fact]
    public void An_id_alone_is_for_the_nodes_without_one_of_their_own()
        => Assert.Equal([("cp1", "A"), ("cp2", "B")], Chosen("A", "cp2=B"));

    [Fact]
    public void A_user_before_the_host_may_hold_an_equals_sign()
        => Assert.Equal(["A"], BackupChoice.Of(["a=b@cp=A"], [new("a=b@cp", "a=b@cp")]).Value!["a=b@cp"]);

    [Theory]
    [InlineData("backup-of-nobody", "cp3=A", "cp1=A", "cp2=A")]
    [InlineData("backup-twice", "cp1=A", "cp1=B", "cp2=A")]
    [InlineData("backup-twice", "A", "B")]
    [InlineData("no-backup-named", "cp1=A")]
    public void What_does_not_fit_the_nodes_is_refused(string id, params string[] words)
    {
        var problem = BackupChoice.Of(words, Nodes).Problem!;
        Assert.Equal(id, problem.Id);
        Assert.NotEmpty(problem.Hint(Language.Chinese));
    }

    private static IEnumerable<(string, string)> Chosen(params string[] words)
        => BackupChoice.Of(words, Nodes).Value!.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => (c.Key, Assert.Single(c.Value)));
}
