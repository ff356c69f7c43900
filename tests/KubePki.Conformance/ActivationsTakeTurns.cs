using System.Diagnostics;
using System.Globalization;
using KubePki.Activate.Turn;
using KubePki.Localization;
using KubePki.Operations;

namespace KubePki.Conformance;

/// <summary>
/// Nodes take turns on a Lease of a real API server. Each contender is a process of its own, so that one can be killed; it runs
/// <see cref="TurnContender"/> of this program in the control plane's network.
/// </summary>
public sealed class ActivationsTakeTurns(Nodes nodes)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [Fact]
    public void Of_two_contenders_one_has_its_turn_and_after_a_killed_holder_the_next_goes_on()
    {
        Node node = nodes.Copy(Variants.Default);
        using var controlPlane = new ControlPlane(node);
        string turns = Path.Combine(node.Root, "turns");

        using (Process a = Contend(controlPlane, node, "a", 3, 0.5))
        using (Process b = Contend(controlPlane, node, "b", 3, 0.5))
        {
            Assert.True(a.WaitForExit(Limit) && b.WaitForExit(Limit), Show(node));
        }

        string[] steps = [.. File.ReadLines(turns).Where(line => !line.Contains("waits", StringComparison.Ordinal))];
        Assert.True(steps.Length == 12, Show(node));
        Assert.All(steps.Chunk(2), pair => Assert.True(
            pair[0].Split(' ')[0] == pair[1].Split(' ')[0] && pair[0].Contains("begins", StringComparison.Ordinal), Show(node)));

        using Process holder = Contend(controlPlane, node, "holder", 1, 600);
        Await(node, "holder begins");
        using Process next = Contend(controlPlane, node, "next", 1, 0);
        Await(node, "next waits holder activates now");

        // Longer than the Lease is valid without a renewal.
        Thread.Sleep(TurnContender.Limits.Duration * 2);
        Assert.DoesNotContain("next begins", File.ReadAllText(turns), StringComparison.Ordinal);
        holder.Kill(entireProcessTree: true);
        var waited = Stopwatch.StartNew();
        Await(node, "next begins");
        Assert.InRange(
            waited.Elapsed, TurnContender.Limits.Duration - (2 * TurnContender.Limits.Interval), TurnContender.Limits.Duration * 2);
        Assert.True(next.WaitForExit(Limit), Show(node));
        Assert.Equal("", controlPlane.Kubectl(
            "admin.conf", "get", "lease", "-n", "kube-system", "kubepki-activation", "-o", "jsonpath={.spec.holderIdentity}").Output);
    }

    /// <summary>Why only an administrator's kubeconfig is used.</summary>
    [Theory]
    [InlineData("admin.conf", "yes")]
    [InlineData("controller-manager.conf", "no")]
    [InlineData("scheduler.conf", "no")]
    public void Other_kubeconfigs_may_not_write_the_lease(string kubeconfig, string answer)
    {
        using var controlPlane = new ControlPlane(nodes.Copy(Variants.Default));
        Assert.Equal(answer, controlPlane.Kubectl(
            kubeconfig, "auth", "can-i", "update", "leases.coordination.k8s.io/kubepki-activation", "-n", "kube-system").Output.Trim());
    }

    private static Process Contend(ControlPlane controlPlane, Node node, string name, int turns, double seconds) => controlPlane.Start(
        Path.Combine(node.Root, name + ".log"),
        "env", $"{TurnContender.Variable}={node.Root} {name} {turns} {seconds.ToString(CultureInfo.InvariantCulture)}",
        Environment.ProcessPath!, "-explicit", "only", "-class", typeof(TurnContender).FullName!, "-noColor");

    private static void Await(Node node, string text)
    {
        var waited = Stopwatch.StartNew();
        string turns = Path.Combine(node.Root, "turns");
        while (!File.Exists(turns) || !File.ReadAllText(turns).Contains(text, StringComparison.Ordinal))
        {
            Assert.True(waited.Elapsed < Limit, $"no '{text}'\n{Show(node)}");
            Thread.Sleep(100);
        }
    }

    private static string Show(Node node) => string.Join(
        '\n', Directory.EnumerateFiles(node.Root, "*.log").Append(Path.Combine(node.Root, "turns")).Where(File.Exists)
            .Select(file => $"--- {file}\n{string.Join('\n', File.ReadLines(file).TakeLast(25))}"));
}

/// <summary>One contender, in a process of its own: takes its turn some times, and writes down when each begins and ends.</summary>
public sealed class TurnContender
{
    /// <summary>The variable with a node's root, the contender's name, the number of turns and the seconds of each.</summary>
    internal const string Variable = "KUBEPKI_CONTENDER";

    /// <summary>Short times, so that a killed holder is soon noticed.</summary>
    internal static readonly TurnLimits Limits =
        new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(4), TimeSpan.FromMilliseconds(250));

    [Fact(Explicit = true)]
    public async Task Contends()
    {
        string[] words = (Environment.GetEnvironmentVariable(Variable) ?? "").Split(' ');
        Assert.SkipUnless(words.Length == 4, $"started by {nameof(ActivationsTakeTurns)}");
        using var node = new ManagedNode(words[0], TimeProvider.System);
        string turns = Path.Combine(node.Place, "turns");
        var lease = new ApiServerLease(node.Root, node.Observe(), node.Clock, TimeSpan.FromSeconds(5));
        var context = new TurnContext(
            lease.Access, words[1], () => null, [], told => File.AppendAllText(turns, $"{words[1]} waits {told.Text(Language.English)}\n"));
        for (int i = 0; i < int.Parse(words[2], CultureInfo.InvariantCulture); i++)
        {
            var taken = await ActivationTurn.TakeAsync(context, Limits, node.Clock, TestContext.Current.CancellationToken);
            Assert.True(taken.Succeeded, taken.Problem?.ToString());
            using ActivationTurn turn = taken.Value;
            await File.AppendAllTextAsync(turns, $"{words[1]} begins\n", TestContext.Current.CancellationToken);
            await Task.Delay(
                TimeSpan.FromSeconds(double.Parse(words[3], CultureInfo.InvariantCulture)), TestContext.Current.CancellationToken);
            await File.AppendAllTextAsync(turns, $"{words[1]} ends\n", TestContext.Current.CancellationToken);
        }
    }
}
