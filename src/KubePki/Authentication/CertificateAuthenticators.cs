using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Authentication;

/// <summary>The authenticators that check the certificate of the handshake (apiserver/pkg/authentication/request/x509).</summary>
internal static class CertificateAuthenticators
{
    /// <summary>The front proxy authenticates requests for other users. Its own certificate identifies no user.</summary>
    internal static Answer RequestHeader(Question question)
    {
        var (credential, settings) = (question.Credential, question.Settings);
        if (credential.Certificates.Count == 0)
        {
            return Answer.PassesOn(AuthenticationMessages.NoCertificate.At(""));
        }

        if (settings.ProxyCa!.Value.Certificates is not { } trusted)
        {
            return Answer.Undecided(AuthenticationMessages.BundleUnread.At("", settings.ProxyCa.Value.Path));
        }

        if (Verify(question, trusted) is { } problem)
        {
            return Refused(
                problem,
                problem.Is(X509Messages.UnknownAuthority)
                    ? AuthenticationMessages.NotOfTheProxyCa.At("")
                    : AuthenticationMessages.NotTheProxy.At("") with { Cause = problem });
        }

        var name = credential.Certificates[0].Subject.CommonName ?? "";
        return settings.AllowedProxies.Count > 0 && !settings.AllowedProxies.Contains(name)
            ? Answer.Refuses(AuthenticationMessages.ProxyNotAllowed.At("", name, string.Join(", ", settings.AllowedProxies)))
            : Answer.PassesOn(AuthenticationMessages.NoHeader.At("", settings.UserHeader));
    }

    /// <summary>The common name is the user name, the organizations are the groups.</summary>
    internal static Answer Client(Question question)
    {
        var (credential, settings) = (question.Credential, question.Settings);
        if (credential.Certificates.Count == 0)
        {
            return Answer.PassesOn(AuthenticationMessages.NoCertificate.At(""));
        }

        if (settings.ClientCa!.Value.Certificates is not { } trusted)
        {
            return Answer.Undecided(AuthenticationMessages.BundleUnread.At("", settings.ClientCa.Value.Path));
        }

        if (Verify(question, trusted) is { } problem)
        {
            return Refused(problem, problem);
        }

        var certificate = credential.Certificates[0];
        if (string.IsNullOrEmpty(certificate.Subject.CommonName))
        {
            return Answer.PassesOn(AuthenticationMessages.NoCommonName.At(""));
        }

        var uids = settings.ReadsUids ? CertificateUid.Read(certificate.Subject) : [];
        if (uids is not ([] or [{ Length: > 0 }]))
        {
            return Answer.Refuses(AuthenticationMessages.BadUid.At("", CertificateUid.Type));
        }

        return new Answer(
            StepOutcome.Accepts,
            Identity: new Identity(certificate.Subject.CommonName, uids is [var uid] ? uid : null, certificate.Subject.Organizations)
            {
                ExpiresAt = certificate.NotAfter,
                Extra = settings.Minor >= ServiceAccountAuthenticators.CredentialIdSince
                ? new Dictionary<string, IReadOnlyList<string>>
                {
                    [ServiceAccountAuthenticators.CredentialId] = [$"X509SHA256={certificate.Fingerprint}"]
                }
                : new Dictionary<string, IReadOnlyList<string>>(),
            });
    }

    /// <summary>If an unknown version would decide, the answer is undecided.</summary>
    private static Answer Refused(Problem problem, Problem reason)
        => problem.Is(X509Messages.ReadThenUnknown) ? Answer.Undecided(problem) : Answer.Refuses(reason);

    private static Problem? Verify(Question question, IReadOnlyList<Certificate> trusted)
        => ChainVerifier.Verify(
            question.Credential.Certificates[0],
            new VerificationRequest(
                trusted, [.. question.Credential.Certificates.Skip(1)], question.Now,
                Oids.ClientAuth)
            { Kubernetes = question.Settings.Minor },
            question.Credential.Where);
}
