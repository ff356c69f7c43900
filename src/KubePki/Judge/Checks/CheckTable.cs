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
}
