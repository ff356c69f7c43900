using System.Text;
using KubePki.Activate;
using KubePki.Activate.Probe;
using KubePki.Activate.Runtime;
using KubePki.Cli.Documents;
using KubePki.Cli.Results;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Operations;
using KubePki.Sandbox;
using KubePki.X509;

namespace KubePki.DocumentTests;

/// <summary>
/// Documents that need running components or several nodes: built from values here, and checked against their schemas like the others.
/// </summary>
public sealed class LiveDocumentTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly Problem Trouble = FleetMessages.NoPlace.At("cp1");
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-documents-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_activation()
    {
        var root = PracticeControlPlane.Create(
            _folder + "/node", SandboxSpec.Default with { KeyAlgorithm = KeyAlgorithm.EcdsaP256 }, Now, ()
                =>
            { }, TestContext.Current.CancellationToken).Value![0];
        var item = NodeObserver.Observe(new NodeRoot(root), Now).Items.First(i => i.Name == "apiserver");
        var address = new ProbeAddress("127.0.0.1", 6443);
        var served = new PortObservation(address, item, new ServedCertificate(address, item.Certificate!, WasAccepted: true), null);
        var report = new ActivationReport(
        [
            new ActivationResult("kube-apiserver", ActivationOutcome.Restarted, new ComponentObservation("kube-apiserver", Now, [served]))
            {
                WasHealthy = true,
                Took = TimeSpan.FromSeconds(3.7),
            },
            new ActivationResult("etcd", ActivationOutcome.Failed, new ComponentObservation("etcd", null, [served with { Served = null }]))
            {
                Problem = Trouble,
                WasHealthy = true,
                Log = [new LogLine(Now, "stderr", "lost")],
            },
        ]);
        Valid(
            ResultDocument.Of("activate", Words.HalfWay) with
            {
                Activation = ActivationData.Of(report, Language.English),
                TakenBack = true,
            });
        var decisions = Enum.GetValues<ActivationNeed>().Select(need => new ActivationDecision("etcd", need, [Trouble])).ToList();
        Valid(ResultDocument.Of("activate", Words.Planned) with { Plan = DecisionData.Of(decisions, Language.English) });
    }

    [Fact]
    public void Several_nodes()
    {
        var (one, other) = (new NodeTarget("cp1", "root@cp1"), new NodeTarget("cp2", "cp2"));
        var facts = new NodeFacts
        {
            Now = Now,
            IsPrivileged = true,
            FreeBytes = 1,
            EtcdIsHealthy = false,
            EtcdProblem = "lost",
            EtcdMemberId = "a",
            EtcdMembers = [new("a", "cp1", false, "lost"), new("b", "", null, null)],
        };
        NodeReport[] reports =
        [
            new(one, facts, TimeSpan.Zero),
            new(other,
                facts with { Shared = new Dictionary<string, string> { ["ca"] = "00" }, EtcdMembers = [new("a", "cp1", true, null)] },
                TimeSpan.FromMinutes(5)),
        ];
        var answer = new NodeAnswer(
            0, Encoding.UTF8.GetBytes("""{"apiVersion":"kubepki/v1","kind":"Version","version":"1"}"""), [], TimeSpan.FromSeconds(1.23456));
        NodeResult[] results = [new(one, reports[0], answer, null), new(other, reports[1], null, Trouble)];
        var differences = FleetPlan.Differences(reports)
            .Append(new NodeDifference("expiry", [("2036-01-01", ["cp1"])]) { Items = ["apiserver"] }).ToList();

        var judged = FleetDocument.Of(
            "status", new FleetReading(results, differences, [Trouble]) { Findings = FleetFindings.Of(differences) }, Language.English);
        Assert.NotEmpty(judged.EtcdMembers!);
        Assert.NotEmpty(judged.Findings!);
        Valid(judged);

        Valid(
            FleetDocument.Of("renew", results, [], Language.English) with
            {
                Shares = ShareData.Of(new SharePlan([new Share("ca", one, other, true, false)], [])),
            });
        foreach (var (stage, code) in Enum.GetValues<NodeStage>().Zip([ExitCode.Done, ExitCode.Failed, ExitCode.Usage, ExitCode.HalfWay]))
        {
            string[] phases = ["staged", "nothingToDo", "committing", "done", "released", "failed"];
            var events = phases.Select(p => new FleetEventData { At = Now, Node = "cp1", Phase = p }).ToList();
            Valid(
                FleetDocument.Of("renew", results, [], Language.English, [stage, stage]) with
                {
                    Outcome = Words.Outcome(code),
                    Events = events,
                });
        }
    }

    private static void Valid(Document document)
    {
        var text = document.ToJson().ToJsonString();
        Assert.True(SchemaCheck.Fault(text) is null, $"{SchemaCheck.Fault(text)}\n{text}");
    }
}
