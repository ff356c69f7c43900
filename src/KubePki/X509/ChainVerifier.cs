using System.Net;
using System.Security.Cryptography.X509Certificates;
using KubePki.Language;

namespace KubePki.X509;

/// <summary>What a verification is about.</summary>
/// <param name="Roots">CAs that are trusted.</param>
/// <param name="Intermediates">Further certificates a chain may be built from.</param>
/// <param name="At">The time at which everything must be valid.</param>
/// <param name="ExtendedKeyUsage">Object identifier of the usage asked for; <see cref="Oids.AnyExtendedKeyUsage"/> for any.</param>
/// <param name="Name">A DNS name or an IP address the leaf must be valid for, or null.</param>
public sealed record VerificationRequest(
    IReadOnlyList<Certificate> Roots,
    IReadOnlyList<Certificate> Intermediates,
    DateTimeOffset At,
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
        Oids.AuthorityKeyIdentifier, Oids.CertificatePolicies,
    ];

    /// <summary>Null when a chain exists that satisfies the request, else why the best attempt failed.</summary>
    public static Problem? Verify(Certificate leaf, VerificationRequest request, string where)
    {
        var problem = CheckItself(leaf, [], request, where);
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
    public static bool Covers(Certificate leaf, string name)
    {
        if (IPAddress.TryParse(name.Trim('[', ']'), out var address))
        {
            return leaf.Names.Addresses.Any(a => a.Equals(address));
        }

        var wanted = name.TrimEnd('.').ToLowerInvariant();
        return leaf.Names.Dns.Any(pattern => MatchesPattern(pattern.TrimEnd('.').ToLowerInvariant(), wanted));
    }

    private static bool MatchesPattern(string pattern, string name)
    {
        if (!pattern.StartsWith("*.", StringComparison.Ordinal))
        {
            return pattern.Length > 0 && pattern == name;
        }

        // A wildcard stands for exactly one whole label.
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && name[dot..] == pattern[1..];
    }

    private static Problem? CheckItself(Certificate certificate, IReadOnlyList<Certificate> below, VerificationRequest request, string where)
    {
        if (certificate.Extensions.FirstOrDefault(e => e.Critical && !UnderstoodExtensions.Contains(e.Oid)) is { } unknown)
        {
            return X509Messages.UnhandledCritical.At(where, unknown.Oid);
        }

        if (request.At < certificate.NotBefore)
        {
            return X509Messages.NotYetValid.At(where, Format(certificate.NotBefore));
        }

        if (request.At > certificate.NotAfter)
        {
            return X509Messages.Expired.At(where, Format(certificate.NotAfter));
        }

        if (below.Count == 0)
        {
            return null;
        }

        if (certificate.Version == 3 && !(certificate.HasBasicConstraints && certificate.IsAuthority))
        {
            return X509Messages.NotAnAuthority.At(where);
        }

        return certificate.PathLength is { } most && below.Count - 1 > most ? X509Messages.TooManyIntermediates.At(where) : null;
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

        /// <summary>The first reason why a candidate was turned down.</summary>
        public Problem? Reason { get; private set; }

        public bool FindChain(IReadOnlyList<Certificate> chain)
        {
            var child = chain[^1];
            return Candidates(request.Roots, child).Any(root => Accepts(chain, root) && Complete([.. chain, root]))
                || Candidates(request.Intermediates, child).Any(next => Accepts(chain, next) && FindChain([.. chain, next]));
        }

        private static IEnumerable<Certificate> Candidates(IReadOnlyList<Certificate> pool, Certificate child)
            => pool.Where(c => c.Subject.IsSameAs(child.Issuer)).OrderBy(c => KeyIdentifierRank(c, child));

        /// <summary>Matching key identifiers are tried first, contradicting ones last; they never decide.</summary>
        private static int KeyIdentifierRank(Certificate candidate, Certificate child)
            => candidate.SubjectKeyIdentifier is null || child.AuthorityKeyIdentifier is null ? 1
                : candidate.SubjectKeyIdentifier.AsSpan().SequenceEqual(child.AuthorityKeyIdentifier) ? 0 : 2;

        private bool Accepts(IReadOnlyList<Certificate> chain, Certificate parent)
        {
            if (++_signatureChecks > MaximumSignatureChecks || chain.Any(c => c.Subject.IsSameAs(parent.Subject) && c.PublicKey.AsSpan().SequenceEqual(parent.PublicKey)))
            {
                return false;
            }

            if (parent.KeyUsage != X509KeyUsageFlags.None && !parent.KeyUsage.HasFlag(X509KeyUsageFlags.KeyCertSign))
            {
                Reason ??= X509Messages.NotAnAuthority.At(where);
                return false;
            }

            return Remember(CertificateSignature.Check(chain[^1], parent, where)) && Remember(CheckItself(parent, chain, request, parent.Subject.Text));
        }

        private bool Complete(IReadOnlyList<Certificate> chain) => Remember(CheckUsages(chain, request, where));

        private bool Remember(Problem? problem)
        {
            Reason ??= problem;
            return problem is null;
        }
    }
}
