using System.Security.Cryptography.X509Certificates;
using KubePki.Language;

namespace KubePki.X509;

/// <summary>What a verification is about.</summary>
/// <param name="Roots">CAs that are trusted.</param>
/// <param name="Intermediates">Further certificates a chain may be built from.</param>
/// <param name="At">The time at which everything must be valid; null leaves dates aside.</param>
/// <param name="ExtendedKeyUsage">Object identifier of the usage asked for; <see cref="Oids.AnyExtendedKeyUsage"/> for any.</param>
/// <param name="Name">A DNS name or an IP address the leaf must be valid for, or null.</param>
public sealed record VerificationRequest(
    IReadOnlyList<Certificate> Roots,
    IReadOnlyList<Certificate> Intermediates,
    DateTimeOffset? At,
    string ExtendedKeyUsage,
    string? Name = null);

/// <summary>
/// Decides as Go's crypto/x509 <c>Certificate.Verify</c> does, because that is what every Kubernetes component uses. The
/// system's trust store plays no part, and neither does revocation.
/// </summary>
public static class ChainVerifier
{
    private const int MaximumSignatureChecks = 100;

    private static readonly HashSet<string> UnderstoodExtensions =
    [
        Oids.KeyUsage, Oids.SubjectAlternativeName, Oids.BasicConstraints, Oids.ExtendedKeyUsage, Oids.SubjectKeyIdentifier,
        Oids.AuthorityKeyIdentifier, Oids.CertificatePolicies, Oids.NameConstraints, Oids.CrlDistributionPoints, Oids.AuthorityInformationAccess,
    ];

    /// <summary>Null when a chain exists that satisfies the request, else why the best attempt failed.</summary>
    public static Problem? Verify(Certificate leaf, VerificationRequest request, string where)
    {
        var problem = CheckItself(leaf, request, where);
        if (problem is not null)
        {
            return problem;
        }

        if (request.Name is not null && !Covers(leaf, request.Name))
        {
            return X509Messages.WrongName.At(where, request.Name);
        }

        if (request.Roots.Contains(leaf))
        {
            return CheckUsages([leaf], request, where);
        }

        var search = new Search(request, where);
        return search.FindChain([leaf]) ? null : search.Reason ?? X509Messages.UnknownAuthority.At(where, leaf.Issuer.Text);
    }

    /// <summary>Whether the leaf's SANs cover a DNS name or an address. The common name plays no part (Go 1.15).</summary>
    public static bool Covers(Certificate leaf, string name) => HostNames.Covers(leaf.Names, name);

    private static Problem? CheckItself(Certificate certificate, VerificationRequest request, string where)
    {
        if (certificate.Extensions.FirstOrDefault(e => e.Critical && !IsUnderstood(certificate, e)) is { } unknown)
        {
            return X509Messages.UnhandledCritical.At(where, unknown.Oid);
        }

        return request.At < certificate.NotBefore ? X509Messages.NotYetValid.At(where, Format(certificate.NotBefore))
            : request.At > certificate.NotAfter ? X509Messages.Expired.At(where, Format(certificate.NotAfter))
            : null;
    }

    /// <summary>Of names and constraints only the kinds count that are looked at.</summary>
    private static bool IsUnderstood(Certificate certificate, CertificateExtension extension) => extension.Oid switch
    {
        Oids.SubjectAlternativeName => certificate.Names.All.Any(),
        Oids.NameConstraints => certificate.NameConstraints is { HasOtherKinds: false },
        _ => UnderstoodExtensions.Contains(extension.Oid),
    };

    /// <summary>Whether a certificate may stand above a chain.</summary>
    private static Problem? CheckAsAuthority(Certificate certificate, IReadOnlyList<Certificate> below, bool isRoot, string where)
    {
        if (NameConstraintCheck.Violation(certificate, below[0]) is { } name)
        {
            return X509Messages.NameNotPermitted.At(where, name);
        }

        // A root of the time before version 3 has no basic constraints; nothing else may lack them.
        if (!(certificate.HasBasicConstraints && certificate.IsAuthority) && !(isRoot && certificate.Version < 3))
        {
            return X509Messages.NotAnAuthority.At(where);
        }

        return certificate.PathLength is >= 0 and var most && below.Count - 1 > most ? X509Messages.TooManyIntermediates.At(where) : null;
    }

    private static Problem? CheckUsages(IReadOnlyList<Certificate> chain, VerificationRequest request, string where)
    {
        if (request.ExtendedKeyUsage == Oids.AnyExtendedKeyUsage)
        {
            return null;
        }

        var permitted = chain.All(c => c.ExtendedKeyUsages.Count == 0
            || c.ExtendedKeyUsages.Contains(Oids.AnyExtendedKeyUsage)
            || c.ExtendedKeyUsages.Contains(request.ExtendedKeyUsage));
        return permitted ? null : X509Messages.WrongUsage.At(where, request.ExtendedKeyUsage switch
        {
            Oids.ServerAuth => "server authentication",
            Oids.ClientAuth => "client authentication",
            var other => other,
        });
    }

    private static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'");

    /// <summary>A depth-first search for a chain to a root, with Go's bound on the work.</summary>
    private sealed class Search(VerificationRequest request, string where)
    {
        private int _signatureChecks;
        private Problem? _unsigned;
        private Problem? _unfit;

        /// <summary>Why the first candidate that signed was turned down; when none signed, why the first was no candidate.</summary>
        public Problem? Reason => _unfit ?? _unsigned;

        public bool FindChain(IReadOnlyList<Certificate> chain)
        {
            var child = chain[^1];
            return Candidates(request.Roots, child).Any(root => Accepts(chain, root, isRoot: true) && Complete([.. chain, root]))
                || Candidates(request.Intermediates, child).Any(next => Accepts(chain, next, isRoot: false) && FindChain([.. chain, next]));
        }

        private static IEnumerable<Certificate> Candidates(IReadOnlyList<Certificate> pool, Certificate child)
            => pool.Where(c => c.Subject.IsSameAs(child.Issuer)).OrderBy(c => KeyIdentifierRank(c, child));

        /// <summary>Matching key identifiers are tried first, contradicting ones last; they never decide.</summary>
        private static int KeyIdentifierRank(Certificate candidate, Certificate child)
            => candidate.SubjectKeyIdentifier is null || child.AuthorityKeyIdentifier is null ? 1
                : candidate.SubjectKeyIdentifier.AsSpan().SequenceEqual(child.AuthorityKeyIdentifier) ? 0 : 2;

        private bool Accepts(IReadOnlyList<Certificate> chain, Certificate parent, bool isRoot)
        {
            if (chain.Any(c => IsSameEntity(c, parent)) || ++_signatureChecks > MaximumSignatureChecks)
            {
                return false;
            }

            if ((parent.HasBasicConstraints && !parent.IsAuthority)
                || (parent.KeyUsage != X509KeyUsageFlags.None && !parent.KeyUsage.HasFlag(X509KeyUsageFlags.KeyCertSign)))
            {
                _unsigned ??= X509Messages.NotAnAuthority.At(parent.Subject.Text);
                return false;
            }

            if (CertificateSignature.Check(chain[^1], parent, where) is { } unsigned)
            {
                _unsigned ??= unsigned;
                return false;
            }

            return Remember(CheckItself(parent, request, parent.Subject.Text) ?? CheckAsAuthority(parent, chain, isRoot, parent.Subject.Text));
        }

        /// <summary>The same name, key and further names: CAs that signed one another must not be walked in a circle.</summary>
        private static bool IsSameEntity(Certificate one, Certificate other)
            => one.Subject.IsSameAs(other.Subject)
                && one.PublicKey.AsSpan().SequenceEqual(other.PublicKey)
                && NamesOf(one).SequenceEqual(NamesOf(other));

        private static ReadOnlySpan<byte> NamesOf(Certificate certificate)
            => certificate.Extensions.FirstOrDefault(e => e.Oid == Oids.SubjectAlternativeName)?.Value;

        private bool Complete(IReadOnlyList<Certificate> chain) => Remember(CheckUsages(chain, request, where));

        private bool Remember(Problem? problem)
        {
            _unfit ??= problem;
            return problem is null;
        }
    }
}
