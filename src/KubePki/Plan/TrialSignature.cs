using KubePki.Catalogue;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>
/// Checks that the components accept a certificate before the CA signs it. The check writes nothing and does not need the CA's key: a copy
/// of the CA with a temporary key signs a copy of the certificate, and that copy is verified. The staged files are verified again.
/// </summary>
internal static class TrialSignature
{
    /// <summary>Why the renewed certificate would be rejected; null if it would be accepted.</summary>
    internal static Problem? Problem(NodeState state, RenewalAction action)
        => action.IsSelfMade ? null
            : Problem(action.Item, action.Authority, state.ObservedAt, state.Kubernetes, (authority, key)
                => authority.Renew(action.Existing, key, action.NotBefore, action.NotAfter, action.Change?.Added, action.Change?.Removed));

    /// <summary>
    /// Same as <see cref="TrialSignature.Problem(NodeState, RenewalAction)"/>, for a new certificate under an existing CA.
    /// </summary>
    internal static Problem? Problem(NodeState state, CreationAction action, PkiEntry authority, CertificateShape shape, int? kubernetes)
        => Problem(
            action.Item, authority, state.ObservedAt, kubernetes,
            (copy, key) => copy.Issue(action.Identity!, key, action.NotBefore!.Value, action.NotAfter!.Value, shape));

    private static Problem? Problem(
        PkiEntry item, PkiEntry authority, DateTimeOffset now, int? kubernetes, Func<CertificateAuthority, PrivateKey, Certificate> issue)
    {
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var signer = authority.SigningCertificate!;
        var copy = new CertificateAuthority(
            new CertificateAuthority(signer, key).Renew(signer, key, signer.NotBefore, signer.NotAfter), key);
        List<Certificate> roots = [copy.Certificate, .. authority.Certificates.Where(c => c != signer)];
        var usage = item.Entry.ServesAs.HasFlag(Role.Server) ? Oids.ServerAuth : Oids.ClientAuth;
        return ChainVerifier.Verify(
            issue(copy, key), new VerificationRequest(roots, item.Certificates, now, usage) { Kubernetes = kubernetes }, item.Path);
    }
}
