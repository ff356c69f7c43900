using System.Globalization;
using KubePki.Catalogue;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge.Checks;

/// <summary>Checks of dates, keys and chains: the usual reasons why a handshake fails.</summary>
internal static class CertificateChecks
{
    private static readonly TimeSpan AuthorityWarning = TimeSpan.FromDays(365);
    private static readonly TimeSpan LongestLeaf = TimeSpan.FromDays(10 * 366);

    internal static readonly IReadOnlyList<Check> Rows =
    [
        new("expired", CheckArea.Certificates, Severity.Error,
            new("no certificate has expired", "没有证书已过期"),
            new(
                "the peer ends the handshake: x509: certificate has expired or is not yet valid",
                "对端会中止握手：x509: certificate has expired or is not yet valid"),
            [JudgeMessages.Expired, X509Messages.Expired],
            subject => CheckAnswer.Of(subject.Verdicts.Where(v => v.Status == EntryStatus.Expired)
                .Select(v => v.Problem is { } p && p.Is(X509Messages.Expired) ? p
                    : JudgeMessages.Expired.At(v.Item.Path, Times.Days(-v.TimeLeft!.Value)).About(v.Item)))),
        new("expiring", CheckArea.Certificates, Severity.Warning,
            new("no certificate expires within the requested period (--within, default: 30 days)", "没有证书会在所查询的期限内到期（--within，默认 30 天）"),
            new("if a certificate expires unnoticed, the API server is the first to fail", "若证书到期时无人察觉，最先失效的就是 API server"),
            [JudgeMessages.Expiring],
            subject
                => CheckAnswer.Of(
                    subject.Verdicts.Where(v => v.Status == EntryStatus.Expiring).Select(
                        v => Remedies.Advise(
                            v.Item, JudgeMessages.Expiring.At(v.Item.Path, Times.Days(v.TimeLeft!.Value)).About(v.Item))))),
        new("not-yet-valid", CheckArea.Certificates, Severity.Error,
            new("every certificate is already valid", "所有证书均已生效"),
            new(
                "a certificate that is not yet valid is refused like an expired one; usually the clock is wrong",
                "未生效的证书与过期证书一样被拒绝；最常见的原因是时钟错误"),
            [X509Messages.NotYetValid],
            subject => CheckAnswer.Of(subject.Verdicts.Where(v => v.Status == EntryStatus.NotYetValid)
                .Select(v => X509Messages.NotYetValid.At(v.Item.Path, Times.Minute(v.Certificate!.NotBefore))))),
        new("ca-expiring", CheckArea.Certificates, Severity.Warning,
            new("every CA is valid for at least another year", "每个 CA 至少还有一年有效期"),
            new("when a CA expires, everything that it signed becomes invalid on every node at once", "CA 到期时，其签发的一切将在所有节点上同时失效"),
            [CertificateMessages.AuthorityEndsSoon],
            subject => CheckAnswer.Of(subject.Verdicts.Where(v => v.Item.Entry.Kind == EntryKind.CertificateAuthority
                && v.TimeLeft > TimeSpan.Zero
                && v.TimeLeft < AuthorityWarning)
                .Select(v => CertificateMessages.AuthorityEndsSoon.At(
                    v.Item.Path, Times.Minute(v.Certificate!.NotAfter), Times.Days(v.TimeLeft!.Value))))),
        new("outlives-ca", CheckArea.Certificates, Severity.Warning,
            new("no certificate outlives its CA", "没有证书的有效期超过其 CA"),
            new(
                "monitoring reads the expiry of the leaf certificate and misses the day on which it really becomes invalid",
                "监控只看叶子证书的日期，会错过真正失效的那一天"),
            [CertificateMessages.OutlivesAuthority, CertificateMessages.OutlivedAuthority],
            subject => CheckAnswer.Of(subject.Leaves.Select(i => OutlivesAuthority(subject.State, i)))),
        new("long-validity", CheckArea.Certificates, Severity.Warning,
            new("no leaf certificate is valid for more than ten years", "没有叶子证书的有效期超过十年"),
            new("Kubernetes has no revocation: a certificate works until it expires", "Kubernetes 不支持吊销：证书在到期之前一直有效"),
            [CertificateMessages.ValidTooLong],
            subject => CheckAnswer.Of(subject.Leaves.Where(i => i.Certificate!.NotAfter - i.Certificate.NotBefore > LongestLeaf)
                .Select(i => CertificateMessages.ValidTooLong.At(
                    i.Path,
                    ((int)((i.Certificate!.NotAfter - i.Certificate.NotBefore).TotalDays / 365)).ToString(CultureInfo.InvariantCulture))))),
        new("key-mismatch", CheckArea.Certificates, Severity.Error,
            new("every certificate belongs to its private key", "每个证书都与其私钥匹配"),
            new("a component does not start with a certificate and a key that do not match", "组件无法用不匹配的证书和私钥启动"),
            [X509Messages.KeyMismatch],
            subject => CheckAnswer.Of(subject.State.Items.Where(i => i.Entry.Kind != EntryKind.ServiceAccountKey)
                .Select(i => EntryJudge.KeyProblem(subject.State, i))
                .Where(p => p?.Is(X509Messages.KeyMismatch) == true))),
        new("chain", CheckArea.Certificates, Severity.Error,
            new("every certificate is signed by the CA on disk", "每个证书都由磁盘上的 CA 签发"),
            new("x509: certificate signed by unknown authority", "x509: certificate signed by unknown authority"),
            [
                X509Messages.UnknownAuthority, X509Messages.InsecureSignature, X509Messages.UnhandledCritical,
                X509Messages.TooManyIntermediates, X509Messages.NameNotPermitted,
                X509Messages.PolicyMissing, X509Messages.ShortKey, X509Messages.UnusableKey, X509Messages.BrokenCertificate,
                X509Messages.Expired, X509Messages.NotYetValid,
            ],
            subject => CheckAnswer.Of(Chains(subject)
                .Where(p => !p.Is(X509Messages.WrongUsage) && !p.Is(X509Messages.NotAnAuthority) && !X509Messages.IsVersioned(p))))
        {
            Note = new(
                "Go's crypto/x509 decides. OpenSSL also compares key identifiers, and takes the first of several CAs with the same "
                    + "name: see key-identifier.",
                "按 Go 的 crypto/x509 判定。OpenSSL 还会比较密钥标识，并在同名 CA 有多个时取第一个：见 key-identifier。"),
        },
        new("read-here", CheckArea.Certificates, Severity.Error,
            new("the components' version of Kubernetes accepts every certificate", "组件的 Kubernetes 版本接受所有证书"),
            new("a component does not start with the certificate, or ends every handshake with it", "组件无法使用该证书启动，或中止所有相关握手"),
            [X509Messages.ReadThenRefused, X509Messages.RefusedThenRead, X509Messages.ReadThenUnknown, X509Messages.RefusedThenUnknown],
            ReadHere),
        new("read-later", CheckArea.Certificates, Severity.Warning,
            new("newer versions of Kubernetes accept every certificate too", "更新的 Kubernetes 版本也接受所有证书"),
            new("an upgrade takes the cluster down", "升级会使集群瘫痪"),
            [X509Messages.RefusedLater],
            subject => CheckAnswer.Of(subject.Certified.Select(i => EntryJudge.FindLaterRefusal(subject.State, i)))),
        new("ca-is-leaf", CheckArea.Certificates, Severity.Error,
            new("every certificate that is used as a CA may sign certificates", "用作 CA 的证书可以签发证书"),
            new("no certificate that it signed is accepted", "其签发的一切均不被接受"),
            [X509Messages.NotAnAuthority],
            subject => CheckAnswer.Of(Chains(subject).Where(p => p.Is(X509Messages.NotAnAuthority)))),
        new("usage", CheckArea.Certificates, Severity.Error,
            new("every certificate allows the usage for which it is presented", "每个证书都可用于其用途"),
            new("x509: certificate specifies an incompatible key usage", "x509: certificate specifies an incompatible key usage"),
            [X509Messages.WrongUsage],
            subject => CheckAnswer.Of(Chains(subject).Where(p => p.Is(X509Messages.WrongUsage)).Concat(BothUsages(subject)))),
    ];

    /// <summary>If the answer depends on a Kubernetes version that is not known, the check is undecided.</summary>
    private static CheckAnswer ReadHere(CheckSubject subject)
    {
        var problems = Chains(subject).Where(X509Messages.IsVersioned).ToList();
        var refused = problems.Where(p => p.Is(X509Messages.ReadThenRefused)).ToList();
        return refused.Count == 0 && problems.Count > 0 ? problems[0] : CheckAnswer.Of(refused);
    }

    private static IEnumerable<Problem> Chains(CheckSubject subject) => subject.Certified
        .Select(i => EntryJudge.ChainProblem(subject.State, i, i.Certificate!))
        .OfType<Problem>();

    /// <summary>etcd members present their server and peer certificates as client certificates too (etcd's gRPC gateway, peers).</summary>
    private static IEnumerable<Problem> BothUsages(CheckSubject subject)
        => from item in subject.Leaves
           where item.Entry.ServesAs == (Role.Server | Role.Client) && subject.State.AuthorityOf(item) is { Certificates.Count: > 0 }
           let problem = ChainVerifier.Verify(
               item.Certificate!,
               new VerificationRequest(
                   subject.State.AuthorityOf(item)!.Certificates, item.Certificates, null,
                   Oids.ClientAuth)
               { Kubernetes = subject.State.Kubernetes },
               item.Path)
           where problem?.Is(X509Messages.WrongUsage) == true
           select problem;

    private static Problem? OutlivesAuthority(NodeState state, PkiEntry item)
        => state.AuthorityOf(item) is { Certificates.Count: > 0 } authority
            && (authority.SigningCertificate ?? authority.Certificates.MaxBy(c => c.NotAfter)!) is var signer
            && item.Certificate!.NotAfter > signer.NotAfter
                ? (signer.NotAfter < state.ObservedAt ? CertificateMessages.OutlivedAuthority : CertificateMessages.OutlivesAuthority).At(
                    item.Path, Times.Minute(item.Certificate.NotAfter), Times.Minute(signer.NotAfter), authority.Name)
                : null;
}
