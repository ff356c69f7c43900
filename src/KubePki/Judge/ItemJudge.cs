using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Language;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge;

/// <summary>Judges items by their dates, their keys and the CA on disk. Pure: the same state, clock and period give the same verdicts.</summary>
internal static class ItemJudge
{
    /// <summary>The period in which a certificate counts as expiring unless another is asked for.</summary>
    public static readonly TimeSpan DefaultWithin = TimeSpan.FromDays(30);

    /// <summary>The API server's flag for the CAs that sign the kubelets' serving certificates; without it these are not verified.</summary>
    internal const string KubeletAuthority = "kubelet-certificate-authority";

    /// <summary>
    /// The CA of this node that can sign a serving certificate in place of the kubelet's self-made one, because the API server asks for that; null for others. One
    /// that may itself sign (kubelets before 1.14) is not copied under a CA.
    /// </summary>
    internal static Item? KubeletSigner(NodeState state, Item item)
        => item is { Name: "kubelet-serving", Entry.Issuer: null, Certificate.IsAuthority: false } && state.Layout.HostFlag(Components.ApiServer, KubeletAuthority) is { } path
            ? state.Items.FirstOrDefault(i => i.Entry.Kind == EntryKind.CertificateAuthority && i.Path == path && !IsExternallyManaged(state, i)) : null;

    /// <summary>
    /// Whether the kubelet rotates an item: not what it made itself, nor a certificate that stands in kubelet.conf, nor anything where
    /// rotation is off.
    /// </summary>
    public static bool IsRotated(NodeState state, Item item)
        => item is { Entry: { Renewal: RenewalRule.WhenDue, Issuer: not null } } && (item.Kubeconfig is null || item.PointsAt is not null)
            && (item.Entry.ServesAs == Role.Server || state.Layout.RotatesKubeletClient != false);

    /// <summary>Verdicts on every item, in order.</summary>
    public static IReadOnlyList<Verdict> Judge(NodeState state, TimeSpan within) => [.. state.Items.Select(item => Judge(state, item, within))];

    /// <summary>The verdict on one item.</summary>
    public static Verdict Judge(NodeState state, Item item, TimeSpan within)
    {
        var external = IsExternallyManaged(state, item);
        if (item.Problem is { } problem)
        {
            return item.IsMissing
                ? new Verdict(item, Standing.Missing, external, null, Remedies.AdviseOnMissing(state, item, problem))
                : new Verdict(
                    item, problem.Is(FileMessages.Unreadable) ? Standing.Unknown
                        : Standing.Unreadable, external, null, Fitted(state, Remedies.Advise(item, problem)));
        }

        if (item.Certificate is not { } certificate)
        {
            return new Verdict(item, Standing.Ok, external, null, KeyProblem(state, item));
        }

        // Of a CA bundle, the certificate that signs decides; without its key, the first.
        var decisive = item.Entry.Kind == EntryKind.CertificateAuthority ? item.SigningCertificate ?? certificate : certificate;
        var left = decisive.NotAfter - state.ObservedAt;
        return new Verdict(item, ByDates(decisive, state.ObservedAt, within), external, left, Fitted(state, item.Damage ?? item.Kubeconfig?.Refusal ?? KeyProblem(state, item) ?? ChainProblem(state, item, certificate) ?? DateProblem(state, item, decisive)));
    }

    private static Problem? Fitted(NodeState state, Problem? problem) => problem is null ? null : ItemRemedies.Fit(state, problem);

    /// <summary>
    /// kubeadm's rule: a CA certificate whose key is not there is managed elsewhere, and so is what it signed.
    /// </summary>
    public static bool IsExternallyManaged(NodeState state, Item item)
    {
        var authority = item.Entry.Kind == EntryKind.CertificateAuthority ? item : state.AuthorityOf(item);
        return authority is { Problem: null, KeyIsMissing: true };
    }

    /// <summary>Why the item's certificate does not chain to the CA on disk, its dates left aside; null when it does.</summary>
    public static Problem? ChainProblem(NodeState state, Item item, Certificate certificate)
    {
        if (item.Entry.Kind is EntryKind.CertificateAuthority or EntryKind.TrustedAuthority)
        {
            return certificate.IsAuthority ? SigningProblem(state, item) : X509Messages.NotAnAuthority.At(item.Path);
        }

        // What is wrong with the CA's file by itself is reported of the CA, once.
        var unread = ReadProblem(state, item);
        if (unread is not null || state.AuthorityOf(item) is not { Certificates.Count: > 0 } authority || ReadProblem(state, authority) is not null)
        {
            return unread;
        }

        // Of a certificate that is not valid now only the signature matters: the CA's own dates may be as far from its dates as now is.
        DateTimeOffset? during = state.ObservedAt < certificate.NotBefore || state.ObservedAt > certificate.NotAfter ? null : state.ObservedAt;
        var usage = item.Entry.ServesAs.VerifiedUsage();
        var problem = ChainVerifier.Verify(certificate, new VerificationRequest(authority.Certificates, item.Certificates, during, usage) { Kubernetes = state.Kubernetes }, item.Path);
        return problem is null || IsOfTheAuthority(problem, authority, during) ? null : problem;
    }

    /// <summary>Why the components of this node cannot read a file: one certificate of it is enough.</summary>
    internal static Problem? ReadProblem(NodeState state, Item item)
        => item.Certificates.Select(c => ChainVerifier.ReadProblem(c, state.Kubernetes, item.Path)).FirstOrDefault(p => p is not null);

    /// <summary>Why components refuse what a CA signs; a missing key usage has its own check.</summary>
    private static Problem? SigningProblem(NodeState state, Item item)
        => ChainVerifier.SigningProblem(item.SigningCertificate ?? item.Certificate!, item.Certificates, state.Kubernetes, item.Path) is { } problem && !problem.Is(X509Messages.NotAnAuthority) ? problem : null;

    /// <summary>From which later version of Kubernetes on an item is refused; null when there is none, or when it is refused now.</summary>
    internal static Problem? Outlook(NodeState state, Item item)
    {
        if (item.Entry.Kind == EntryKind.CertificateAuthority)
        {
            return ChainVerifier.SigningOutlook(item.SigningCertificate ?? item.Certificate!, state.Kubernetes, item.Path);
        }

        var usage = item.Entry.ServesAs.VerifiedUsage();
        return state.AuthorityOf(item) is { Certificates.Count: > 0 } authority && Outlook(state, authority) is null
            ? ChainVerifier.Outlook(item.Certificate!, new VerificationRequest(authority.Certificates, item.Certificates, null, usage) { Kubernetes = state.Kubernetes }, item.Path)
            : null;
    }

    /// <summary>Whether it is the CA itself that keeps the chain from verifying: that is told of the CA, once.</summary>
    private static bool IsOfTheAuthority(Problem problem, Item authority, DateTimeOffset? during)
        => (problem.Is(X509Messages.Expired) && authority.Certificates.All(c => c.NotAfter < during))
            || (problem.Is(X509Messages.NotYetValid) && authority.Certificates.All(c => c.NotBefore > during))
            || (problem.Is(X509Messages.NotAnAuthority) && !authority.Certificates.Any(c => c.IsAuthority));

    /// <summary>A CA that has ended ends everything, and a start in the future speaks of a wrong clock: the state alone says too little.</summary>
    private static Problem? DateProblem(NodeState state, Item item, Certificate decisive)
        => state.ObservedAt < decisive.NotBefore ? X509Messages.NotYetValid.At(item.Path, Times.Minute(decisive.NotBefore))
            : item.Entry.Kind == EntryKind.CertificateAuthority && state.ObservedAt > decisive.NotAfter ? Remedies.Advise(item, X509Messages.Expired.At(item.Path, Times.Minute(decisive.NotAfter)))
            : null;

    private static Standing ByDates(Certificate certificate, DateTimeOffset now, TimeSpan within)
        => now < certificate.NotBefore ? Standing.NotYetValid
            : now > certificate.NotAfter ? Standing.Expired
            : certificate.NotAfter - now <= within ? Standing.Expiring : Standing.Ok;

    /// <summary>Why a CA cannot sign now, or null.</summary>
    internal static Problem? AuthorityProblem(NodeState state, Item authority, int? kubernetes = null)
        => authority.Problem
            ?? authority.KeyProblem
            ?? (authority.SigningCertificate is { } signing
                ? !signing.IsAuthority ? X509Messages.NotAnAuthority.At(authority.Path)
                    : state.ObservedAt > signing.NotAfter ? X509Messages.Expired.At(authority.Path, Times.Day(signing.NotAfter))
                    : state.ObservedAt < signing.NotBefore ? X509Messages.NotYetValid.At(authority.Path, Times.Minute(signing.NotBefore))
                    : ChainVerifier.SigningProblem(signing, authority.Certificates, kubernetes ?? state.Kubernetes, authority.Path)
                : X509Messages.KeyMismatch.At(authority.Path, authority.KeyPath ?? ""));

    /// <summary>
    /// That every certificate of a CA has expired: wherever its key is, nothing that it signs is accepted. Null where one has not.
    /// </summary>
    internal static Problem? ExpiredAuthority(NodeState state, Item authority)
        => authority.Certificates.MaxBy(c => c.NotAfter) is { } last && last.NotAfter < state.ObservedAt
            ? X509Messages.Expired.At(authority.Path, Times.Day(last.NotAfter)) : null;

    /// <summary>What is wrong with the item's private key; null when nothing is, or when it may lie elsewhere.</summary>
    internal static Problem? KeyProblem(NodeState state, Item item)
    {
        if (item.KeyProblem is { } problem)
        {
            return item.KeyIsMissing && KeyMayBeElsewhere(state, item) ? null : Remedies.AdviseOnKey(state, item, problem);
        }

        return item.Certificate is not null && item.KeyPublicKey is not null && !KeyBelongs(item)
            ? Remedies.AdviseOnKey(state, item, X509Messages.KeyMismatch.At(item.Path, item.KeyPath ?? item.PointsAt ?? item.Path))
            : null;
    }

    /// <summary>A CA may leave its key elsewhere. sa.key is needed where a controller-manager signs tokens with it, and only there.</summary>
    private static bool KeyMayBeElsewhere(NodeState state, Item item) => item.Entry.Kind switch
    {
        EntryKind.CertificateAuthority => true,
        EntryKind.ServiceAccountKey => !item.Entry.Uses.Any(use => use.KeyFlag is { } flag && state.Layout.HostFlag(use.Component, flag) is not null),
        _ => false,
    };

    /// <summary>A CA's key may belong to any certificate of the bundle; a leaf's belongs to the first.</summary>
    private static bool KeyBelongs(Item item) => item.Entry.Kind == EntryKind.CertificateAuthority
        ? item.KeyMatches
        : item.Certificate!.PublicKey.AsSpan().SequenceEqual(item.KeyPublicKey);
}
