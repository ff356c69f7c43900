using KubePki.Apply;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Files;

public sealed class SystemErrorsTests
{
    [Theory]
    [InlineData(1, "immutable")]
    [InlineData(5, "dmesg")]
    [InlineData(13, "as root")]
    [InlineData(24, "ulimit -n")]
    [InlineData(28, "df -h")]
    [InlineData(30, "read-only")]
    [InlineData(36, "shorter path")]
    [InlineData(40, "link")]
    [InlineData(122, "quota")]
    public void A_hint_fits_the_error_and_no_other(int error, string says)
    {
        var problem = ApplyMessages.WriteFailed.Because("/x", new IOException("it failed", error));
        Assert.Contains(says, problem.Hint(Language.English), StringComparison.Ordinal);
        Assert.Equal(error == 28, problem.Hint(Language.English).Contains("free disk space", StringComparison.Ordinal));
        Assert.NotEqual(problem.Hint(Language.English), problem.Hint(Language.Chinese));
        Assert.Equal(problem.Hint(Language.English), ApplyMessages.BadState.Because("/x", error).Hint(Language.English));
        Assert.EndsWith(
            "then run: kubepki recover",
            ApplyMessages.HalfWay.BecauseWithBothHints("", new IOException("it failed", error)).Hint(Language.English),
            StringComparison.Ordinal);
    }

    /// <summary>
    /// The most common: ENOENT, EPERM, EIO, EACCES, ENOTDIR, EMFILE, ENFILE, ENOSPC, EROFS, ELOOP, ETIMEDOUT, ECONNREFUSED, EDQUOT.
    /// </summary>
    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(13)]
    [InlineData(20)]
    [InlineData(24)]
    [InlineData(23)]
    [InlineData(28)]
    [InlineData(30)]
    [InlineData(40)]
    [InlineData(110)]
    [InlineData(111)]
    [InlineData(122)]
    public void The_reason_is_in_the_language_of_the_text(int error)
    {
        var reason = Posix.Describe(error);
        var own = ApplyMessages.WriteFailed.Because("/x", new IOException($"/y: {reason}", error)).Text(Language.Chinese);
        Assert.DoesNotContain(reason, own, StringComparison.Ordinal);
        foreach (var after in new[] { "", " : '/var/x y'", " (127.0.0.1:2379)" })
        {
            var problem = ApplyMessages.WriteFailed.At("/x", reason + after);
            Assert.Contains(reason + after, problem.Text(Language.English), StringComparison.Ordinal);
            Assert.DoesNotContain(reason, problem.Text(Language.Chinese), StringComparison.Ordinal);
            Assert.EndsWith(after, problem.Text(Language.Chinese), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Access to the path '/a b/c' is denied.", "无权访问路径 '/a b/c'")]
    [InlineData("Could not find a part of the path '/a'.", "找不到路径的一部分 '/a'.")]
    [InlineData("Permission denied", "权限不足")]
    [InlineData("Permission deniedly", "Permission deniedly")]
    [InlineData("/etc/Permission denied", "/etc/Permission denied")]
    public void A_reason_of_dotnet_is_translated_and_nothing_else_changes(string reason, string told)
        => Assert.Equal(told, new Text("{0}", "{0}").In(Language.Chinese, reason));

    [Fact]
    public void An_error_that_says_nothing_leaves_the_message_its_own_hint()
        => Assert.Equal(
            ApplyMessages.WriteFailed.Hint.English, ApplyMessages.WriteFailed.Because(
                "/x", new IOException("it failed")).Hint(Language.English));

    [Fact]
    public void The_system_s_own_failures_carry_their_number()
    {
        using var scratch = new Scratch();
        var file = $"{scratch.Path}/file";
        File.WriteAllText(file, "");
        var longName = new string('n', 300);
        Assert.Contains("shorter path", Hint(() => Posix.Rename(file, $"{scratch.Path}/{longName}")), StringComparison.Ordinal);
        Assert.Contains("shorter path", Hint(() => File.WriteAllText($"{scratch.Path}/{longName}", "")), StringComparison.Ordinal);
        File.CreateSymbolicLink($"{scratch.Path}/link", "link");
        Assert.Contains("link", Hint(() => File.WriteAllText($"{scratch.Path}/link", "")), StringComparison.Ordinal);
        Assert.Contains("df -h", Hint(() => File.WriteAllText("/dev/full", "x")), StringComparison.Ordinal);
    }

    private static string Hint(Action fails)
    {
        var failure = Assert.ThrowsAny<Exception>(fails);
        return ApplyMessages.WriteFailed.Because("", failure).Hint(Language.English);
    }
}
