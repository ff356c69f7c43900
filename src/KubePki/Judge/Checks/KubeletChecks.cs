using System.Globalization;
using KubePki.Catalogue;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Judge.Checks;

/// <summary>Checks whether the kubelet can keep renewing its own certificate.</summary>
internal static class KubeletChecks
{
    private const string Bootstrap = "/etc/kubernetes/bootstrap-kubelet.conf";
    private const string Current = "kubelet-client-current.pem";

    /// <summary>
    /// The kubelet picks a random moment between 70 and 90 percent of the certificate's lifetime (client-go certificate manager).
    /// </summary>
    private const double LatestRotation = 0.9;

    internal static readonly IReadOnlyList<Check> Rows =
    [
        new("kubelet-rotation", CheckArea.Kubelet, Severity.Error,
            new("the kubelet rotates its client certificate", "kubelet 会轮换其客户端证书"),
            new("the node goes NotReady when the certificate expires", "证书到期时节点会变为 NotReady"),
            [KubeletMessages.NoRotation],
            subject => Rotation(subject)),
        new("kubelet-embedded", CheckArea.Kubelet, Severity.Warning,
            new("kubelet.conf points at the file that the kubelet rotates", "kubelet.conf 指向 kubelet 轮换的文件"),
            new("an embedded certificate expires although rotation is on", "即使开启轮换，内嵌证书仍会到期"),
            [KubeletMessages.Embedded, KubeletMessages.Dangling],
            subject => subject.With("kubelet.conf", (item, _) =>
            [
                item.PointsAt is null && subject.State.Layout.RotatesKubeletClient == true ? KubeletMessages.Embedded.At(item.Path) : null,
                item.PointsAt is { } target && !target.EndsWith("/" + Current, StringComparison.Ordinal)
                    ? KubeletMessages.Dangling.At(item.Path, target)
                    : null,
            ])),
        new("kubelet-not-current", CheckArea.Kubelet, Severity.Warning,
            new("kubelet-client-current.pem points at the newest file", "kubelet-client-current.pem 指向最新文件"),
            new("the node keeps using a certificate that expires earlier", "节点会继续使用更早到期的证书"),
            [KubeletMessages.NotCurrent],
            subject => CheckAnswer.Of([
                subject.Surroundings is { KubeletCurrent: { } current, KubeletClientFiles: [.., var newest] } && current != newest
                    && string.CompareOrdinal(current, newest) < 0
                ? KubeletMessages.NotCurrent.At($"{subject.State.Layout.KubeletPkiDirectory}/{Current}", current, newest) : null])),
        new("kubelet-not-linked", CheckArea.Kubelet, Severity.Error,
            new("the kubelet's current certificates are links to dated files", "kubelet 的当前证书是指向带日期文件的链接"),
            new(
                "the kubelet reads the regular file, but cannot store the rotated certificate: expected to be a symlink but it is a file",
                "kubelet 会读取该处的普通文件，但无法保存轮换后的证书：expected to be a symlink but it is a file"),
            [KubeletMessages.NotLinked, KubeletMessages.NotLinkedOlder],
            subject => CheckAnswer.Of(subject.Surroundings.KubeletFilesForLinks.Select(path => NotLinked(subject, path)))),
        new("kubelet-outdated", CheckArea.Kubelet, Severity.Warning,
            new("the kubelet's client certificate was rotated in time", "kubelet 客户端证书已按时轮换"),
            new(
                "rotation is on but does not work: nobody approves the requests, or the API server was down",
                "轮换虽开启却未生效：请求无人批准，或 API server 曾停机"),
            [KubeletMessages.Overdue],
            subject => subject.With(
                "kubelet-client",
                (
                    item,
                    certificate)
                        => (subject.State.ObservedAt - certificate.NotBefore) / (certificate.NotAfter - certificate.NotBefore)
            is > LatestRotation
                        and <= 1
                        and var share
                ? [KubeletMessages.Overdue.At(item.Path, ((int)(share * 100)).ToString(CultureInfo.InvariantCulture))] : [])),
        new("kubelet-serving-ca", CheckArea.Kubelet, Severity.Error,
            new(
                "if the API server verifies the kubelet's serving certificate, it trusts the CA that signed it",
                "若 API server 校验 kubelet 的服务端证书，则信任其签发 CA"),
            new(
                "kubectl logs and exec fail for the pods of this node: x509: certificate signed by unknown authority",
                "本节点 Pod 的 kubectl logs 和 exec 会失败：x509: certificate signed by unknown authority"),
            [KubeletMessages.SelfSigned, KubeletMessages.SelfSignedForOtherCa],
            subject => CheckAnswer.Of([SelfMade(subject)])),
        new("kubelet-bootstrap", CheckArea.Kubelet, Severity.Warning,
            new("no bootstrap kubeconfig is left behind", "没有遗留的引导 kubeconfig"),
            new("anyone who can read it can join a node while its token is valid", "在令牌有效期内，读到它的人可以加入节点"),
            [KubeletMessages.Bootstrap],
            subject => CheckAnswer.Of([
                subject.Surroundings.Entries.Any(e => e.Path == Bootstrap) ? KubeletMessages.Bootstrap.At(Bootstrap) : null,
            ])),
    ];

    private static Problem NotLinked(CheckSubject subject, string path)
    {
        var name = subject.State.Items.FirstOrDefault(i => i.Path == path)?.Name ?? "kubelet-client";
        return name == "kubelet-client" && subject.Surroundings.KubeletClientFiles is [.., var newest]
            ? KubeletMessages.NotLinkedOlder.At(path, newest, name)
            : KubeletMessages.NotLinked.At(path, name);
    }

    /// <summary>A certificate that the cluster's CA is to sign has its chain judged by the check of all chains.</summary>
    private static Problem? SelfMade(CheckSubject subject)
    {
        if (subject.FindCertified("kubelet-serving") is not { Entry.Issuer: null, Certificate: { } serving } item
            || subject.Bundle(Components.ApiServer, EntryJudge.KubeletAuthority) is not { } trusted
            || ChainVerifier.Verify(serving, new VerificationRequest(trusted, item.Certificates, null, Oids.ServerAuth), item.Path) is null)
        {
            return null;
        }

        var bundle = subject.State.Layout.HostFlag(Components.ApiServer, EntryJudge.KubeletAuthority)!;
        var address = subject.ApiServer!.Flag("advertise-address");
        var added = address is null || ChainVerifier.Covers(serving, address) ? "" : $" --add-san {ShellWord.Of(address)}";
        return EntryJudge.KubeletSigner(subject.State, item) is null
            ? KubeletMessages.SelfSignedForOtherCa.At(item.Path, bundle)
            : KubeletMessages.SelfSigned.At(item.Path, bundle, added);
    }

    private static CheckAnswer Rotation(CheckSubject subject)
    {
        var layout = subject.State.Layout;
        return layout.HostFlag(Components.Kubelet, "rotate-certificates") is { } flag
            ? CheckAnswer.Of([GoFlags.Truth(flag) == false ? KubeletMessages.NoRotation.At($"--rotate-certificates={flag}") : null])
            : layout.Kubelet is { Problems: [var broken, ..] } ? broken
            : layout.Kubelet is { } kubelet
                ? CheckAnswer.Of([
                    kubelet.RotateCertificates == true ? null : KubeletMessages.NoRotation.At(layout.KubeletConfigurationPath),
                ])
            : CheckMessages.NoManifest.At(layout.KubeletConfigurationPath, Components.Kubelet);
    }
}
