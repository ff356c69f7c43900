namespace KubePki.Conformance;

/// <summary>The kinds of node that <c>peers/make-pki</c> can create; it describes each of them.</summary>
public static class Variants
{
    public const string Default = "default";
    public const string Ecdsa = "ecdsa";
    public const string ExternalCa = "external-ca";
    public const string ExtraSans = "extra-sans";
    public const string ExternalEtcd = "external-etcd";
    public const string DualCa = "dual-ca";
    public const string OldKubelet = "old-kubelet";

    public static TheoryData<string> All => [Default, Ecdsa, ExternalCa, ExtraSans, ExternalEtcd, DualCa];

    /// <summary>
    /// Nodes that kubeadm 1.20 reports completely. It stops at a ca.crt with two CAs ("wanted exactly one certificate"), and at the
    /// kubeconfigs of an external CA (its reader requires ca.key although it only reads).
    /// </summary>
    public static TheoryData<string> FullyReported => [Default, Ecdsa, ExtraSans, ExternalEtcd];
}
