using KubePki.Localization;

namespace KubePki.Judge.Checks;

/// <summary>Messages about certificates beyond their dates and chains.</summary>
internal static class CertificateMessages
{
    /// <summary>A certificate that expires after its CA; {0} is its expiry, {1} the CA's expiry, {2} the CA.</summary>
    public static readonly Message OutlivesAuthority = new(
        "outlives-ca",
        "claims to be valid until {0}, but its CA {2} expires on {1}: from then on no component accepts it",
        "声称有效至 {0}，但其 CA {2} 于 {1} 到期：此后将不被任何组件接受",
        "plan with the expiry of the CA; kubepki never issues a certificate that outlives its CA",
        "请以 CA 的到期时间为准；kubepki 不会签发超过 CA 有效期的证书");

    /// <summary>A certificate that outlives its CA, which has expired; {0} is its expiry, {1} the CA's expiry, {2} the CA.</summary>
    public static readonly Message OutlivedAuthority = new(
        "outlives-ca",
        "claims to be valid until {0}, but its CA {2} expired on {1}: no component accepts it",
        "声称有效至 {0}，但其 CA {2} 已于 {1} 到期：不再被任何组件接受");

    /// <summary>The CA expires soon; {0} is when, {1} the days left.</summary>
    public static readonly Message AuthorityEndsSoon = new(
        "ca-ends-soon",
        "is a CA that expires on {0}, in {1} {1:day|days}: everything that it signed becomes invalid with it",
        "是将于 {0}（还有 {1} 天）到期的 CA：其签发的一切将随之失效",
        "plan its replacement now; renewing leaf certificates does not help",
        "请现在就规划更换；续期叶子证书无济于事");

    /// <summary>A validity that is too long to rely on; {0} is the number of years.</summary>
    public static readonly Message ValidTooLong = new(
        "valid-too-long",
        "is valid for {0} {0:year|years}: a stolen key works for as long, and no component checks for revocation",
        "有效期长达 {0} 年：被盗的私钥同样有效这么久，而组件不检查吊销",
        "renew it with a shorter --validity",
        "请用较短的 --validity 续期");

    /// <summary>A key that is short enough to be broken; {0} is its kind.</summary>
    public static readonly Message WeakKey = new(
        "weak-key",
        "has a key of type {0}, which is too weak",
        "密钥类型为 {0}，强度不足",
        "renew it with --key-algorithm rsa2048 or ecdsa-p256",
        "请用 --key-algorithm rsa2048 或 ecdsa-p256 续期");

    /// <summary>A key of a kind that the components do not accept; {0} is its kind.</summary>
    public static readonly Message OddKey = new(
        "odd-key",
        "has a key of type {0}, which kubeadm never creates",
        "密钥类型为 {0}，kubeadm 不会生成此类密钥",
        "renew it with --key-algorithm ecdsa-p256",
        "请用 --key-algorithm ecdsa-p256 续期");

    /// <summary>A broken hash algorithm; {0} is the algorithm.</summary>
    public static readonly Message WeakSignature = new(
        "weak-signature",
        "is signed with SHA-1 ({0}), which Go refuses from 1.18 on (Kubernetes 1.24)",
        "使用 SHA-1 签名（{0}），Go 自 1.18 起（Kubernetes 1.24）拒绝接受",
        "renew it: the new certificate is signed with SHA-256",
        "请续期：新证书使用 SHA-256 签名");

    /// <summary>A signature algorithm that Go does not verify; {0} is the algorithm.</summary>
    public static readonly Message UnknownSignature = new(
        "unknown-signature",
        "is signed with {0}, which Go does not accept",
        "签名算法为 {0}，Go 不接受",
        "renew it: the new certificate is signed with SHA-256",
        "请续期：新证书使用 SHA-256 签名");

    /// <summary>A serial number out of bounds; {0} is the serial number, in hexadecimal.</summary>
    public static readonly Message OddSerial = new(
        "odd-serial",
        "has the serial number {0}, which must be positive and at most 20 bytes long (RFC 5280)",
        "序列号为 {0}，而序列号必须为正数且不超过 20 字节（RFC 5280）",
        "renew it: Go refuses negative serial numbers from 1.23 on",
        "请续期：Go 自 1.23 起拒绝负序列号");

    /// <summary>Two certificates of one CA with the same serial number; {0} is the number, {1} the other certificate.</summary>
    public static readonly Message SameSerial = new(
        "same-serial",
        "has the serial number {0}, which {1} of the same CA also has",
        "序列号 {0} 与同一 CA 的 {1} 相同",
        "renew one of them: browsers and OpenSSL caches identify certificates by serial number",
        "请续期其中之一：浏览器和 OpenSSL 缓存靠序列号区分证书");

    /// <summary>The authority key identifier belongs to another key; {0} is the CA.</summary>
    public static readonly Message KeyIdentifier = new(
        "key-identifier",
        "has an authority key identifier that does not match {0}",
        "其中的颁发者密钥标识与 {0} 不符",
        "renew it: the components accept it, but OpenSSL and programs that use OpenSSL do not",
        "请续期：组件会接受它，但 OpenSSL 及使用 OpenSSL 的程序不会");

    /// <summary>Two certificates share one key; {0} is the other certificate.</summary>
    public static readonly Message SharedKey = new(
        "same-key", "has the same private key as {0}", "与 {0} 使用同一私钥", "renew one of them, without --reuse-key", "请不带 --reuse-key 续期其中之一");

    /// <summary>A leaf certificate that may sign certificates.</summary>
    public static readonly Message LeafIsAuthority = new(
        "leaf-is-ca",
        "is used as a leaf certificate but may sign other certificates: anyone with its key can forge any identity",
        "用作叶子证书却可签发证书：持有其私钥者可伪造任何身份",
        "replace it with the right certificate",
        "请换成正确的证书");

    /// <summary>A key usage is missing; {0} is the usage.</summary>
    public static readonly Message KeyUsage = new(
        "key-usage", "lacks the key usage {0}", "缺少密钥用法 {0}", "replace it with the right certificate, or issue it again", "请换成正确的证书，或重新签发");

    /// <summary>The certificate's version is not 3; {0} is the version.</summary>
    public static readonly Message OldVersion = new(
        "old-version", "is a certificate of version {0}, without extensions", "是版本 {0} 的证书，没有扩展", "issue it again", "请重新签发");

    /// <summary>A server certificate without subject alternative names.</summary>
    public static readonly Message NoNames = new(
        "no-names",
        "is a server certificate without subject alternative names: Go ignores the common name from 1.15 on (Kubernetes 1.19)",
        "是没有 SAN 的服务端证书：Go 自 1.15 起（Kubernetes 1.19）忽略通用名",
        "renew it with the names that it needs",
        "请按所需名称续期");
}
