using KubePki.Apply;
using KubePki.Localization;
using KubePki.Operations;
using KubePki.Plan;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Operations;

/// <summary>
/// A command that changes something first recovers an interrupted run, unless its request is wrong regardless of the recovery.
/// </summary>
public sealed class RecoveredFirstTests : IDisposable
{
    private const string Nothing = "20360101T000000000Z-0000";
    private static readonly Message Unusable = new("unusable", "cannot be used", "无法使用");
    private readonly TestNode _test = new();
    private readonly List<string> _told = [];

    /// <summary>Wrong requests, and the problem that each one gets.</summary>
    public static TheoryData<string, string> Wrong => new()
    {
        { "renew", PlanMessages.UnknownName.Id }, { "renew with a key", Unusable.Id }, { "create", PlanMessages.UnknownName.Id },
        { "create with a key", Unusable.Id }, { "create with a configuration", Unusable.Id }, { "csr import", PlanMessages.UnknownName.Id },
        { "csr import with a configuration", Unusable.Id }, { "undo", ApplyMessages.NoTransaction.Id },
        { "restore", ApplyMessages.NoBackup.Id },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_request_leaves_the_interrupted_run_as_it_is(string request, string problem)
    {
        CutOff();
        var before = _test.Snapshot();
        using var node = new ManagedNode(_test.Root.OnThisMachine("/"), _test.Clock);
        var result = Run(request, node);
        Assert.Equal(OperationEnd.NotBegun, result.End);
        Assert.Equal(problem, Assert.Single(result.Problems).Id);
        Assert.DoesNotContain(nameof(RunRecovered), _told);
        Assert.Single(node.Transactions.Unfinished().Must());
        Assert.Equal(before, _test.Snapshot());
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_request_leaves_a_manifest_where_it_was_taken(string request, string problem)
    {
        var away = _test.OnDisk("/etc/kubernetes/.kubepki-moved-etcd.yaml");
        File.Move(_test.OnDisk("/etc/kubernetes/manifests/etcd.yaml"), away);
        using var node = new ManagedNode(_test.Root.OnThisMachine("/"), _test.Clock);
        Assert.Equal(problem, Assert.Single(Run(request, node).Problems).Id);
        Assert.True(File.Exists(away));
    }

    /// <summary>A path may become an item when the interrupted run that writes it is finished.</summary>
    [Fact]
    public void A_path_is_judged_when_the_node_is_whole()
    {
        CutOff();
        using var node = new ManagedNode(_test.Root.OnThisMachine("/"), _test.Clock);
        var result = Renewal.Run(
            node, new RenewalRequest(new RenewalSpec { Names = ["/home/ann/.kube/config"] }), Callbacks<PlannedRenewal>());
        Assert.Equal(OperationEnd.Refused, result.End);
        Assert.Contains(nameof(RunRecovered), _told);
    }

    public void Dispose() => _test.Dispose();

    private OperationResult Run(string request, ManagedNode node) => request switch
    {
        "renew" => Renewal.Run(node, new RenewalRequest(new RenewalSpec { Names = ["nosuch"] }), Callbacks<PlannedRenewal>()),
        "renew with a key" => Renewal.Run(
            node, new RenewalRequest(new RenewalSpec { Names = ["apiserver"] })
            {
                Keys = () => Unusable.At(""),
            }, Callbacks<PlannedRenewal>()),
        "create" => Creation.Run(node, Create(node, "nosuch"), Callbacks<PlannedCreation>()),
        "create with a key" =>
            Creation.Run(node, Create(node, "apiserver") with { Keys = () => Unusable.At("") }, Callbacks<PlannedCreation>()),
        "create with a configuration" => Creation.Run(
            node, Create(node, "apiserver") with { ConfigurationProblem = () => Unusable.At("") }, Callbacks<PlannedCreation>()),
        "csr import" => Import.Run(node, Answers(node, "nosuch"), Callbacks<ImportPlan>()),
        "csr import with a configuration" => Import.Run(
            node, Answers(node, "apiserver") with { ConfigurationProblem = () => Unusable.At("") }, Callbacks<ImportPlan>()),
        "undo" => Undo.Run(node, new UndoRequest(Nothing), Callbacks<TransactionRecord>()),
        _ => Restoration.Run(node, new RestorationRequest(Nothing), Callbacks<BackupRecord>()),
    };

    private static CreationRequest Create(ManagedNode node, string name)
        => new(new CreationSpec { Names = [name] }, () => KnownNode.FromNode(node, new OperationCallbacks()));

    private ImportRequest Answers(ManagedNode node, string name)
        => new(_test.OnDisk("/"), () => KnownNode.FromNode(node, new OperationCallbacks())) { Names = [name] };

    private OperationCallbacks<TPlan> Callbacks<TPlan>() => new() { OnEvent = told => _told.Add(told.GetType().Name) };

    private void CutOff()
    {
        var transactions = new Transactions(_test.Root, _test.Clock, ["/etc/kubernetes/manifests"])
        {
            BeforeStep = step => _ = step.StartsWith("rename", StringComparison.Ordinal) ? throw new CrashException() : 0,
        };
        Assert.Throws<CrashException>(() => _test.Renew(new RenewalSpec { Names = ["apiserver"] }, transactions));
    }
}
