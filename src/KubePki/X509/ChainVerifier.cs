using System.Security.Cryptography.X509Certificates;
using KubePki.Localization;

namespace KubePki.X509;

/// <summary>The input of a verification.</summary>
/// <param name="Roots">The trusted CAs.</param>
/// <param name="Intermediates">Further certificates from which a chain may be built.</param>
/// <param name="At">The time at which everything must be valid; null to ignore dates.</param>
/// <param name="ExtendedKeyUsage">Object identifier of the required usage; <see cref="Oids.AnyExtendedKeyUsage"/> for any.</param>
/// <param name="Name">A DNS name or an IP address the leaf must be valid for, or null.</param>
internal sealed record VerificationRequest(
    IReadOnlyList<Certificate> Roots,
    IReadOnlyList<Certificate> Intermediates,
    DateTimeOffset? At,
    string ExtendedKeyUsage,
    string? Name = null)
{
    /// <summary>Minor version (1.x) of Kubernetes whose components decide; null if it is not known.</summary>
    public int? Kubernetes { get; init; }
}

/// <summary>
/// Decides as Go's crypto/x509 <c>Certificate.Verify</c> does in the Go version that a component is built with, because every Kubernetes
/// component uses it. The system's trust store and revocation are not considered.
/// </summary>
internal static class ChainVerifier
{
    private static readonly HashSet<string> UnderstoodExtensions =
    [
        Oids.KeyUsage, Oids.BasicConstraints, Oids.ExtendedKeyUsage, Oids.SubjectKeyIdentifier, Oids.AuthorityKeyIdentifier,
        Oids.CertificatePolicies, Oids.CrlDistributionPoints, Oids.AuthorityInformationAccess,
    ];

    /// <summary>
    /// Null if a chain satisfies the request, else why the best attempt failed. If versions of Kubernetes differ, the problem names both
    /// sides; if the unknown version is decisive, the problem says so.
    /// </summary>
    public static Problem? Verify(Certificate leaf, VerificationRequest request, string where)
        => VersionedVerdict.Of(request.Kubernetes, where, go => Decide(leaf, request, where, go));

    /// <summary>Null if components can read a certificate. Dates and signatures are not considered.</summary>
    public static Problem? ReadProblem(Certificate certificate, int? kubernetes, string where)
        => VersionedVerdict.Of(kubernetes, where, go => Unread(certificate, where, go));

    /// <summary>
    /// Null if components accept certificates of a CA, as far as this depends on the CA's file alone and not on dates: they can read all of
    /// its certificates, and can verify signatures with its key.
    /// </summary>
    public static Problem? SigningProblem(Certificate authority, IReadOnlyList<Certificate> bundle, int? kubernetes, string where)
        => bundle.Select(certificate => ReadProblem(certificate, kubernetes, where)).FirstOrDefault(p => p is not null)
            ?? VersionedVerdict.Of(kubernetes, where, go => Unfit(authority, where, go));

    /// <summary>
    /// The problem that a later version of Kubernetes refuses a chain which the known version accepts; null if no later version does.
    /// </summary>
    public static Problem? FindLaterRefusal(Certificate leaf, VerificationRequest request, string where)
        => VersionedVerdict.Outlook(request.Kubernetes, where, go => Decide(leaf, request, where, go));

    /// <summary>The problem that a later version of Kubernetes refuses certificates of a CA; null if no later version does.</summary>
    public static Problem? SigningOutlook(Certificate authority, int? kubernetes, string where)
        => VersionedVerdict.Outlook(kubernetes, where, go => Unfit(authority, where, go));

    /// <summary>True if the leaf's SANs cover a DNS name or an address. The common name is not considered (Go 1.15).</summary>
    public static bool Covers(Certificate leaf, string name) => HostNames.Covers(leaf.Names, name);

    /// <summary>Why a version of Go refuses a certificate by itself, at a time.</summary>
    internal static Problem? CheckItself(Certificate certificate, DateTimeOffset? at, string where, GoReading go)
        => Unhandled(certificate, where, go)
            ?? (at < certificate.NotBefore ? X509Messages.NotYetValid.At(where, Format(certificate.NotBefore))
                : at > certificate.NotAfter ? X509Messages.Expired.At(where, Format(certificate.NotAfter))
                : null);

    private static Problem? Decide(Certificate leaf, VerificationRequest request, string where, GoReading go)
    {
        var problem = Unread(leaf, where, go)
            ?? request.Roots.Select(root => Unread(root, root.Subject.Text, go)).FirstOrDefault(p => p is not null)
            ?? CheckItself(leaf, request.At, where, go);
        if (problem is not null)
        {
            return problem;
        }

        if (request.Name is not null && !HostNames.Covers(leaf.Names, request.Name, () => !go.Has(GoRules.BareWildcard)))
        {
            return X509Messages.WrongName.At(where, request.Name);
        }

        var search = new ChainSearch(request, where, go);
        return request.Roots.Contains(leaf) ? search.ChainProblem([leaf])
            : search.FindChain([leaf]) ? null : search.Reason ?? X509Messages.UnknownAuthority.At(where, leaf.Issuer.Text);
    }

    private static Problem? Unfit(Certificate authority, string where, GoReading go)
        => Unread(authority, where, go) ?? Unhandled(authority, where, go)
            ?? (ChainSearch.MaySign(authority) ? null : X509Messages.NotAnAuthority.At(where))
                ?? CertificateSignature.KeyProblem(authority, where, go);

    /// <summary>The rule by which a version refuses to parse a certificate.</summary>
    private static Problem? Unread(Certificate certificate, string where, GoReading go) => go.Refusal(certificate)?.Refusal!.At(where);

    private static Problem? Unhandled(Certificate certificate, string where, GoReading go)
        => certificate.Extensions.FirstOrDefault(e => e.Critical && !IsUnderstood(certificate, e, go)) is { } unknown
            ? X509Messages.UnhandledCritical.At(where, unknown.Oid)
            : null;

    /// <summary>An extension of alternative names or name constraints is understood only if its kinds of names are checked.</summary>
    private static bool IsUnderstood(Certificate certificate, CertificateExtension extension, GoReading go) => extension.Oid switch
    {
        Oids.SubjectAlternativeName => certificate.Names.All.Any(),
        Oids.NameConstraints => certificate.NameConstraints is { HasOtherKinds: false },
        Oids.PolicyMappings or Oids.PolicyConstraints or Oids.InhibitAnyPolicy => go.Has(GoRules.Policies),
        _ => UnderstoodExtensions.Contains(extension.Oid),
    };

    private static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'");
}
