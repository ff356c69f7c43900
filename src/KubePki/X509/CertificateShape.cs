namespace KubePki.X509;

/// <summary>What differs between the certificates that versions of kubeadm make.</summary>
/// <param name="AuthoritiesCarryTheirName">Whether a new CA has its common name as a DNS SAN.</param>
/// <param name="LeavesDenyAuthority">Whether a new leaf carries critical basic constraints CA:FALSE.</param>
public sealed record CertificateShape(bool AuthoritiesCarryTheirName, bool LeavesDenyAuthority)
{
    /// <summary>That of the newest versions.</summary>
    public static readonly CertificateShape Newest = new(true, true);

    /// <summary>That of a Kubernetes minor version (1.x): 1.20 makes neither, 1.22 and later both.</summary>
    public static CertificateShape Of(int minorVersion) => minorVersion >= 22 ? Newest : new(false, false);
}
