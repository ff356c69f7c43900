using KubePki.Apply;
using KubePki.Faults.Kit;
using KubePki.Files;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.Sandbox;
using KubePki.X509;

namespace KubePki.Faults.Injected;

/// <summary>The clock is set between any two steps: what is in place afterwards is valid now, or everything is as before.</summary>
public sealed class ClockTests
{
    private static readonly DateTimeOffset Start = new(2036, 11, 24, 7, 31, 2, TimeSpan.Zero);

    public static TheoryData<int> Minutes => [-10 * 525_600, -400 * 1440, -1440, -30, -6, -1, 1, 30, 1440, 400 * 1440, 20 * 525_600];

    [Theory]
    [MemberData(nameof(Minutes))]
    public void Wherever_it_jumps(int minutes)
    {
        using var scratch = new Scratch();
        var made = $"{scratch.Path}/made";
        PracticeControlPlane.Create(made, SandboxWish.Default with { Age = TimeSpan.FromDays(360), KeyAlgorithm = KeyAlgorithm.EcdsaP256 }, Start, () => { });
        int moments = 0, finished = 0, refused = 0;
        for (var step = -1; step < 200; step += Effort.Of(6, 1))
        {
            var clock = new JumpingClock(Start);
            var root = scratch.CopyOf(made);
            var before = Tree.Of(root);
            var node = new NodeRoot(root);
            var state = NodeObserver.Observe(node, clock.GetUtcNow());
            var plan = RenewalPlanner.Plan(state, new RenewalWish());
            if (step < 0)
            {
                clock.Jump(minutes);
            }

            var count = 0;
            var transactions = new Transactions(node, clock, ["/etc/kubernetes/manifests"]) { BeforeStep = _ => clock.Jump(count++ == step ? minutes : 0) };
            var done = new Renewal(node, clock, transactions).Run(state, plan, "{}"u8.ToArray(), () => { });
            if (step >= count)
            {
                break;
            }

            moments++;
            if (done.Succeeded)
            {
                // A jump after the check cannot be noticed; before it, what is in place is valid.
                var verified = step < 0 || count - step > CommitSteps(done.Value.Paths.Count);
                Assert.All(NodeObserver.Observe(node, clock.GetUtcNow()).Items.Where(i => plan.Actions.Any(a => a.Item.Name == i.Name)), i => Assert.True(
                    !verified || (i.Certificate!.NotBefore <= clock.GetUtcNow() && clock.GetUtcNow() <= i.Certificate.NotAfter), $"{i.Name} is not valid at {clock.GetUtcNow()}"));
                finished++;
            }
            else
            {
                Assert.Empty(before.DifferencesTo(Tree.Of(root)));
                refused++;
            }

            Assert.Empty(Wholeness.Leftovers(Tree.Of(root)));
            Directory.Delete(root, recursive: true);
        }

        Counts.Record("clock", $"{minutes} minutes", ("moments", moments), ("done", finished), ("refused", refused));
        Assert.True(moments > 5);
    }

    /// <summary>Steps after the check of the staged set: the commit record, a rename a file, the sync, the end.</summary>
    private static int CommitSteps(int files) => files + 3;

    private sealed class JumpingClock(DateTimeOffset now) : TimeProvider
    {
        private DateTimeOffset _now = now;

        public override DateTimeOffset GetUtcNow() => _now;

        public void Jump(int minutes) => _now = _now.AddMinutes(minutes);
    }
}
