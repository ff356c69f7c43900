using KubePki.Apply;
using KubePki.Faults.Kit;
using KubePki.Files;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.Sandbox;
using KubePki.X509;

namespace KubePki.Faults.Injected;

/// <summary>
/// The clock is set between any two steps. Afterwards the installed certificates are valid now, or everything is unchanged. The same
/// holds for the files of a home directory.
/// </summary>
public sealed class ClockTests
{
    private static readonly DateTimeOffset Start = new(2036, 11, 24, 7, 31, 2, TimeSpan.Zero);

    private const string Home = "/root/.kube/config";

    public static TheoryData<int> Minutes => [-10 * 525_600, -400 * 1440, -1440, -30, -6, -1, 1, 30, 1440, 400 * 1440, 20 * 525_600];

    [Theory]
    [MemberData(nameof(Minutes))]
    public void A_clock_jump_at_any_step_leaves_valid_or_unchanged_files(int minutes)
    {
        using var scratch = new Scratch();
        var made = $"{scratch.Path}/made";
        PracticeControlPlane.Create(
            made, SandboxSpec.Default with { Age = TimeSpan.FromDays(360), KeyAlgorithm = KeyAlgorithm.EcdsaP256 }, Start, ()
                =>
            { }, TestContext.Current.CancellationToken);
        int moments = 0, finished = 0, skipped = 0, refused = 0;
        for (var step = -1; step < 200; step += Effort.Of(6, 1))
        {
            var clock = new JumpingClock(Start);
            var root = scratch.CopyOf(made);
            var before = Tree.Of(root);
            var node = new NodeRoot(root);
            var state = NodeObserver.Observe(node, clock.GetUtcNow());
            var plan = RenewalPlanner.Plan(state, new RenewalSpec());
            if (step < 0)
            {
                clock.Jump(minutes);
            }

            var steps = new List<string>();
            var transactions = new Transactions(node, clock, ["/etc/kubernetes/manifests"])
            {
                BeforeStep = name =>
                {
                    clock.Jump(steps.Count == step ? minutes : 0);
                    steps.Add(name);
                },
            };
            var done = new RenewalExecution(node, clock, transactions).Run(state, plan, "{}"u8.ToArray(), () => { });
            if (step >= steps.Count)
            {
                break;
            }

            moments++;
            if (done.Succeeded)
            {
                // A jump after the check cannot be noticed. After a jump before the check, the installed certificates are valid. Home
                // directories are checked after the node's own files.
                var verified = step <= steps.IndexOf("verify");
                Assert.All(
                    NodeObserver.Observe(node, clock.GetUtcNow()).Items.Where(i => plan.Actions.Any(a => a.Item.Name == i.Name)),
                    i => Assert.True(
                    !verified || (i.Certificate!.NotBefore <= clock.GetUtcNow() && clock.GetUtcNow() <= i.Certificate.NotAfter),
                    $"{i.Name} is not valid at {clock.GetUtcNow()}"));
                var isHomeOld = before.Entries[Home] == Tree.Of(root).Entries[Home];
                Assert.Equal(done.Value.Skipped.Count > 0, isHomeOld);
                Assert.True(
                    !isHomeOld || (step > steps.IndexOf("verify") && step <= steps.LastIndexOf("verify")),
                    $"the home is left at step {step}");
                (finished, skipped) = isHomeOld ? (finished, skipped + 1) : (finished + 1, skipped);
            }
            else
            {
                Assert.Empty(before.DifferencesTo(Tree.Of(root)));
                refused++;
            }

            Assert.Empty(NodeStateJudge.Leftovers(Tree.Of(root)));
            Directory.Delete(root, recursive: true);
        }

        Counts.Record("clock", $"{minutes} minutes", ("moments", moments), ("done", finished), ("skipped", skipped), ("refused", refused));
        Assert.True(moments > 5);
    }

    private sealed class JumpingClock(DateTimeOffset now) : TimeProvider
    {
        private DateTimeOffset _now = now;

        public override DateTimeOffset GetUtcNow() => _now;

        public void Jump(int minutes) => _now = _now.AddMinutes(minutes);
    }
}
