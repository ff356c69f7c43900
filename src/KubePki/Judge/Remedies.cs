using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge;

/// <summary>
/// The remedy depends on what is broken: a leaf certificate's key can be replaced, a CA's cannot. Problems that are clear by themselves (a
/// wrong mode, a directory in place of a file) keep their own hint.
/// </summary>
internal static class Remedies
{
    /// <summary>Problems of content: the file does not hold what it should, for any reason.</summary>
    private static readonly HashSet<string> ContentProblems =
    [
        FileMessages.Missing.Id, X509Messages.Empty.Id, X509Messages.NoPemBlock.Id, X509Messages.TruncatedPem.Id,
        X509Messages.BrokenCertificate.Id,
        X509Messages.BrokenKey.Id, X509Messages.KeyMismatch.Id, X509Messages.UnsupportedKey.Id, ObserveMessages.NoClientKey.Id,
    ];

    /// <summary>The problem of an item's certificate, kubeconfig or public key, with the fitting hint.</summary>
    internal static Problem Advise(PkiEntry item, Problem problem)
    {
        if (item.Entry.Kind == EntryKind.CertificateAuthority && problem.Is(X509Messages.Expired))
        {
            return problem.WithHint(RemedyTexts.ExpiredAuthority);
        }

        if (item.Entry.Kind == EntryKind.CertificateAuthority && problem.Is(JudgeMessages.Expiring))
        {
            return problem.WithHint(RemedyTexts.ExpiringAuthority);
        }

        return ContentProblems.Contains(problem.Id) ? AdviseOnContent(item, problem) : problem;
    }

    private static Problem AdviseOnContent(PkiEntry item, Problem problem) => item.Entry.Kind switch
    {
        EntryKind.CertificateAuthority => problem.WithHint(RemedyTexts.BrokenAuthority),
        EntryKind.ServiceAccountKey when !problem.Is(X509Messages.KeyMismatch) && item.KeyPublicKey is not null
            => item.IsMissing ? problem.WithHint(RemedyTexts.PublicKeyFromKey)
                : problem.WithHint(RemedyTexts.PublicKeyByOpenSsl, item.KeyPath!, item.Path),
        EntryKind.ServiceAccountKey => problem.WithHint(RemedyTexts.AccountPair),
        EntryKind.KubeletCertificate when item.Path.EndsWith("/kubelet.crt", StringComparison.Ordinal)
            => problem.WithHint(RemedyTexts.KubeletMakesPair),
        EntryKind.Kubeconfig when item.IsInHome && !item.Path.StartsWith("/root/", StringComparison.Ordinal)
            => problem.WithHint(RemedyTexts.OwnersKubeconfig),
        EntryKind.Kubeconfig when item.IsInHome => problem.WithHint(RemedyTexts.RootsKubeconfig),
        EntryKind.TrustedAuthority => problem.WithHint(RemedyTexts.IssuersAuthority),
        EntryKind.CredentialFile => problem.WithHint(RemedyTexts.CredentialFile),
        _ => problem.WithHint(RemedyTexts.FromBackup),
    };

    /// <summary>The problem of an item's private key, with the fitting hint: a leaf certificate's key needs no backup.</summary>
    internal static Problem AdviseOnKey(NodeState state, PkiEntry item, Problem problem)
        => ContentProblems.Contains(problem.Id) && !problem.Is(ObserveMessages.NoClientKey) && CanHaveNewKey(item)
            ? EntryRemedies.NewPair(state, item, problem)
            : Advise(item, problem);

    /// <summary>
    /// The problem of a missing item. Only kubeadm's leaf certificates and kubeconfigs can be created again, once the CA that signs them
    /// works and its key is available.
    /// </summary>
    internal static Problem AdviseOnMissing(NodeState state, PkiEntry item, Problem problem)
    {
        if (item.Entry.Kind == EntryKind.KubeletCertificate)
        {
            return problem.WithHint(RemedyTexts.PairOfKubeletConfiguration);
        }

        if (item.Entry.Kind is not (EntryKind.Certificate or EntryKind.Kubeconfig) || KubeadmCatalogue.Find(item.Name) is null
            || state.AuthorityOf(item) is not { } authority)
        {
            return Advise(item, problem);
        }

        // Without a manifest only the cluster's configuration has its names and addresses.
        var create = "kubepki create {2:sh}" + (state.Layout.Pod(Components.ApiServer) is null ? " --config cluster.yaml" : "");
        string[] arguments = [authority.Path, authority.Name, item.Name];
        return authority switch
        {
            _ when EntryRemedies.BrokenSigner(state, item) is { } broken => problem.WithHintOf(broken),
            { Problem: { } unread } => problem.WithHintOf(unread),
            { KeyIsMissing: true } => problem.WithHint(
                RemedyTexts.KeyAtHand + Text.Same($"{{{create} --ca-key {{1:sh}}=FILE}}") + RemedyTexts.ElseRequest, arguments),
            _ => problem.WithHint(RemedyTexts.MakeAgain + Text.Same($"{{{create}}}") + RemedyTexts.OrFromBackup, arguments),
        };
    }

    /// <summary>Why the other side of a connection refuses a certificate, with the command that makes it acceptable.</summary>
    internal static Problem AdviseOnRefusal(NodeState state, PkiEntry item, Problem problem, string? host)
    {
        if (item.Entry.Renewal == RenewalRule.Never || item.Certificate is not { } certificate
            || EntryJudge.IsExternallyManaged(state, item))
        {
            return problem;
        }

        var name = EntryRemedies.Renewed(state, item).Name;
        return problem.Id switch
        {
            _ when problem.Is(X509Messages.UnknownAuthority) && EntryJudge.ChainProblem(state, item, certificate) is not null =>
                EntryRemedies.Fit(state, problem),
            _ when EntryRemedies.BrokenSigner(state, item) is { } broken => problem.WithHintOf(broken),
            _ when problem.Is(X509Messages.WrongName) && EntryRemedies.IsMisplaced(state, item) =>
                EntryRemedies.AdviseRecreation(state, item, problem),
            _ when problem.Is(X509Messages.Expired) && certificate.NotAfter < state.ObservedAt
                => problem.WithHint(RemedyTexts.RenewIt, name),
            _ when problem.Is(X509Messages.UnknownAuthority) && EntryJudge.KubeletSigner(state, item) is not null
                => problem.WithHint(RemedyTexts.ClustersAuthority, name),
            _ when problem.Is(X509Messages.WrongName) && host is not null && item.Entry.Names != NameRule.None
                => problem.WithHint(RemedyTexts.AddThisName, name, host),
            _ => problem,
        };
    }

    /// <summary>The problem of a file that belongs to an item, with its remedy; null for a file of no item, or without a problem.</summary>
    internal static Problem? AdviseOnFile(NodeState state, string path)
        => state.Items.Where(i => i.Path == path || i.KeyPath == path).SelectMany(i => new[]
        {
            i.Problem is not { } problem ? null : i.IsMissing ? AdviseOnMissing(state, i, problem) : Advise(i, problem),
            EntryJudge.KeyProblem(state, i),
        }).FirstOrDefault(p => p?.Where == path);

    private static bool CanHaveNewKey(PkiEntry item)
        => item.Entry.Renewal != RenewalRule.Never && item is { PointsAt: null, IsInHome: false };
}
