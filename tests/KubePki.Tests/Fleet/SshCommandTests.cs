using System.Diagnostics;
using KubePki.Fleet;

namespace KubePki.Tests.Fleet;

public sealed class SshCommandTests
{
    private static readonly NodeTarget Node = new("cp1", "cp1.example");

    [Fact]
    public void Host_keys_are_always_checked_and_nothing_is_asked_or_forwarded()
    {
        var arguments = SshCommand.Arguments(Node, null, "true");
        Assert.Contains("StrictHostKeyChecking=yes", arguments);
        Assert.Contains("BatchMode=yes", arguments);
        Assert.Contains("-a", arguments);
        Assert.Equal(["--", "cp1.example", "true"], arguments.TakeLast(3));
        Assert.DoesNotContain("-F", arguments);
    }

    [Fact]
    public void What_the_inventory_says_is_given_on_as_words()
    {
        var arguments = string.Join(
            ' ', SshCommand.Arguments(Node with { Port = 2222, User = "ops", IdentityFile = "/a key" }, "/conf", "true"));
        Assert.Contains("-F /conf -p 2222 -l ops -i /a key -- cp1.example true", arguments, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("it's; $(rm -rf /) `x` \"y\" \\ \n !")]
    [InlineData("")]
    public void A_quoted_word_reaches_the_shell_as_it_is(string word)
    {
        using var shell = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", $"printf %s {SshCommand.Quoted(word)}"])
        { RedirectStandardOutput = true })!;
        Assert.Equal(word, shell.StandardOutput.ReadToEnd());
        shell.WaitForExit();
    }

    [Fact]
    public void Sudo_is_used_only_where_it_is_asked_for()
    {
        Assert.DoesNotContain("sudo", SshCommand.Remote(Node, "abc", 1), StringComparison.Ordinal);
        Assert.StartsWith("'sudo' '-S' '-p' ", SshCommand.Remote(Node with { Become = true }, "abc", 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host key verification failed.", "host-key")]
    [InlineData("@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.", "host-key")]
    [InlineData("root@cp1: Permission denied (publickey).", "not-let-in")]
    [InlineData("ssh: connect to host cp1 port 22: Connection refused", "node-unreachable")]
    [InlineData("", "node-unreachable")]
    public void Sshs_own_words_tell_what_is_wrong(string said, string id) => Assert.Equal(id, SshCommand.Failure(Node, said).Id);

    [Fact]
    public async Task A_line_without_end_is_not_read_without_end()
    {
        using var endless = new MemoryStream(new byte[100_000]);
        var bounded = new LineReader(endless, 1000);
        Assert.Null(await bounded.ReadAsync());
        Assert.True(bounded.IsTooLong);
        using var lines = new MemoryStream("one\n\ntwo\ncut off"u8.ToArray());
        var reader = new LineReader(lines, 1000);
        string?[] read = [await TextAsync(), await TextAsync(), await TextAsync(), await TextAsync()];
        Assert.Equal(["one", "", "two", null], read);
        Assert.False(reader.IsTooLong);

        async Task<string?> TextAsync() => await reader.ReadAsync() is { } line ? System.Text.Encoding.UTF8.GetString(line) : null;
    }
}
