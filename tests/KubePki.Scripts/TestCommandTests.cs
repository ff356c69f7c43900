using System.Runtime.CompilerServices;

namespace KubePki.Scripts;

/// <summary>The command <c>./test</c> itself, with stand-ins for the suites: its counts, its output and its exit code.</summary>
public sealed class TestCommandTests : IDisposable
{
    private static readonly string[] Suites = ["Tests", "Documents", "Scripts", "Conformance", "Faults", "Runtime", "Fleet", "Lab"];

    /// <summary>
    /// The output of a test program: two tests, one of which passes, fails, fails once, or kills the program before or after the
    /// last line; $PLAY has NAME=how.
    /// </summary>
    private const string Suite = """
        #!/bin/bash
        name=${0##*/} how=passes again='' tests=2 failed=0 errors=0
        for word in $PLAY; do [[ $word != "$name="* ]] || how=${word#*=}; done
        while (($#)); do
            [[ $1 != -result-ctrf ]] || results=$2
            [[ $1 != -method ]] || again=$2 tests=1
            shift
        done
        seq -f '{"name":"'"$name"'.T","duration":%.0f}' -s , 1000 | sed 's/^/{"results":{"tests":[/; s/$/]}}/' >"$results"
        echo "$name begins"
        echo $$ >>begun
        [[ $how != hangs ]] || sleep 600
        [[ $how != fails && ( $how != flaky || -n $again ) ]] || failed=1
        [[ $how != breaks ]] || errors=1
        ((!failed)) || echo "    $name.X509.Some.A_test(of: \"it\") [FAIL]"
        sleep 0.2
        echo "$name goes on"
        [[ $how != vanishes ]] || { echo "    $name.X509.Some.A_test [FAIL]"; kill -9 $$; }
        echo "   $name  Total: $tests, Errors: $errors, Failed: $failed, Skipped: 0, Not Run: 0, Time: 0.1s"
        [[ $how != dies ]] || kill -9 $$
        ((!failed && !errors))
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-test-").FullName;

    public TestCommandTests()
    {
        File.Copy($"{Checkout()}/test", $"{_folder}/test");
        foreach (var tool in new[] {
            "tools/install", "tools/publish", "bin/dotnet", "tests/KubePki.Conformance/peers/build", "tests/KubePki.Lab/lab/kubectls",
        })
        {
            // The first argument at which to fail is in $PLAY too: dotnet=format.
            Program(tool, "#!/bin/bash\n[[ \" $PLAY \" != *\" ${0##*/}=$1 \"* ]] || { echo \"$1 is not well\"; exit 2; }\n");
        }

        foreach (var suite in Suites)
        {
            Program($"tests/KubePki.{suite}/bin/Release/net10.0/KubePki.{suite}", Suite);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void All_suites_pass()
    {
        var run = Run("");
        Assert.Equal((0, "16 passed, 0 failed, 0 skipped"), (run.ExitCode, run.Output[^1]));
        Assert.DoesNotContain(
            run.Output, line => line.StartsWith("failed", StringComparison.Ordinal) || line.StartsWith("flaky", StringComparison.Ordinal));
        var slowest = run.Output.SkipWhile(l => l != "the slowest tests, in seconds:").Skip(1).TakeWhile(l => l[0] == ' ').ToList();
        Assert.Equal(10, slowest.Count);
        var classes = run.Output.SkipWhile(l => l != "the slowest classes of tests, all their tests together:").Skip(1)
            .TakeWhile(l => l[0] == ' ');
        Assert.Equal(Suites.Length, classes.Count());

        // The output of a suite is contiguous, even if suites ran in parallel.
        Assert.All(
            Suites,
            suite => Assert.Equal($"KubePki.{suite} goes on", run.Output[run.Output.ToList().IndexOf($"KubePki.{suite} begins") + 1]));
    }

    [Theory]
    [InlineData("KubePki.Tests=fails", "failed: unit", "15 passed, 1 failed, 0 skipped")]
    [InlineData("KubePki.Fleet=fails KubePki.Lab=fails KubePki.Conformance=breaks", "failed: conformance fleet lab",
        "14 passed, 3 failed, 0 skipped")]
    [InlineData("KubePki.Faults=dies KubePki.Runtime=dies dotnet=format", "failed: format faults runtime",
        "16 passed, 0 failed, 0 skipped")]
    [InlineData("KubePki.Fleet=vanishes", "failed: fleet", "14 passed, 0 failed, 0 skipped")]
    public void One_that_does_not_pass_is_named_and_the_others_run(string play, string failed, string counts)
    {
        var run = Run(play);
        Assert.Equal((1, counts), (run.ExitCode, run.Output[^1]));
        Assert.Contains(failed, run.Output);
    }

    [Fact]
    public void A_test_that_passes_on_retry_is_reported_as_flaky_and_fails_nothing()
    {
        var run = Run("KubePki.Fleet=flaky KubePki.Lab=flaky");
        Assert.Equal((0, "16 passed, 0 failed, 0 skipped"), (run.ExitCode, run.Output[^1]));
        Assert.Equal(
            ["flaky, to be looked into: KubePki.Fleet.X509.Some.A_test", "flaky, to be looked into: KubePki.Lab.X509.Some.A_test"],
            run.Output.Where(l => l.StartsWith("flaky", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_named_failures_nothing_is_retried()
    {
        Assert.Equal(2, Run("dotnet=build").ExitCode);
        Assert.False(File.Exists($"{_folder}/begun"));
        Assert.Equal(2, Bash.Run("./test units", _folder, Environment("")).ExitCode);
    }

    [Fact]
    public void Suites_that_are_named_are_the_only_ones()
    {
        var run = Bash.Run("./test runtime unit", _folder, Environment(""));
        Assert.Equal((0, "4 passed, 0 failed, 0 skipped"), (run.ExitCode, run.Output[^1]));
    }

    [Fact]
    public void One_that_is_ended_leaves_no_suite_behind()
    {
        // The two suites that run first write their process IDs to a file, and wait.
        const string script = """
            ./test & id=$!
            for i in {1..300}; do [[ -e begun && $(wc -l <begun) == 2 ]] && break; sleep 0.1; done
            kill $id; wait $id; code=$?
            for i in {1..50}; do kill -0 $(<begun) 2>/dev/null || break; sleep 0.1; done
            for process in $(<begun); do ! kill -0 $process 2>/dev/null || echo "$process is still there"; done
            exit $code
            """;
        var run = Bash.Run(script, _folder, Environment("KubePki.Fleet=hangs KubePki.Faults=hangs dotnet=format"));
        Assert.DoesNotContain(run.Output, line => line.Contains("still there", StringComparison.Ordinal));
        Assert.Equal(143, run.ExitCode);
    }

    private Ended Run(string play) => Bash.Run("./test", _folder, Environment(play));

    private Dictionary<string, string> Environment(string play)
        => new() { ["PATH"] = $"{_folder}/bin:{Bash.SystemPath}", ["PLAY"] = play, ["HOME"] = _folder };

    private void Program(string name, string text)
    {
        var path = $"{_folder}/{name}";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // A deterministic build replaces the source path, so the checkout is also searched for from the directory of the tests.
    private static string Checkout([CallerFilePath] string source = "")
    {
        var folder = Path.GetDirectoryName(File.Exists(source) ? source : AppContext.BaseDirectory);
        while (folder is not null && !File.Exists($"{folder}/kubepki.slnx"))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("the checkout is not above the test binary");
    }
}
