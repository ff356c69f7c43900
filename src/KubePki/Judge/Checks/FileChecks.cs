using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge.Checks;

/// <summary>Checks whether the files exist and can be read as what they should be.</summary>
internal static class FileChecks
{
    internal static readonly IReadOnlyList<Check> Rows =
    [
        new("file-missing", CheckArea.Files, Severity.Error,
            new("every certificate, key and kubeconfig exists", "所有证书、密钥和 kubeconfig 都存在"),
            new("a component does not start without its files", "组件找不到文件就无法启动"),
            [FileMessages.Missing],
            subject => CheckAnswer.Of(OfItems(subject).Where(IsMissing))),
        new("file-unreadable", CheckArea.Files, Severity.Error,
            new("every file can be read and parsed", "所有文件均可读取和解析"),
            new(
                "a component that cannot read its file does not start, or keeps the old content until it restarts",
                "组件无法读取文件时不能启动，或在重启前一直使用旧内容"),
            [
                FileMessages.Unreadable, FileMessages.NotAFile, FileMessages.TooLarge, FileMessages.Dangling, FileMessages.TooManyLinks,
                X509Messages.Empty, X509Messages.NoPemBlock, X509Messages.TruncatedPem, X509Messages.BrokenCertificate,
                X509Messages.BrokenKey, X509Messages.EncryptedKey,
                X509Messages.UnsupportedKey, X509Messages.TooManyBlocks, KubernetesMessages.BrokenYaml, KubernetesMessages.NotText,
                KubernetesMessages.WrongKind,
                KubernetesMessages.BadBase64, KubernetesMessages.Base64WithBlanks, KubernetesMessages.NoContext, KubernetesMessages.NoUser,
                KubernetesMessages.NoCurrentContext, KubernetesMessages.ContextNotFound, KubernetesMessages.UserNotFound,
                ObserveMessages.NoClientCertificate, ObserveMessages.NoClientKey, ObserveMessages.LeadsOutOfHome,
            ],
            subject => CheckAnswer.Of(OfItems(subject).Where(p => !IsMissing(p) && !p.Is(X509Messages.KeyMismatch)))),
        new("configuration-unreadable", CheckArea.Files, Severity.Error,
            new("the manifests and the kubelet's configuration can be read", "清单和 kubelet 配置均可读取"),
            new("the kubelet does not run a manifest that it cannot read", "kubelet 不会运行无法读取的清单"),
            [
                KubernetesMessages.BrokenYaml, KubernetesMessages.WrongKind, KubernetesMessages.EntryNotText,
                KubernetesMessages.FieldNotText, KubernetesMessages.NotTruth,
                KubernetesMessages.NotWhole, KubernetesMessages.NotPort, KubernetesMessages.NotList, KubernetesMessages.NotMapping,
                KubernetesMessages.FieldMissing, KubernetesMessages.NameTwice,
                KubernetesMessages.VolumeMissing, KubernetesMessages.CommandUnreadable, FileMessages.Unreadable,
            ],
            subject => CheckAnswer.Of(subject.State.Problems)),
        new("component-manifest", CheckArea.Files, Severity.Warning,
            new("every component that the node has certificates for has a manifest", "节点上有其证书的每个组件都有清单"),
            new("the kubelet does not run the component", "kubelet 不会运行该组件"),
            [CheckMessages.ComponentManifest],
            Manifests),
        new("configuration-ambiguous", CheckArea.Files, Severity.Warning,
            new("manifests, configurations and kubeconfigs set each value once, and literally", "清单、配置和 kubeconfig 中每一项都只写一次且直接写明"),
            new("people and components read different values from the same file", "人与组件会从同一文件中读出不同的内容"),
            [KubernetesMessages.KeyTwice, KubernetesMessages.FlagUnreadable],
            subject => CheckAnswer.Of(subject.State.Warnings)),
        new("damaged-block", CheckArea.Files, Severity.Error,
            new("no file holds a truncated or damaged PEM block", "没有文件包含被截断或损坏的 PEM 块"),
            new("the components silently skip a damaged block: a CA that should be trusted is not", "组件会静默跳过损坏的块：本应信任的 CA 未被信任"),
            [X509Messages.TruncatedPem],
            subject => CheckAnswer.Of(subject.State.Items.Select(i => i.Damage))),
    ];

    /// <summary>
    /// A file with another name in the directory may hold the manifest: the kubelet reads it, and another check reports it.
    /// </summary>
    private static CheckAnswer Manifests(CheckSubject subject)
        => ComponentManifests.Unread(subject.State) is { } unread ? unread
            : CheckAnswer.Of(
                ComponentManifests.Missing(subject.State).Where(
                    missing => !subject.Surroundings.Manifests.Any(m => m.Path.StartsWith(missing.Where, StringComparison.Ordinal))));

    /// <summary>
    /// The problems that keep items and their keys from being read. A mismatch of public and private key is not a read error.
    /// </summary>
    private static IEnumerable<Problem> OfItems(CheckSubject subject) => subject.Verdicts
        .SelectMany(v => v.Item.Problem is not null
            ? new[] { v.Problem, v.Item.KeyProblem?.Is(FileMessages.Unreadable) == true ? v.Item.KeyProblem : null }
            : [v.Item.Kubeconfig?.Refusal ?? EntryJudge.KeyProblem(subject.State, v.Item)])
        .OfType<Problem>();

    private static bool IsMissing(Problem problem) => problem.Is(FileMessages.Missing);
}
