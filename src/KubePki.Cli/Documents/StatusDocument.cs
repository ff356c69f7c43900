using KubePki.Judge.Checks;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Cli.Documents;

/// <summary>Everything on a node, how long it lasts and what is wrong: <c>kubepki status</c>.</summary>
internal sealed record StatusDocument : Document
{
    public override string Kind => "Status";

    /// <summary>When the node was read.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>The directory of the certificates on the node.</summary>
    public required string CertificatesDirectory { get; init; }

    /// <summary>Whether the API server uses an etcd that is not on this node.</summary>
    public required bool ExternalEtcd { get; init; }

    /// <summary>Every certificate, key and kubeconfig.</summary>
    public required IReadOnlyList<ItemData> Items { get; init; }

    /// <summary>What is wrong with the files that say where things are.</summary>
    public required IReadOnlyList<ProblemData> Problems { get; init; }

    /// <summary>What the checks of <c>kubepki verify</c> find.</summary>
    public required IReadOnlyList<FindingData> Findings { get; init; }

    public static StatusDocument Of(NodeState state, Verification verification, Tongue tongue) => new()
    {
        ObservedAt = state.ObservedAt,
        CertificatesDirectory = state.Layout.CertificatesDirectory,
        ExternalEtcd = state.HasExternalEtcd,
        Items = ItemData.Of(verification.Verdicts, tongue),
        Problems = ProblemData.Of(state.Problems, tongue),
        Findings = FindingData.Of(verification.Findings, tongue),
    };
}
