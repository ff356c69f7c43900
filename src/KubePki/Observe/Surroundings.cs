using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Observe;

/// <summary>An entry of a directory that was listed.</summary>
/// <param name="Path">Path on the node.</param>
/// <param name="Facts">The file system's metadata; for a symbolic link, that of its target.</param>
/// <param name="HoldsPrivateKey">Whether it holds a private key, or a kubeconfig with one.</param>
/// <param name="IsReachable">Whether every user can enter all directories above it.</param>
internal sealed record DirectoryEntry(string Path, FileFacts Facts, bool HoldsPrivateKey, bool IsReachable);

/// <summary>
/// The surroundings of a node's PKI: its directories, their other content, the bundles that flags name. Read for checks only, because this
/// takes longer than reading the items.
/// </summary>
internal sealed record Surroundings
{
    /// <summary>
    /// Files and directories in and below the directories of the PKI and of copies of it, and in /root and /tmp, up to a maximum number and
    /// depth.
    /// </summary>
    public required IReadOnlyList<DirectoryEntry> Entries { get; init; }

    /// <summary>Directories that could not be listed.</summary>
    public IReadOnlyList<Problem> Unlisted { get; init; } = [];

    /// <summary>The entries of the static pod directory, hidden ones included.</summary>
    public required IReadOnlyList<DirectoryEntry> Manifests { get; init; }

    /// <summary>The CA bundles that flags and the kubelet's configuration name, by their path on the host.</summary>
    public required IReadOnlyDictionary<string, Outcome<IReadOnlyList<Certificate>>> Bundles { get; init; }

    /// <summary>The keys of the files that sign or verify service account tokens, by their path on the host: public halves only.</summary>
    public required IReadOnlyDictionary<string, Outcome<IReadOnlyList<byte[]>>> TokenKeys { get; init; }

    /// <summary>The file of the API server's <c>--authentication-config</c>, or why it cannot be read; null without the flag.</summary>
    public Outcome<AuthenticationConfiguration>? AuthenticationConfiguration { get; init; }

    /// <summary>
    /// The files that the API server has to read in order to start, each with the problem that prevents it; the problem is null if there is
    /// none.
    /// </summary>
    public IReadOnlyList<StartFile> StartFiles { get; init; } = [];

    /// <summary>The dated client certificates in the kubelet's directory, the newest last.</summary>
    public required IReadOnlyList<string> KubeletClientFiles { get; init; }

    /// <summary>The target of <c>kubelet-client-current.pem</c>, or null.</summary>
    public string? KubeletCurrent { get; init; }

    /// <summary>The paths at which a regular file is in the place of the kubelet's link to a current certificate.</summary>
    public IReadOnlyList<string> KubeletFilesForLinks { get; init; } = [];

    /// <summary>The owner of the node's <c>/etc</c>: root, except in a copy made by an ordinary user.</summary>
    public uint Root { get; init; }

    /// <summary>The latest change of a regular file in <see cref="Entries"/>, by the file system's own clock.</summary>
    public DateTimeOffset? NewestChange { get; init; }

    /// <summary>
    /// The CAs in the cluster's ConfigMap cluster-info, or why they could not be retrieved; null if the cluster was not queried.
    /// </summary>
    public Outcome<IReadOnlyList<Certificate>>? ClusterInfo { get; init; }

    /// <summary>Whether a time synchronization service reports that the clock is synchronized; null if none left a trace.</summary>
    public bool? ClockIsSynchronised { get; init; }
}
