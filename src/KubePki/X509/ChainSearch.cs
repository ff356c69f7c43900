using System.Security.Cryptography.X509Certificates;
using KubePki.Localization;

namespace KubePki.X509;

/// <summary>A depth-first search for a chain to a root, as one version of Go does it, with Go's limit on the work.</summary>
internal sealed class ChainSearch(VerificationRequest request, string where, GoReading go)
{
    private const int MaximumSignatureChecks = 100;

    private readonly IReadOnlyList<Certificate> _roots = [.. request.Roots.Distinct()];
    private readonly IReadOnlyList<Certificate> _intermediates = [.. request.Intermediates.Where(i => go.Refusal(i) is null).Distinct()];
    private int _signatureChecks;
    private Problem? _unsigned;
    private Problem? _unfit;

    /// <summary>Why the first candidate that signed was rejected; if no candidate signed, why the first one was rejected.</summary>
    internal Problem? Reason => _unfit ?? _unsigned;

    /// <summary>
    /// True if a certificate may sign others, according to basic constraints and key usage. Certificates before version 3 have neither.
    /// </summary>
    internal static bool MaySign(Certificate certificate)
        => (certificate.HasBasicConstraints ? certificate.IsAuthority : certificate.Version < 3)
            && (certificate.KeyUsage == X509KeyUsageFlags.None || certificate.KeyUsage.HasFlag(X509KeyUsageFlags.KeyCertSign));

    /// <summary>True if a chain that starts with these certificates leads to a root.</summary>
    internal bool FindChain(IReadOnlyList<Certificate> chain)
    {
        var child = chain[^1];
        return Candidates(_roots, child).Any(root => Accepts(chain, root, isRoot: true) && Remember(ChainProblem([.. chain, root])))
            || Candidates(_intermediates, child).Any(next => Accepts(chain, next, isRoot: false) && FindChain([.. chain, next]));
    }

    /// <summary>The usage or policy that a complete chain lacks.</summary>
    internal Problem? ChainProblem(IReadOnlyList<Certificate> chain)
        => UsageProblem(chain)
            ?? (chain.Any(c => c.Policies is { RequireExplicit: not null } or { Mappings.Count: > 0 }) && go.Has(GoRules.Policies)
                && !PolicyCheck.Holds(chain)
                ? X509Messages.PolicyMissing.At(where) : null);

    private static IEnumerable<Certificate> Candidates(IReadOnlyList<Certificate> pool, Certificate child)
        => pool.Where(c => c.Subject.IsSameAs(child.Issuer))
            .OrderBy(c => KeyIdentifierRank(c.SubjectKeyIdentifier ?? [], child.AuthorityKeyIdentifier ?? []));

    /// <summary>Candidates with matching key identifiers are tried first, contradicting ones last. Key identifiers never decide.</summary>
    private static int KeyIdentifierRank(byte[] own, byte[] wanted)
        => own.AsSpan().SequenceEqual(wanted) ? 0 : own.Length == 0 || wanted.Length == 0 ? 1 : 2;

    private bool Accepts(IReadOnlyList<Certificate> chain, Certificate parent, bool isRoot)
    {
        var isRepeated = IsIn(chain, parent);
        if (((!isRepeated || go.Has(GoRules.CountsRepeated)) && ++_signatureChecks > MaximumSignatureChecks) || isRepeated)
        {
            return false;
        }

        if (!MaySign(parent))
        {
            _unsigned ??= X509Messages.NotAnAuthority.At(parent.Subject.Text);
            return false;
        }

        if (CertificateSignature.Check(chain[^1], parent, where, go) is { } unsigned)
        {
            _unsigned ??= unsigned;
            return false;
        }

        return Remember(ChainVerifier.CheckItself(parent, request.At, parent.Subject.Text, go) ?? CheckAsAuthority(parent, chain, isRoot));
    }

    /// <summary>Why a certificate may not be above a chain, or null. A root from before version 3 has no basic constraints.</summary>
    private Problem? CheckAsAuthority(Certificate certificate, IReadOnlyList<Certificate> below, bool isRoot)
    {
        var name = certificate.Subject.Text;
        return NameConstraintCheck.Violation(certificate, below, go) is { } bad ? X509Messages.NameNotPermitted.At(name, bad)
            : !isRoot && !certificate.HasBasicConstraints ? X509Messages.NotAnAuthority.At(name)
            : certificate.PathLength is >= 0 and var most && below.Count - 1 > most ? X509Messages.TooManyIntermediates.At(name)
            : null;
    }

    /// <summary>
    /// True if a CA is already in a chain, compared by name, key and subject alternative names: CAs that signed one another must not cause
    /// an endless search. As in Go, the comparison stops at a certificate with the same name and key if only one of the two has alternative
    /// names, or neither has.
    /// </summary>
    private static bool IsIn(IReadOnlyList<Certificate> chain, Certificate candidate)
    {
        var names = NamesOf(candidate);
        foreach (var certificate in chain.Where(c => c.Subject.IsSameAs(candidate.Subject)
            && c.PublicKey.AsSpan().SequenceEqual(candidate.PublicKey)))
        {
            var others = NamesOf(certificate);
            if (names is null || others is null)
            {
                return names is null && others is null;
            }

            if (names.AsSpan().SequenceEqual(others))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[]? NamesOf(Certificate certificate)
        => certificate.Extensions.FirstOrDefault(e => e.Oid == Oids.SubjectAlternativeName)?.Value;

    private Problem? UsageProblem(IReadOnlyList<Certificate> chain)
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

    private bool Remember(Problem? problem)
    {
        _unfit ??= problem;
        return problem is null;
    }
}
