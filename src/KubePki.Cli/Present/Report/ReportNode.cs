using KubePki.Explain;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Observe;

namespace KubePki.Cli.Present.Report;

/// <summary>What a report tells of one node.</summary>
internal sealed record ReportNode(string Root, IReadOnlyList<Verdict> Verdicts, Verification Verification, TrustGraph Graph)
{
    private const string NodePrefix = "system:node:";
    private static readonly string[] NamedByTheirNode = ["kubelet-client", "kubelet.conf", "etcd-server"];

    public NodeState State => Graph.State;

    /// <summary>The name the node is registered under, or where it was looked at.</summary>
    public string Name => NamedByTheirNode
        .Select(name => State.Find(name)?.Certificate?.Subject.CommonName)
        .FirstOrDefault(name => !string.IsNullOrEmpty(name)) is { } name ? (name.StartsWith(NodePrefix, StringComparison.Ordinal) ? name[NodePrefix.Length..] : name) : Root;

    /// <summary>The item that ends first, and when.</summary>
    public Verdict? First => Verdicts.Where(v => v.Left is not null).MinBy(v => v.Left);

    public int Count(Severity severity) => Verification.Findings.Count(f => f.Severity == severity);
}
