using System.Text;
using KubePki.Apply;
using KubePki.Files;
using KubePki.Judge;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Tests.Kit;

/// <summary>A machine without any Kubernetes files, and a kubeadm configuration for it.</summary>
internal sealed class BareNode : IDisposable
{
    public const string Configuration = """
        apiVersion: kubeadm.k8s.io/v1beta3
        kind: InitConfiguration
        localAPIEndpoint: { advertiseAddress: 192.0.2.1 }
        nodeRegistration: { name: cp1 }
        ---
        apiVersion: kubeadm.k8s.io/v1beta3
        kind: ClusterConfiguration
        kubernetesVersion: v1.28.3
        """;

    private readonly Scratch _scratch = new(inMemory: true);

    public BareNode()
    {
        Root = new NodeRoot(_scratch.Path);
        Directory.CreateDirectory($"{_scratch.Path}/var/lib");
    }

    public NodeRoot Root { get; }

    public FixedClock Clock { get; } = new(FixedClock.Today);

    public Transactions Transactions => With(_ => { });

    public string OnDisk(string path) => Root.OnThisMachine(path);

    public Transactions With(Action<string> beforeStep) => new(Root, Clock, ["/etc/kubernetes/manifests"]) { BeforeStep = beforeStep };

    public static KubeadmConfiguration Read(string text) => KubeadmConfiguration.Read(Encoding.UTF8.GetBytes(text), "cluster.yaml").Must();

    public NodeState State(string configuration = Configuration) => NodeObserver.Observe(Root, Clock.Now, Read(configuration));

    /// <summary>The plan for a configuration, with keys of a fast kind.</summary>
    public CreationPlan Plan(string configuration = Configuration, params string[] names)
        => Plan(configuration, new CreationSpec { Names = names.Length == 0 ? null : names });

    public CreationPlan Plan(string configuration, CreationSpec spec)
    {
        var state = State(configuration);
        var facts = ClusterFacts.Of(Read(configuration), RebuiltConfiguration.Of(state).Configuration, "cluster.yaml").Must();
        return CreationPlanner.Plan(state, facts, spec with { KeyAlgorithm = spec.KeyAlgorithm ?? KeyAlgorithm.EcdsaP256 });
    }

    /// <summary>Applies a plan that has no refusals.</summary>
    public Outcome<TransactionRecord> Carry(CreationPlan plan, string configuration = Configuration, Transactions? transactions = null)
    {
        Assert.Empty(plan.Refusals);
        return new CreationExecution(Root, Clock, transactions ?? Transactions).Run(
            State(configuration), plan, "{}"u8.ToArray(), () => { });
    }

    public Outcome<TransactionRecord> Create(string configuration = Configuration, params string[] names)
        => Carry(Plan(configuration, names), configuration);

    public IReadOnlyList<Verdict> Verdicts(string configuration = Configuration)
        => EntryJudge.Judge(State(configuration), TimeSpan.FromDays(30));

    public IReadOnlyDictionary<string, string> Snapshot() => Kit.Snapshot.Of(_scratch.Path, "/var/lib/kubepki");

    public void Dispose() => _scratch.Dispose();
}
