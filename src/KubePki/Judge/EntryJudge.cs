using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge;

/// <summary>Judges items by their dates, their keys and the CA on disk. Pure: the same state and period give the same verdicts.</summary>
internal static class EntryJudge
{
    /// <summary>The default period in which a certificate counts as expiring.</summary>
    public static readonly TimeSpan DefaultWithin = TimeSpan.FromDays(30);

    /// <summary>
    /// The API server's flag for the CAs that sign the kubelets' serving certificates; without it the API server does not verify them.
    /// </summary>
    internal const string KubeletAuthority = "kubelet-certificate-authority";

    /// <summary>
    /// The CA of this node that can sign a serving certificate in place of the kubelet's self-signed one, because the API server verifies
    /// it with that CA; null for other items. A self-signed certificate that is a CA itself (kubelets before 1.14) is not reissued by a CA.
    /// </summary>
    internal static PkiEntry? KubeletSigner(NodeState state, PkiEntry item)
        => item is { Name: "kubelet-serving", Entry.Issuer: null, Certificate.IsAuthority: false }
            && state.Layout.HostFlag(Components.ApiServer, KubeletAuthority) is { } path
            ? state.Items.FirstOrDefault(i => i.Entry.Kind == EntryKind.CertificateAuthority && i.Path == path
                && !IsExternallyManaged(state, i))
            : null;

    /// <summary>
    /// True if the kubelet rotates an item. The kubelet does not rotate a self-signed certificate, a certificate that is embedded in
    /// kubelet.conf, or its client certificate if rotation is off.
    /// </summary>
    public static bool IsRotated(NodeState state, PkiEntry item)
        => item is { Entry: { Renewal: RenewalRule.WhenDue, Issuer: not null } } && (item.Kubeconfig is null || item.PointsAt is not null)
            && (item.Entry.ServesAs == Role.Server || state.Layout.RotatesKubeletClient != false);

    /// <summary>Verdicts on every item, in order.</summary>
    public static IReadOnlyList<Verdict> Judge(NodeState state, TimeSpan within)
        => [.. state.Items.Select(item => Judge(state, item, within))];

    /// <summary>The verdict on one item.</summary>
    public static Verdict Judge(NodeState state, PkiEntry item, TimeSpan within)
    {
        var external = IsExternallyManaged(state, item);
        if (item.Problem is { } problem)
        {
            return item.IsMissing
                ? new Verdict(item, EntryStatus.Missing, external, null, Remedies.AdviseOnMissing(state, item, problem))
                : new Verdict(
                    item, problem.Is(FileMessages.Unreadable) ? EntryStatus.Unknown
                        : EntryStatus.Unreadable, external, null, Fitted(state, Remedies.Advise(item, problem)));
        }

        if (item.Certificate is not { } certificate)
        {
            return new Verdict(item, EntryStatus.Ok, external, null, KeyProblem(state, item));
        }

        // In a CA bundle the certificate that signs decides; without the key, the first certificate.
        var decisive = item.Entry.Kind == EntryKind.CertificateAuthority ? item.SigningCertificate ?? certificate : certificate;
        var left = decisive.NotAfter - state.ObservedAt;
        return new Verdict(
            item, ByDates(decisive, state.ObservedAt, within), external, left,
            Fitted(
                state,
                item.Damage
                    ?? item.Kubeconfig?.Refusal
                        ?? KeyProblem(state, item) ?? ChainProblem(state, item, certificate) ?? DateProblem(state, item, decisive)));
    }

    private static Problem? Fitted(NodeState state, Problem? problem) => problem is null ? null : EntryRemedies.Fit(state, problem);

    /// <summary>
    /// kubeadm's rule: a CA certificate without its key is externally managed, and so are the certificates that it signed.
    /// </summary>
    public static bool IsExternallyManaged(NodeState state, PkiEntry item)
    {
        var authority = item.Entry.Kind == EntryKind.CertificateAuthority ? item : state.AuthorityOf(item);
        return authority is { Problem: null, KeyIsMissing: true };
    }

    /// <summary>Why the item's certificate does not chain to the CA on disk, ignoring the item's dates; null when it does.</summary>
    public static Problem? ChainProblem(NodeState state, PkiEntry item, Certificate certificate)
    {
        if (item.Entry.Kind is EntryKind.CertificateAuthority or EntryKind.TrustedAuthority)
        {
            return certificate.IsAuthority ? SigningProblem(state, item) : X509Messages.NotAnAuthority.At(item.Path);
        }

        // Problems of the CA's file are reported once, for the CA.
        var unread = ReadProblem(state, item);
        if (unread is not null || state.AuthorityOf(item) is not { Certificates.Count: > 0 } authority
            || ReadProblem(state, authority) is not null)
        {
            return unread;
        }

        // If a certificate is not valid now, only its signature matters: the CA's validity may not cover the present either.
        DateTimeOffset? during = state.ObservedAt < certificate.NotBefore || state.ObservedAt > certificate.NotAfter
            ? null
            : state.ObservedAt;
        var usage = item.Entry.ServesAs.VerifiedUsage();
        var problem = ChainVerifier.Verify(
            certificate,
            new VerificationRequest(authority.Certificates, item.Certificates, during, usage) { Kubernetes = state.Kubernetes }, item.Path);
        return problem is null || IsOfTheAuthority(problem, authority, during) ? null : problem;
    }

    /// <summary>Why the components of this node cannot read a file: one certificate that they refuse is enough.</summary>
    internal static Problem? ReadProblem(NodeState state, PkiEntry item)
        => item.Certificates.Select(c => ChainVerifier.ReadProblem(c, state.Kubernetes, item.Path)).FirstOrDefault(p => p is not null);

    /// <summary>Why components refuse certificates of a CA. A missing key usage has its own check.</summary>
    private static Problem? SigningProblem(NodeState state, PkiEntry item)
        => ChainVerifier.SigningProblem(
            item.SigningCertificate ?? item.Certificate!, item.Certificates, state.Kubernetes, item.Path) is { } problem
            && !problem.Is(X509Messages.NotAnAuthority)
            ? problem
            : null;

    /// <summary>
    /// The problem that a later Kubernetes version refuses an item; null if no later version does, if the item is refused now, or if its CA
    /// has such a problem itself.
    /// </summary>
    internal static Problem? FindLaterRefusal(NodeState state, PkiEntry item)
    {
        if (item.Entry.Kind == EntryKind.CertificateAuthority)
        {
            return ChainVerifier.SigningOutlook(item.SigningCertificate ?? item.Certificate!, state.Kubernetes, item.Path);
        }

        var usage = item.Entry.ServesAs.VerifiedUsage();
        return state.AuthorityOf(item) is { Certificates.Count: > 0 } authority && FindLaterRefusal(state, authority) is null
            ? ChainVerifier.FindLaterRefusal(
                item.Certificate!,
                new VerificationRequest(authority.Certificates, item.Certificates, null, usage) { Kubernetes = state.Kubernetes },
                item.Path)
            : null;
    }

    /// <summary>True if the CA itself keeps the chain from verifying. That problem is reported once, for the CA.</summary>
    private static bool IsOfTheAuthority(Problem problem, PkiEntry authority, DateTimeOffset? during)
        => (problem.Is(X509Messages.Expired) && authority.Certificates.All(c => c.NotAfter < during))
            || (problem.Is(X509Messages.NotYetValid) && authority.Certificates.All(c => c.NotBefore > during))
            || (problem.Is(X509Messages.NotAnAuthority) && !authority.Certificates.Any(c => c.IsAuthority));

    /// <summary>
    /// The problem of an item's dates. A start in the future means a wrong clock, and an expired CA invalidates everything that it signed;
    /// the status alone shows neither.
    /// </summary>
    private static Problem? DateProblem(NodeState state, PkiEntry item, Certificate decisive)
        => state.ObservedAt < decisive.NotBefore ? X509Messages.NotYetValid.At(item.Path, Times.Minute(decisive.NotBefore))
            : item.Entry.Kind == EntryKind.CertificateAuthority && state.ObservedAt > decisive.NotAfter
                ? Remedies.Advise(item, X509Messages.Expired.At(item.Path, Times.Minute(decisive.NotAfter)))
            : null;

    private static EntryStatus ByDates(Certificate certificate, DateTimeOffset now, TimeSpan within)
        => now < certificate.NotBefore ? EntryStatus.NotYetValid
            : now > certificate.NotAfter ? EntryStatus.Expired
            : certificate.NotAfter - now <= within ? EntryStatus.Expiring : EntryStatus.Ok;

    /// <summary>Why a CA cannot sign now, or null.</summary>
    internal static Problem? AuthorityProblem(NodeState state, PkiEntry authority, int? kubernetes = null)
        => authority.Problem
            ?? authority.KeyProblem
            ?? (authority.SigningCertificate is { } signing
                ? !signing.IsAuthority ? X509Messages.NotAnAuthority.At(authority.Path)
                    : state.ObservedAt > signing.NotAfter ? X509Messages.Expired.At(authority.Path, Times.Day(signing.NotAfter))
                    : state.ObservedAt < signing.NotBefore ? X509Messages.NotYetValid.At(authority.Path, Times.Minute(signing.NotBefore))
                    : ChainVerifier.SigningProblem(signing, authority.Certificates, kubernetes ?? state.Kubernetes, authority.Path)
                : X509Messages.KeyMismatch.At(authority.Path, authority.KeyPath ?? ""));

    /// <summary>
    /// Reports that every certificate of a CA has expired: nothing that it signed is accepted, wherever its key is. Null if one is still
    /// valid.
    /// </summary>
    internal static Problem? ExpiredAuthority(NodeState state, PkiEntry authority)
        => authority.Certificates.MaxBy(c => c.NotAfter) is { } last && last.NotAfter < state.ObservedAt
            ? X509Messages.Expired.At(authority.Path, Times.Day(last.NotAfter)) : null;

    /// <summary>The problem of the item's private key; null when there is none, or when the key may be elsewhere.</summary>
    internal static Problem? KeyProblem(NodeState state, PkiEntry item)
    {
        if (item.KeyProblem is { } problem)
        {
            return item.KeyIsMissing && KeyMayBeElsewhere(state, item) ? null : Remedies.AdviseOnKey(state, item, problem);
        }

        return item.Certificate is not null && item.KeyPublicKey is not null && !KeyBelongs(item)
            ? Remedies.AdviseOnKey(state, item, X509Messages.KeyMismatch.At(item.Path, item.KeyPath ?? item.PointsAt ?? item.Path))
            : null;
    }

    /// <summary>A CA's key may be elsewhere. sa.key is required only where a controller-manager signs tokens with it.</summary>
    private static bool KeyMayBeElsewhere(NodeState state, PkiEntry item) => item.Entry.Kind switch
    {
        EntryKind.CertificateAuthority => true,
        EntryKind.ServiceAccountKey =>
            !item.Entry.Uses.Any(use => use.KeyFlag is { } flag && state.Layout.HostFlag(use.Component, flag) is not null),
        _ => false,
    };

    /// <summary>A CA's key may belong to any certificate of the bundle; a leaf certificate's key belongs to the first.</summary>
    private static bool KeyBelongs(PkiEntry item) => item.Entry.Kind == EntryKind.CertificateAuthority
        ? item.KeyMatches
        : item.Certificate!.PublicKey.AsSpan().SequenceEqual(item.KeyPublicKey);
}
