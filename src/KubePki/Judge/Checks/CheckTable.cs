namespace KubePki.Judge.Checks;

/// <summary>
/// All checks: <c>kubepki verify</c> runs them, <c>kubepki verify --list</c> and docs/checks.md show them. To add a check, add a row to the
/// table of its area.
/// </summary>
internal static class CheckTable
{
    /// <summary>The rows, area by area.</summary>
    public static readonly IReadOnlyList<Check> Checks =
    [
        .. FileChecks.Rows, .. ProtectionChecks.Rows, .. CertificateChecks.Rows, .. ShapeChecks.Rows, .. NameChecks.Rows,
        .. IdentityChecks.Rows,
        .. TrustChecks.Rows, .. ConnectionChecks.Rows, .. TokenChecks.Rows, .. KubeletChecks.Rows, .. FlagChecks.Rows, .. StartChecks.Rows,
        .. ClockChecks.Rows,
    ];

    private static readonly Dictionary<string, string> FormerIds = new(StringComparer.Ordinal)
    {
        ["expired"] = "not-expired",
        ["expiring"] = "not-expiring",
        ["not-yet-valid"] = "already-valid",
        ["ca-expiring"] = "ca-lasts",
        ["outlives-ca"] = "within-ca",
        ["long-validity"] = "sensible-validity",
        ["key-mismatch"] = "key-match",
        ["ca-is-leaf"] = "ca-is-ca",
        ["leaf-is-ca"] = "leaf-is-no-ca",
        ["clock-unsynchronised"] = "clock-synchronised",
        ["file-missing"] = "file-present",
        ["file-unreadable"] = "file-readable",
        ["configuration-unreadable"] = "configuration-readable",
        ["configuration-ambiguous"] = "configuration-clear",
        ["kubelet-not-linked"] = "kubelet-linked",
        ["kubelet-outdated"] = "kubelet-fresh",
        ["kubelet-not-current"] = "kubelet-current",
        ["serial-shared"] = "serial-unique",
        ["weak-key"] = "strong-key",
        ["weak-signature"] = "strong-signature",
        ["not-version-3"] = "version-3",
        ["several-cas"] = "one-ca",
        ["several-signers"] = "one-signer",
        ["token-keys-differ"] = "token-keys-one",
        ["etcd-distrusts-apiserver"] = "etcd-trusts-apiserver",
        ["apiserver-distrusts-etcd"] = "apiserver-trusts-etcd",
        ["proxy-ca-shared"] = "proxy-ca-distinct",
        ["etcd-ca-shared"] = "etcd-ca-distinct",
        ["other-node"] = "own-node",
        ["shared-key"] = "own-key",
    };

    /// <summary>
    /// The ID of a check in version 0.1, which read as the opposite of the finding. JSON documents keep it in <c>check</c> and <c>id</c>
    /// until version 0.3, so that scripts that select by it keep working.
    /// </summary>
    public static string FormerId(string id) => FormerIds.GetValueOrDefault(id, id);
}
