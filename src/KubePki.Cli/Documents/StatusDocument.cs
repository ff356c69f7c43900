using KubePki.Judge.Checks;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Cli.Documents;

/// <summary>All items on a node, their remaining time, and their problems: <c>kubepki status</c>.</summary>
internal sealed record StatusDocument : Document
{
    public override string Kind => "Status";

    /// <summary>When the node was read.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>The directory of the certificates on the node.</summary>
    public required string CertificatesDirectory { get; init; }

    /// <summary>Whether the API server uses an etcd that is not on this node.</summary>
    public required bool ExternalEtcd { get; init; }

    /// <summary>All certificates, keys and kubeconfigs.</summary>
    public required IReadOnlyList<PkiEntryData> Items { get; init; }

    /// <summary>Problems of the files that contain the paths and settings of the node.</summary>
    public required IReadOnlyList<ProblemData> Problems { get; init; }

    /// <summary>The findings of the checks of <c>kubepki verify</c>.</summary>
    public required IReadOnlyList<FindingData> Findings { get; init; }

    public static StatusDocument Of(NodeState state, Verification verification, Language language) => new()
    {
        ObservedAt = state.ObservedAt,
        CertificatesDirectory = state.Layout.CertificatesDirectory,
        ExternalEtcd = state.HasExternalEtcd,
        Items = PkiEntryData.Of(verification.Verdicts, language),
        Problems = ProblemData.Of(state.Problems, language),
        Findings = FindingData.Of(verification.Findings, language),
    };
}
