using KubePki.Catalogue;
using KubePki.Language;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>
/// Whether the components would accept what a CA is going to sign, before anything is written and without the CA's key: a copy of the CA, under a
/// key that is thrown away, signs a copy of the certificate, and the copy is verified. The staged files are verified again.
/// </summary>
internal static class TrialIssue
{
    /// <summary>Why the renewed certificate would be refused; null when it would not.</summary>
    internal static Problem? Problem(NodeState state, RenewalAction action)
        => action.IsSelfMade ? null
            : Problem(action.Item, action.Authority, state.ObservedAt, state.Kubernetes, (authority, key)
                => authority.Renew(action.Existing, key, action.NotBefore, action.NotAfter, action.Change?.Added, action.Change?.Removed));

    /// <summary>Likewise of a certificate that is created under a CA that is there.</summary>
    internal static Problem? Problem(NodeState state, CreationAction action, Item authority, CertificateShape shape, int? kubernetes)
        => Problem(action.Item, authority, state.ObservedAt, kubernetes, (copy, key) => copy.Issue(action.Identity!, key, action.NotBefore!.Value, action.NotAfter!.Value, shape));

    private static Problem? Problem(Item item, Item authority, DateTimeOffset now, int? kubernetes, Func<CertificateAuthority, PrivateKey, Certificate> issue)
    {
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var signer = authority.SigningCertificate!;
        var copy = new CertificateAuthority(new CertificateAuthority(signer, key).Renew(signer, key, signer.NotBefore, signer.NotAfter), key);
        List<Certificate> roots = [copy.Certificate, .. authority.Certificates.Where(c => c != signer)];
        var usage = item.Entry.ServesAs.HasFlag(Role.Server) ? Oids.ServerAuth : Oids.ClientAuth;
        return ChainVerifier.Verify(issue(copy, key), new VerificationRequest(roots, item.Certificates, now, usage) { Kubernetes = kubernetes }, item.Path);
    }
}
