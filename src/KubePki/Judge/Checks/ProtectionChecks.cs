using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Judge.Checks;

/// <summary>
/// Checks whether files are protected. The mode bits for others and access control lists decide. A group may read certificates and the
/// service account key (kubeadm gives that key to a group where the control plane does not run as root, KEP-2568). A group may never write.
/// </summary>
internal static class ProtectionChecks
{
    private const UnixFileMode OthersRead = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private const UnixFileMode OthersWrite = UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;
    internal const string State = "/var/lib/kubepki";

    internal static readonly IReadOnlyList<Check> Rows =
    [
        new("key-mode", CheckArea.Files, Severity.Error,
            new("only the owner can read private keys", "私钥仅属主可读"),
            new(
                "anyone who reads the key can act as its component: the API server, etcd, or the CA",
                "读到私钥的人即可冒充该组件：API server、etcd 乃至 CA"),
            [ProtectionMessages.KeyMode],
            subject => CheckAnswer.Of(KeyFiles(subject, i => i.Entry.Kind is not (EntryKind.Kubeconfig or EntryKind.CredentialFile))
                .Select(f => Readable(f, ProtectionMessages.KeyMode)))),
        new("kubeconfig-mode", CheckArea.Files, Severity.Error,
            new("only the owner can read kubeconfigs", "kubeconfig 仅属主可读"),
            new("anyone who reads admin.conf is administrator of the cluster", "读到 admin.conf 的人即是集群管理员"),
            [ProtectionMessages.KubeconfigMode],
            subject => CheckAnswer.Of(KeyFiles(subject, i => i is { Entry.Kind: EntryKind.Kubeconfig, Problem: null })
                .Select(f => Readable(f, ProtectionMessages.KubeconfigMode)))),
        new("credential-mode", CheckArea.Files, Severity.Error,
            new("only the owner can read files of static tokens and passwords", "静态令牌和密码文件仅属主可读"),
            new("they never expire: anyone who has read one can use it at any time", "它们永不过期：读过的人随时可以使用"),
            [ProtectionMessages.CredentialMode],
            subject => CheckAnswer.Of(KeyFiles(subject, i => i.Entry.Kind == EntryKind.CredentialFile)
                .Select(f => Readable(f, ProtectionMessages.CredentialMode)))),
        new("key-access-list", CheckArea.Files, Severity.Error,
            new("no access control list gives another user access to a private key", "没有访问控制列表允许其他用户访问私钥"),
            new("the mode does not show who can read the key: ls prints only a plus sign", "权限位看不出谁能读取私钥：ls 只显示一个加号"),
            [ProtectionMessages.KeyAccessList],
            subject => CheckAnswer.Of(KeyFiles(subject, _ => true).Where(f => f.Facts.OthersByList.Count > 0)
                .Select(f => ProtectionMessages.KeyAccessList.At(f.Path, string.Join(", ", f.Facts.OthersByList), f.Path)))),
        new("key-group", CheckArea.Files, Severity.Warning,
            new("no group other than root's can read a private key", "除 root 组外没有组可以读取私钥"),
            new("everyone who joins the group later can read the key too", "以后加入该组的任何人都能读取该私钥"),
            [ProtectionMessages.KeyGroup],
            subject => CheckAnswer.Of(KeyFiles(subject, i => !HasReaders(i)).Where(f => f.Facts.IsOpenToGroup)
                .Select(f => ProtectionMessages.KeyGroup.At(f.Path, Octal(f.Facts.Mode), f.Facts.Group.ToString(), f.Path)))),
        new("file-writable", CheckArea.Files, Severity.Error,
            new("only the owner can change certificates, kubeconfigs and manifests", "除属主外无人可更改证书、kubeconfig 和清单"),
            new("others can replace a CA that they can write, and manifests run as root", "他人可写的 CA 即可被替换，而清单会以 root 运行"),
            [ProtectionMessages.FileWritable],
            subject => CheckAnswer.Of(Files(subject)
                .Concat(subject.Surroundings.Manifests.Where(m => m.Facts.Kind == FileKind.Regular).Select(m => (m.Path, m.Facts)))
                .DistinctBy(f => f.Path)
                .Where(f => (f.Facts.Mode & OthersWrite) != 0)
                .Select(f => ProtectionMessages.FileWritable.At(f.Path, Octal(f.Facts.Mode))))),
        new("directory-writable", CheckArea.Files, Severity.Error,
            new("only the owner can replace files in the directories of the PKI", "除属主外无人可替换 PKI 目录中的文件"),
            new("in a writable directory, even a read-only file can be renamed and replaced", "目录可写时，不可写的文件仍可被改名替换"),
            [ProtectionMessages.DirectoryWritable],
            subject => CheckAnswer.Of(subject.Surroundings.Entries.Where(e => e.Facts.Kind == FileKind.Directory && e.Path is not "/tmp"
                && (e.Facts.Mode & OthersWrite) != 0)
                .Select(e => ProtectionMessages.DirectoryWritable.At(e.Path, Octal(e.Facts.Mode))))),
        new("file-owner", CheckArea.Files, Severity.Warning,
            new("the files of the PKI belong to root", "PKI 文件属于 root"),
            new("the owner of a file can read and change it, whatever its mode", "无论权限如何，属主都可以读取和更改文件"),
            [ProtectionMessages.FileOwner],
            subject => CheckAnswer.Of(Files(subject, i => !i.IsInHome).Where(f => f.Facts.Owner != subject.Surroundings.Root)
                .Select(f => ProtectionMessages.FileOwner.At(f.Path, f.Facts.Owner.ToString(), subject.Surroundings.Root.ToString())))),
        new("home-owner", CheckArea.Files, Severity.Warning,
            new("a kubeconfig in a home directory belongs to the owner of the home directory", "主目录中的 kubeconfig 属于该主目录的属主"),
            new("its user cannot read it, or another user can", "其用户无法读取，或他人可以读取"),
            [ProtectionMessages.HomeOwner],
            subject => CheckAnswer.Of(subject.State.Items.Where(i => i.IsInHome && i.HomeOwner is not null)
                .SelectMany(i => i.Files.Take(1).Where(f => f.Facts.Owner != i.HomeOwner)
                .Select(f => ProtectionMessages.HomeOwner.At(i.Path, f.Facts.Owner.ToString(), i.HomeOwner.ToString()!))))),
        new("stray-key", CheckArea.Files, Severity.Warning,
            new("no private key is in a place that no component uses", "没有私钥位于无组件使用的位置"),
            new(
                "a forgotten copy of a key can be stolen unnoticed, and stays valid after every renewal that keeps the key",
                "被遗忘的私钥副本即使失窃也无人察觉，且在沿用该私钥的每次续期之后仍然有效"),
            [ProtectionMessages.StrayKey],
            subject => CheckAnswer.Of(Strays(subject).Where(e => !IsOpen(e)).Select(e => ProtectionMessages.StrayKey.At(e.Path))
                .Concat(subject.Surroundings.Unlisted))),
        new("backup-readable", CheckArea.Files, Severity.Error,
            new("copies and backups with private keys are not readable by everyone", "含私钥的副本和备份并非所有人可读"),
            new(
                "cp -r without -p makes keys readable by everyone: a copy of /etc/kubernetes gives access to the whole cluster",
                "不带 -p 的 cp -r 会使私钥人人可读：/etc/kubernetes 的副本就等于整个集群"),
            [ProtectionMessages.BackupReadable],
            subject => CheckAnswer.Of(Strays(subject)
                .Concat(subject.Surroundings.Entries.Where(e => e.HoldsPrivateKey
                    && e.Path.StartsWith(State + "/", StringComparison.Ordinal)))
                .Where(IsOpen)
                .Select(e => ProtectionMessages.BackupReadable.At(e.Path, Octal(e.Facts.Mode))))),
        new("stray-manifest", CheckArea.Files, Severity.Error,
            new("the static pod directory holds manifests and nothing else", "静态 Pod 目录中只有清单"),
            new(
                "the kubelet also runs a backup copy beside a manifest, and the copy can replace the new manifest at random",
                "kubelet 也会运行清单旁的备份副本，且该副本可能随机取代新清单"),
            [ProtectionMessages.StrayManifest, ProtectionMessages.ManifestTwice],
            subject => CheckAnswer.Of(StrayManifests(subject))),
    ];

    private static IEnumerable<(string Path, FileFacts Facts)> Files(CheckSubject subject, Func<PkiEntry, bool>? which = null)
        => subject.State.Items.Where(which ?? (_ => true)).SelectMany(i => i.Files).Select(f => (f.Path, f.Facts)).DistinctBy(f => f.Path);

    /// <summary>The files with the items' secrets: the key file of a pair, the kubeconfig itself.</summary>
    private static IEnumerable<(string Path, FileFacts Facts)> KeyFiles(CheckSubject subject, Func<PkiEntry, bool> which)
        => subject.State.Items.Where(which).SelectMany(i => i.Files.Where(f => i.Entry.Kind switch
        {
            EntryKind.Kubeconfig => f.Path == i.Path,
            EntryKind.CredentialFile => true,
            _ => f.Path == (i.KeyPath ?? i.Path),
        })).Select(f => (f.Path, f.Facts)).DistinctBy(f => f.Path);

    /// <summary>
    /// True if kubeadm gives a group read access to the key: the API server and the controller-manager sign with it, each as its own user.
    /// </summary>
    private static bool HasReaders(PkiEntry item) => item.Entry.Kind == EntryKind.ServiceAccountKey;

    private static Problem? Readable((string Path, FileFacts Facts) file, Message message)
        => (file.Facts.Mode & OthersRead) != 0 ? message.At(file.Path, Octal(file.Facts.Mode)) : null;

    private static bool IsOpen(DirectoryEntry entry) => entry.IsReachable && (entry.Facts.Mode & OthersRead) != 0;

    /// <summary>Private keys in files that no item, flag or kubelet uses. kubepki's own backups do not count.</summary>
    private static IEnumerable<DirectoryEntry> Strays(CheckSubject subject)
    {
        var layout = subject.State.Layout;
        var used = subject.State.Items.SelectMany(i => i.Files.SelectMany(f => new[] { f.Path, f.RealPath }).Append(i.Path)
            .Append(i.KeyPath)
            .Append(i.PointsAt))
            .OfType<string>()
            .Concat(layout.Pods.SelectMany(p => p.Command.Select(word => p.OnHost(word[(word.IndexOf('=', StringComparison.Ordinal)
                + 1)..]))))
            .ToHashSet(StringComparer.Ordinal);
        return subject.Surroundings.Entries.Where(e => e.HoldsPrivateKey && !used.Contains(e.Path)
            && !e.Path.StartsWith(State + "/", StringComparison.Ordinal)
            && !(Path.GetDirectoryName(e.Path) == layout.KubeletPkiDirectory
                && Path.GetFileName(e.Path).StartsWith("kubelet-", StringComparison.Ordinal)));
    }

    private static IEnumerable<Problem> StrayManifests(CheckSubject subject)
    {
        var manifests = subject.Surroundings.Manifests.Where(m => m.Facts.Kind != FileKind.Directory
            && !Path.GetFileName(m.Path).StartsWith('.'))
            .ToList();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var manifest in manifests)
        {
            if (!subject.State.Layout.Manifests.TryGetValue(manifest.Path, out var component))
            {
                // A manifest that is unreadable or has an error still counts as a manifest. Its problem is reported separately.
                if (subject.State.Problems.Any(p => p.Where == manifest.Path))
                {
                    continue;
                }

                yield return ProtectionMessages.StrayManifest.At(manifest.Path);
            }
            else if (!seen.TryAdd(component, manifest.Path))
            {
                yield return ProtectionMessages.ManifestTwice.At(manifest.Path, component, seen[component]);
            }
        }
    }

    internal static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(4, '0');
}
