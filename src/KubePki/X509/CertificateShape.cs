namespace KubePki.X509;

/// <summary>What differs between the certificates that versions of kubeadm make.</summary>
/// <param name="AuthoritiesCarryTheirName">Whether a new CA has its common name as a DNS SAN.</param>
/// <param name="LeavesDenyAuthority">Whether a new leaf carries critical basic constraints CA:FALSE.</param>
/// <param name="AuthoritiesAreBackdated">Whether a new CA begins five minutes before it is made.</param>
/// <param name="LeavesAreBackdated">Whether a new leaf does too; otherwise it begins with its CA.</param>
internal sealed record CertificateShape(
    bool AuthoritiesCarryTheirName, bool LeavesDenyAuthority, bool AuthoritiesAreBackdated, bool LeavesAreBackdated)
{
    /// <summary>That of the newest versions.</summary>
    public static readonly CertificateShape Newest = new(true, true, true, true);

    /// <summary>How long before it is made a certificate begins, so that a node whose clock is a little behind accepts it (kubeadm 1.31).</summary>
    internal static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    /// <summary>That of a Kubernetes minor version (1.x): 1.20 makes neither of the first two, 1.22 and later both.</summary>
    public static CertificateShape Of(int minorVersion) => new(minorVersion >= 22, minorVersion >= 22, minorVersion >= 28, minorVersion >= 31);

    /// <summary>Start of a new CA.</summary>
    public DateTimeOffset AuthorityStart(DateTimeOffset now) => Whole(AuthoritiesAreBackdated ? now - Backdate : now);

    /// <summary>Start of a new leaf: never before its CA's.</summary>
    public DateTimeOffset LeafStart(DateTimeOffset now, DateTimeOffset authorityStart) => LeavesAreBackdated && now - Backdate > authorityStart ? Whole(now - Backdate) : authorityStart;

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
