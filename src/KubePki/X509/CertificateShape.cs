namespace KubePki.X509;

/// <summary>The differences between the certificates that versions of kubeadm make.</summary>
/// <param name="AuthoritiesHaveNameAsSan">Whether a new CA has its common name as a DNS SAN.</param>
/// <param name="LeavesHaveBasicConstraints">Whether a new leaf carries critical basic constraints CA:FALSE.</param>
/// <param name="AuthoritiesAreBackdated">Whether the validity of a new CA starts five minutes before its creation.</param>
/// <param name="LeavesAreBackdated">Same as <paramref name="AuthoritiesAreBackdated"/>, for a new leaf; otherwise its validity starts with
/// its CA's.</param>
internal sealed record CertificateShape(
    bool AuthoritiesHaveNameAsSan, bool LeavesHaveBasicConstraints, bool AuthoritiesAreBackdated, bool LeavesAreBackdated)
{
    /// <summary>The shape of the newest versions.</summary>
    public static readonly CertificateShape Newest = new(true, true, true, true);

    /// <summary>
    /// The time before its creation at which a certificate's validity starts, so that a node whose clock is slightly behind accepts it (CAs
    /// from kubeadm 1.28 on, leaf certificates from 1.31 on).
    /// </summary>
    internal static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    /// <summary>The shape of a Kubernetes minor version (1.x). Before 1.22, none of the four properties holds.</summary>
    public static CertificateShape Of(int minorVersion)
        => new(minorVersion >= 22, minorVersion >= 22, minorVersion >= 28, minorVersion >= 31);

    /// <summary>The start of a new CA's validity.</summary>
    public DateTimeOffset AuthorityStart(DateTimeOffset now) => Whole(AuthoritiesAreBackdated ? now - Backdate : now);

    /// <summary>The start of a new leaf's validity: never before its CA's.</summary>
    public DateTimeOffset LeafStart(DateTimeOffset now, DateTimeOffset authorityStart)
        => LeavesAreBackdated && now - Backdate > authorityStart ? Whole(now - Backdate) : authorityStart;

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
