using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Language;
using KubePki.X509;

namespace KubePki.Observe;

/// <summary>An entry of a directory that was looked into.</summary>
/// <param name="Path">Path on the node.</param>
/// <param name="Facts">What the file system says of it; of a link, of what it leads to.</param>
/// <param name="HoldsPrivateKey">Whether a private key, or a kubeconfig with one, stands in it.</param>
/// <param name="IsReachable">Whether every directory on the way to it can be entered by everybody.</param>
internal sealed record SeenEntry(string Path, FileFacts Facts, bool HoldsPrivateKey, bool IsReachable);

/// <summary>
/// What lies around a node's PKI: the directories it is in, what else they hold, the bundles that flags name. Read for checks
/// only, because it takes longer than the items do.
/// </summary>
internal sealed record Surroundings
{
    /// <summary>Everything seen in and below the directories of the PKI, of copies of it and of root's home; files and directories.</summary>
    public required IReadOnlyList<SeenEntry> Entries { get; init; }

    /// <summary>Directories that could not be looked into.</summary>
    public IReadOnlyList<Problem> Unlisted { get; init; } = [];

    /// <summary>The entries of the static pod directory, hidden ones included.</summary>
    public required IReadOnlyList<SeenEntry> Manifests { get; init; }

    /// <summary>The CA bundles that flags and the kubelet's configuration name, by their path on the host.</summary>
    public required IReadOnlyDictionary<string, Outcome<IReadOnlyList<Certificate>>> Bundles { get; init; }

    /// <summary>The keys of the files that sign or verify service account tokens, by their path on the host: public halves only.</summary>
    public required IReadOnlyDictionary<string, Outcome<IReadOnlyList<byte[]>>> TokenKeys { get; init; }

    /// <summary>The file of the API server's <c>--authentication-config</c>, or why it cannot be read; null without the flag.</summary>
    public Outcome<AuthenticationConfiguration>? AuthenticationConfiguration { get; init; }

    /// <summary>The files that the API server has to read in order to start, with what keeps it from that; null for those it reads.</summary>
    public IReadOnlyList<StartFile> StartFiles { get; init; } = [];

    /// <summary>The dated client certificates in the kubelet's directory, the newest last.</summary>
    public required IReadOnlyList<string> KubeletClientFiles { get; init; }

    /// <summary>Where <c>kubelet-client-current.pem</c> leads, or null.</summary>
    public string? KubeletCurrent { get; init; }

    /// <summary>Those of the kubelet's links to its current certificates in whose place a regular file lies.</summary>
    public IReadOnlyList<string> KubeletFilesForLinks { get; init; } = [];

    /// <summary>Who owns the node's <c>/etc</c>: root, but on a copy that an ordinary user made.</summary>
    public uint Root { get; init; }

    /// <summary>When the last of the seen files changed, by the file system's own time.</summary>
    public DateTimeOffset? NewestChange { get; init; }

    /// <summary>The CAs in the cluster's ConfigMap cluster-info, or why they could not be had; null where the cluster was not asked.</summary>
    public Outcome<IReadOnlyList<Certificate>>? ClusterInfo { get; init; }

    /// <summary>Whether a time service says that the clock is synchronised; null where none left a word.</summary>
    public bool? ClockIsSynchronised { get; init; }
}
