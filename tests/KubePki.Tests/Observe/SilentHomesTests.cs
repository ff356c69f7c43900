using System.Diagnostics;
using System.Text;
using KubePki.Apply;
using KubePki.Files;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Observe;

/// <summary>
/// A home directory whose file system stops responding after a while: it affects only its own items, and delays a command for a limited
/// time.
/// </summary>
public sealed class SilentHomesTests : IDisposable
{
    private const string Silent = "/home/ann", Other = "/home/bob";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private readonly TestNode _node = new();
    private SilentFiles? _files;

    public SilentHomesTests()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may mount");
        Directory.CreateDirectory(_node.OnDisk(Silent));
        _node.Write($"{Other}/.kube/config", _node.Read("/etc/kubernetes/admin.conf"));
    }

    public void Dispose() => _node.Dispose();

    [Fact]
    public void A_home_that_falls_silent_while_it_is_read_costs_its_own_part()
    {
        var all = Requests(int.MaxValue, root => Assert.Null(Item(root, Silent)!.Problem));
        Assert.InRange(all, 5, 200);
        foreach (var answers in Enumerable.Range(0, all).Where(n => n < 2 || n % 15 == 0))
        {
            Requests(answers, root =>
            {
                Assert.Equal([HomePatience.Silence], Item(root, Silent)!.Problem.IsOf(FileMessages.Unreadable).Arguments);
                Assert.Null(Item(root, Other)!.Problem);
            });
        }
    }

    [Fact]
    public void A_home_that_falls_silent_while_it_is_written_costs_its_own_part()
    {
        var planned = 0;
        var all = Requests(int.MaxValue, root => Renew(root, files => planned = files, left => Assert.Empty(left)));
        Assert.InRange(all, planned + 10, 1000);
        foreach (var answers in Enumerable.Range(planned + 1, all - planned).Where(n => n % 30 == 0))
        {
            Requests(answers, root => Renew(root, _ => { }, _ => { }));
        }
    }

    [Fact]
    public void Many_silent_homes_are_waited_for_at_once()
    {
        const int Many = 40;
        foreach (var n in Enumerable.Range(0, Many))
        {
            Directory.CreateDirectory(_node.OnDisk($"{Silent}/{n}"));
        }

        _node.Write("/etc/passwd", string.Concat(Enumerable.Range(0, Many).Select(n => $"u{n}:x:{2000 + n}:1::{Silent}/{n}:/bin/sh\n")));
        Requests(1, root =>
        {
            var items = NodeObserver.Observe(root, _node.Clock.Now).Items.Where(i => i.IsInHome).ToList();
            Assert.Equal(Many + 1, items.Count(i => i.Problem is not null));
            Assert.Null(items.Single(i => i.Path.StartsWith(Other, StringComparison.Ordinal)).Problem);
        });
    }

    [Fact]
    public void Nothing_more_is_asked_in_a_home_while_a_call_waits_there()
    {
        using var files = Files(1);
        OwnMounts.WithSilentFiles(_node.OnDisk(Silent), files, () =>
        {
            Assert.NotNull(Item(Root(Patience), Silent)!.Problem);
            var asked = files.Requests;
            Assert.NotNull(Item(Root(Patience), Silent)!.Problem);
            Assert.Equal(asked, files.Requests);
        });
    }

    /// <summary>Renews admin.conf and its copies in home directories. admin.conf and bob's copy must be renewed in any case.</summary>
    private void Renew(NodeRoot root, Action<int> planned, Action<IReadOnlyList<KubePki.Localization.Problem>> left)
    {
        _node.Clock.Now += TimeSpan.FromMinutes(1);
        var old = _node.Read("/etc/kubernetes/admin.conf");
        var state = NodeObserver.Observe(root, _node.Clock.Now);
        planned(_files!.Requests);
        var plan = RenewalPlanner.Plan(state, new RenewalSpec { Names = ["admin.conf"] });
        var execution = new RenewalExecution(root, _node.Clock, new Transactions(root, _node.Clock, []));
        var done = execution.Run(state, plan, "{}"u8.ToArray(), () => { }).Must();
        Assert.NotEqual(old, _node.Read("/etc/kubernetes/admin.conf"));
        Assert.Equal(_node.Read("/etc/kubernetes/admin.conf"), _node.Read($"{Other}/.kube/config"));
        left(done.Skipped);
    }

    private int Requests(int answers, Action<NodeRoot> work)
    {
        using var files = _files = Files(answers);
        OwnMounts.WithSilentFiles(_node.OnDisk(Silent), files, () =>
        {
            var began = Stopwatch.GetTimestamp();
            work(Root(answers == int.MaxValue ? HomePatience.Usual : Patience));
            Assert.True(Stopwatch.GetElapsedTime(began) < Bound, $"{answers} answers: {Stopwatch.GetElapsedTime(began)}");
        });
        return files.Requests;
    }

    private SilentFiles Files(int answers)
    {
        var files = new SilentFiles(1000, answers);
        files.Add(".kube/config", _node.Read("/etc/kubernetes/admin.conf"));
        return files;
    }

    private NodeRoot Root(TimeSpan patience) => new(_node.OnDisk("/")) { Homes = new HomePatience(patience) };

    private PkiEntry? Item(NodeRoot root, string home)
        => NodeObserver.Observe(root, _node.Clock.Now).Items.SingleOrDefault(i => i.Path == $"{home}/.kube/config");
}
