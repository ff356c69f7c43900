using KubePki.Apply;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Operations;
using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Operations;

/// <summary>The steps of a renewal, as a program that uses the library performs them.</summary>
public sealed class RenewalTests : IDisposable
{
    private static readonly Message No = new("no", "was not agreed to", "未获同意");
    private readonly TestNode _test = new();
    private readonly List<string> _told = [];

    private ManagedNode Node => new(_test.Root.OnThisMachine("/"), _test.Clock);

    public void Dispose() => _test.Dispose();

    [Fact]
    public void It_is_told_in_the_order_of_the_road()
    {
        using var node = Node;
        var result = Renewal.Run(node, Request("apiserver"), Callbacks());
        Assert.Equal(OperationEnd.Done, result.End);
        Assert.Equal(["NodeObserved", "consent", "KeysNeeded", "KeyCreated", "KeysDone", "FilesChanged", "ChangeActivated"], _told);
        Assert.Equal(["apiserver"], result.Change!.Verdicts.Select(v => v.Item.Name));
        Assert.Equal(TransactionStage.Committed, Assert.Single(node.Transactions.History()).Stage);
        Assert.Null(result.Activated);
    }

    /// <summary>An hour is less than the period in which <c>status</c> reports a certificate as expiring.</summary>
    [Fact]
    public void A_renewed_certificate_stands_where_the_status_says_it_does()
    {
        using var node = Node;
        var request = Request("apiserver", "admin.conf") with
        {
            Spec = new RenewalSpec { Names = ["apiserver", "admin.conf"], Validity = Validity.Parse("1h").Must(), AllowShorter = true },
        };
        var renewed = Renewal.Run(node, request, Callbacks()).Change!.Verdicts;
        var status = NodeInspection.Run(node).Verdicts;
        Assert.All(renewed, v => Assert.Equal(EntryStatus.Expiring, v.Status));
        Assert.All(renewed, v => Assert.Equal(status.Single(s => s.Item.Name == v.Item.Name).Status, v.Status));
        Assert.All(renewed, v => Assert.False(v.IsWrongNow));
    }

    [Fact]
    public void Without_consent_nothing_is_changed()
    {
        using var node = Node;
        var before = _test.Snapshot();
        var result = Renewal.Run(node, Request("apiserver"), Callbacks(_ => No.At("")));
        Assert.Equal(OperationEnd.Declined, result.End);
        Assert.Single(result.Problems).IsOf(No);
        Assert.Equal(before, _test.Snapshot());
        Assert.Empty(node.Transactions.History());
    }

    [Fact]
    public void A_dry_run_plans_and_asks_nobody()
    {
        using var node = Node;
        var before = _test.Snapshot();
        var result = Renewal.Run(node, Request("apiserver") with { DryRun = true }, Callbacks());
        Assert.Equal(OperationEnd.Planned, result.End);
        Assert.Equal(["apiserver"], result.Planned!.Plan.Items.Select(i => i.Name));
        Assert.Equal(["NodeObserved"], _told);
        Assert.Equal(before, _test.Snapshot());
    }

    [Fact]
    public void A_name_that_is_not_there_is_refused_with_its_kind()
    {
        using var node = Node;
        var result = Renewal.Run(node, Request("nothing"), Callbacks());
        Assert.Equal(OperationEnd.Refused, result.End);
        Assert.Equal(ProblemKind.Usage, Assert.Single(result.Problems).IsOf(PlanMessages.UnknownName).Kind);
    }

    [Fact]
    public void What_an_interrupted_run_left_is_recovered_before_the_node_is_read()
    {
        var cutOff = new Transactions(_test.Root, _test.Clock, ["/etc/kubernetes/manifests"]) { BeforeStep = Crash };
        Assert.Throws<CrashException>(() => _test.Renew(new RenewalSpec { Names = ["apiserver"] }, cutOff));
        using var node = Node;
        var result = Renewal.Run(node, Request("admin.conf"), Callbacks());
        Assert.Equal(OperationEnd.Done, result.End);
        Assert.Equal(["RunRecovered", "NodeObserved", "consent"], _told.Take(3));
    }

    /// <summary>FTP servers use <c>/./</c> to mark where to change the root.</summary>
    [Theory]
    [InlineData("/home/ann/./")]
    [InlineData("/home/./ann")]
    [InlineData("//home//ann")]
    [InlineData("/home/bob/../ann")]
    public void A_home_that_passwd_spells_oddly_is_brought_along(string home)
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may act as another user");
        _test.Write("/etc/passwd", $"root:x:0:0::/root:/bin/sh\nann:x:1000:1000::{home}:/bin/sh\n");
        _test.Write("/home/ann/.kube/config", _test.Read("/etc/kubernetes/admin.conf"));
        foreach (var path in new[] { "/home/ann", "/home/ann/.kube", "/home/ann/.kube/config" })
        {
            Libc.SetOwner(_test.OnDisk(path), 1000, 1000);
        }

        using var node = Node;
        var result = Renewal.Run(node, Request("admin.conf"), Callbacks());
        Assert.Equal(OperationEnd.Done, result.End);
        Assert.Empty(result.Change!.Transaction.Skipped);
        Assert.Equal(_test.Read("/etc/kubernetes/admin.conf"), _test.Read("/home/ann/.kube/config"));
        Assert.Equal(TransactionStage.Committed, Assert.Single(node.Transactions.History()).Stage);
    }

    [Fact]
    public void A_record_that_cannot_be_read_leaves_a_doubt_and_lets_later_runs_go_on()
    {
        using var node = Node;
        Assert.Empty(node.Transactions.Doubts());
        var first = Renewal.Run(node, Request("apiserver"), Callbacks()).Change!.Transaction.Id;
        var journal = _test.OnDisk($"/var/lib/kubepki/transactions/{first}/journal");
        File.Delete(journal);
        File.CreateSymbolicLink(journal, "/etc/passwd");
        var doubt = Assert.Single(node.Transactions.Doubts()).IsOf(ApplyMessages.UnreadableTransaction);
        Assert.Contains(first, doubt.ToString(), StringComparison.Ordinal);
        Assert.Equal(OperationEnd.Done, Renewal.Run(node, Request("scheduler.conf"), Callbacks()).End);
        Assert.Equal(2, node.Transactions.History().Count);
    }

    [Fact]
    public void An_undo_of_it_brings_the_old_files_back()
    {
        using var node = Node;
        var before = _test.Snapshot();
        var renewed = Renewal.Run(node, Request("apiserver"), Callbacks());
        Assert.NotEqual(before, _test.Snapshot());
        var undone = Undo.Run(node, new UndoRequest(null), new OperationCallbacks<TransactionRecord>());
        Assert.Equal(OperationEnd.Done, undone.End);
        Assert.Equal(renewed.Change!.Transaction.Id, undone.Target!.Id);
        Assert.Equal(before, _test.Snapshot());
        Assert.Equal(
            OperationEnd.NothingToDo,
            Undo.Run(node, new UndoRequest(renewed.Change.Transaction.Id), new OperationCallbacks<TransactionRecord>()).End);
    }

    private static void Crash(string step)
    {
        if (step.StartsWith("rename", StringComparison.Ordinal))
        {
            throw new CrashException();
        }
    }

    private static RenewalRequest Request(params string[] names) => new(new RenewalSpec { Names = names });

    private OperationCallbacks<PlannedRenewal> Callbacks(Func<PlannedRenewal, Problem?>? consent = null) => new()
    {
        OnEvent = told => _told.Add(told.GetType().Name),
        Consent = planned =>
        {
            _told.Add("consent");
            return consent?.Invoke(planned);
        },
    };
}
