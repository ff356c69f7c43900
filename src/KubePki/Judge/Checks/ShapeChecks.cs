using System.Security.Cryptography.X509Certificates;
using KubePki.Catalogue;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge.Checks;

/// <summary>Checks for weak or unusual keys, signatures, serial numbers and extensions.</summary>
internal static class ShapeChecks
{
    private const int ShortestRsa = 2048;
    private const int LongestSerial = 20;

    internal static readonly IReadOnlyList<Check> Rows =
    [
        new("weak-key", CheckArea.Certificates, Severity.Warning,
            new("every key is RSA with 2048 bits or more, or ECDSA", "所有密钥均为 2048 位以上的 RSA 或 ECDSA"),
            new("anyone can compute a weak private key from the certificate, which is public", "任何人都可由公开的证书推算出弱私钥"),
            [CertificateMessages.WeakKey, CertificateMessages.OddKey],
            subject => CheckAnswer.Of(subject.Certified.Select(i => i.Certificate!.KeyAlgorithm switch
            {
                { Family: KeyFamily.Rsa, Bits: < ShortestRsa } weak => CertificateMessages.WeakKey.At(i.Path, weak.Name),
                { Family: KeyFamily.Other } odd => CertificateMessages.OddKey.At(i.Path, odd.Name),
                _ => null,
            }))),
        new("weak-signature", CheckArea.Certificates, Severity.Error,
            new(
                "no certificate is signed with MD5, SHA-1 or DSA (the signature of a root certificate on itself is not checked)",
                "没有证书使用 MD5、SHA-1 或 DSA 签名（不检查根证书对自身的签名）"),
            new("components refuse the certificate (SHA-1 from Kubernetes 1.24 on)", "组件拒绝接受该证书（SHA-1 自 Kubernetes 1.24 起被拒绝）"),
            [CertificateMessages.WeakSignature, CertificateMessages.UnknownSignature],
            subject => CheckAnswer.Of(subject.Certified.Where(i => !i.Certificate!.IsSelfIssued
                && !CertificateSignature.IsAccepted(i.Certificate))
                .Select(i => (CertificateSignature.IsSha1(i.Certificate!)
                    ? CertificateMessages.WeakSignature
                    : CertificateMessages.UnknownSignature).At(
                    i.Path, i.Certificate!.SignatureAlgorithm))))
        {
            Note = new("OpenSSL still accepts SHA-1 at its lowest security level.", "OpenSSL 在最低安全级别下仍接受 SHA-1。"),
        },
        new("serial", CheckArea.Certificates, Severity.Warning,
            new("serial numbers are positive and at most 20 bytes long", "序列号为正数且不超过 20 字节"),
            new("newer parsers refuse the whole certificate", "较新的解析器会拒绝整个证书"),
            [CertificateMessages.OddSerial],
            subject => CheckAnswer.Of(subject.Certified.Where(i => i.Certificate!.Serial.Sign <= 0
                || i.Certificate.Serial.GetByteCount() > LongestSerial)
                .Select(i => CertificateMessages.OddSerial.At(i.Path, i.Certificate!.Serial.ToString("x"))))),
        new("serial-shared", CheckArea.Certificates, Severity.Warning,
            new("no CA used a serial number twice", "没有 CA 重复使用序列号"),
            new(
                "issuer and serial number identify a certificate; a CA that repeats serial numbers was copied and used in two places",
                "证书以颁发者和序列号区分；重复说明该 CA 被复制并在两处使用"),
            [CertificateMessages.SameSerial],
            subject => CheckAnswer.Of(Repeated(
                subject.Leaves, i => (i.Certificate!.Issuer.Text, i.Certificate.Serial),
                (one, other) => !one.Certificate!.Equals(other.Certificate))
                .Select(pair => CertificateMessages.SameSerial.At(
                    pair.Later.Path, pair.Later.Certificate!.Serial.ToString("x").TrimStart('0'), pair.First.Path)))),
        new("key-identifier", CheckArea.Certificates, Severity.Warning,
            new("the authority key identifier of every certificate matches the CA on disk", "证书中的颁发者密钥标识与磁盘上的 CA 一致"),
            new(
                "curl, OpenSSL and programs that use them find no issuer, although the components do",
                "curl、OpenSSL 及使用它们的程序会找不到颁发者，尽管组件可以"),
            [CertificateMessages.KeyIdentifier],
            subject => CheckAnswer.Of(subject.Leaves.Select(i => ForeignIdentifier(subject, i))))
        {
            Note = new(
                "Go tries the matching CA first and never decides by identifiers; OpenSSL refuses the chain.",
                "Go 仅优先尝试匹配的 CA，从不以标识判定；OpenSSL 则拒绝该证书链。"),
        },
        new("shared-key", CheckArea.Certificates, Severity.Warning,
            new("no two certificates share a private key", "没有两个证书共用私钥"),
            new("a stolen key gives access to both identities", "得到一个私钥即得到两个身份"),
            [CertificateMessages.SharedKey],
            subject => CheckAnswer.Of(Repeated(
                subject.Certified, i => Convert.ToBase64String(i.Certificate!.PublicKey),
                (one, other) => one.Certificate!.Subject != other.Certificate!.Subject)
                .Select(pair => CertificateMessages.SharedKey.At(pair.Later.Path, pair.First.Path)))),
        new("leaf-is-ca", CheckArea.Certificates, Severity.Error,
            new("no leaf certificate may sign other certificates", "叶子证书不得签发其他证书"),
            new("its key is as powerful as the CA's key", "其私钥与 CA 私钥等效"),
            [CertificateMessages.LeafIsAuthority],
            subject => CheckAnswer.Of(subject.Leaves.Where(i => i.Certificate!.IsAuthority && i.Entry.Issuer is not null)
                .Select(i => CertificateMessages.LeafIsAuthority.At(i.Path)))),
        new("key-usage", CheckArea.Certificates, Severity.Warning,
            new(
                "where key usages are set, leaf certificates may sign handshakes and CAs may sign certificates",
                "给出密钥用法时，叶子证书可用于握手签名，CA 可签发证书"),
            new(
                "strict TLS libraries refuse the handshake, and Go refuses a CA without keyCertSign",
                "严格的 TLS 库会拒绝握手，Go 会拒绝没有 keyCertSign 的 CA"),
            [CertificateMessages.KeyUsage],
            subject => CheckAnswer.Of(subject.Certified.Where(i => i.Certificate!.KeyUsage != X509KeyUsageFlags.None)
                .Select(LackingUsage))),
        new("not-version-3", CheckArea.Certificates, Severity.Error,
            new("every certificate is of version 3", "所有证书均为版本 3"),
            new("without extensions a certificate has no names and no usages", "没有扩展，证书就没有名称和用法"),
            [CertificateMessages.OldVersion],
            subject => CheckAnswer.Of(subject.Certified.Where(i => i.Certificate!.Version < 3)
                .Select(i => CertificateMessages.OldVersion.At(i.Path, i.Certificate!.Version.ToString())))),
        new("server-names", CheckArea.Names, Severity.Error,
            new("every server certificate has subject alternative names", "每个服务端证书都有 SAN"),
            new(
                "x509: certificate relies on legacy Common Name field, use SANs instead",
                "x509: certificate relies on legacy Common Name field, use SANs instead"),
            [CertificateMessages.NoNames],
            subject => CheckAnswer.Of(subject.Leaves.Where(i => i.Entry.ServesAs.HasFlag(Role.Server) && !i.Certificate!.Names.All.Any())
                .Select(i => CertificateMessages.NoNames.At(i.Path))))
        {
            Note = new("OpenSSL and Java still fall back to the common name.", "OpenSSL 和 Java 仍会回退到通用名。"),
        },
    ];

    /// <summary>Items whose key value repeats an earlier item's, each with the first item that has the value.</summary>
    private static IEnumerable<(PkiEntry Later, PkiEntry First)> Repeated<TKey>(
        IEnumerable<PkiEntry> items, Func<PkiEntry, TKey> key, Func<PkiEntry, PkiEntry, bool> differ)
        => from alike in items.GroupBy(key)
           from later in alike.Skip(1)
           where differ(later, alike.First())
           select (later, alike.First());

    private static Problem? ForeignIdentifier(CheckSubject subject, PkiEntry item)
        => subject.State.AuthorityOf(item) is { Problem: null } authority && item.Certificate!.AuthorityKeyIdentifier is { } wanted
            && EntryJudge.ChainProblem(subject.State, item, item.Certificate) is null
            && authority.Certificates.All(c => c.SubjectKeyIdentifier is { } own && !own.AsSpan().SequenceEqual(wanted))
                ? CertificateMessages.KeyIdentifier.At(item.Path, authority.Path)
                : null;

    private static Problem? LackingUsage(PkiEntry item)
    {
        var (needed, name) = item.Entry.Kind == EntryKind.CertificateAuthority
            ? (X509KeyUsageFlags.KeyCertSign, "keyCertSign")
            : (X509KeyUsageFlags.DigitalSignature, "digitalSignature");
        return item.Certificate!.KeyUsage.HasFlag(needed) ? null : CertificateMessages.KeyUsage.At(item.Path, name);
    }
}
