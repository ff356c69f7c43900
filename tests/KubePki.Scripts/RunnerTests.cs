namespace KubePki.Scripts;

/// <summary>Each kind of expectation of the runner can fail.</summary>
public sealed class RunnerTests
{
    [Theory]
    [InlineData("a…d", "abcd", true)]
    [InlineData("a…d", "abc", false)]
    [InlineData("on YYYY-MM-DD hh:mm it", "on 2036-01-02 03:04 it", true)]
    [InlineData("on YYYY-MM-DD it", "on 36-01-02 it", false)]
    [InlineData("a.b", "axb", false)]
    public void Lines_match_their_patterns(string pattern, string line, bool expected)
        => Assert.Equal(expected, Pattern.MatchesLine(pattern, line));

    [Theory]
    [InlineData("a|…|d", "a|b|c|d", true)]
    [InlineData("a|…|d", "a|d", true)]
    [InlineData("a|…|d", "a|b|c", false)]
    [InlineData("a|b", "a|b|c", false)]
    [InlineData("a|b|c", "a|b", false)]
    public void A_lone_wildcard_stands_for_any_number_of_lines(string patterns, string lines, bool expected)
        => Assert.Equal(expected, Pattern.Matches(patterns.Split('|'), lines.Split('|')));

    [Theory]
    [InlineData("$ echo a\n> b", "stdout is not what is expected")]
    [InlineData("$ echo a\n>", "stdout is not what is expected")]
    [InlineData("$ echo a\n~ b", "stdout does not contain: b")]
    [InlineData("$ echo a >&2\n! b", "stderr does not contain what is expected")]
    [InlineData("$ echo a >&2", "stderr is not empty")]
    [InlineData("$ false", "exit code 1, expected 0")]
    [InlineData("$ true\n? 3", "exit code 0, expected 3")]
    [InlineData("$ touch a\n- a", "a exists")]
    [InlineData("$ true\n+ a", "a does not exist")]
    [InlineData("$ mkdir d && echo 1 > d/f\n$ echo 2 > d/f\n= d", "d/f was")]
    [InlineData("$ mkdir d && echo 1 > d/f\n$ chmod 400 d/f\n= d", "d/f was")]
    [InlineData("$ mkdir d\n$ touch d/f\n= d", "d/f is new")]
    [InlineData("$ mkdir d && ln -s a d/l\n$ ln -sfn b d/l\n= d", "d/l was")]
    [InlineData("$ openssl ecparam -genkey -noout -name prime256v1 -out key 2>/dev/null\n$ sed -n 2p key", "the output shows a piece of a private key")]
    [InlineData("$ echo BEGIN PRIVATE KEY", "the output shows the words PRIVATE KEY")]
    [InlineData("$ echo '   at KubePki.Cli.CommandLine.Run(String[])'", "the output holds a stack trace")]
    public void What_is_not_as_expected_fails(string steps, string failure)
    => Assert.Contains(failure, Assert.Single(Run(steps)), StringComparison.Ordinal);

    [Fact]
    public void What_is_as_expected_passes()
        => Assert.Empty(Run("$ cat <<'END'\n  one\n    two\n  END\n> one\n>   two\n$ echo a >&2; exit 3\n>\n! a\n? 3"));

    private static List<string> Run(string steps)
    {
        var folder = Directory.CreateTempSubdirectory("kubepki-runner-");
        try
        {
            var path = Path.Combine(folder.FullName, "script.txt");
            File.WriteAllText(path, $"# A script\n{steps}\n");
            using var run = new ScriptRun(Script.Read(path), folder.FullName, isUpdating: false);
            run.Run();
            return run.Failures;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
