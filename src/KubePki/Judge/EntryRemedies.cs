using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Judge.Checks;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge;

/// <summary>
/// The command that fixes a problem of one item, with the item's own name in it. A row is a message and a command. If the CA's key is not
/// on the node, the command says how to continue without it. Messages that are not in the table keep their own hint.
/// </summary>
internal static class EntryRemedies
{
    private const string AllowShorter = " --allow-shorter";
    private const string AcceptNewCa = "--accept-new-ca";
    private const string Renew = "{kubepki renew ";
    private const string Create = "{kubepki create ";
    private static readonly TimeSpan OneYear = TimeSpan.FromDays(365);

    /// <summary>A message and the command that fixes it.</summary>
    /// <param name="Message">The problem. The message's own hint has no such command: this table is the only place for it.</param>
    /// <param name="Say">The text before the command; null for the message's own hint.</param>
    /// <param name="Words">The words after <c>kubepki</c>. NAME is the item, HOLDER the item that gives its holder another identity, and
    /// {0:sh} the message's first argument.</param>
    private sealed record Row(Message Message, Text? Say, string Words);

    private static readonly Row[] Rows =
    [
        new(X509Messages.UnknownAuthority, RemedyTexts.Replaced, "renew NAME --accept-new-ca"),
        new(X509Messages.InsecureSignature, RemedyTexts.SignAgain, "renew NAME --accept-new-ca"),
        new(X509Messages.WrongUsage, RemedyTexts.RecreateAsKubeadm, "create NAME"),
        new(X509Messages.UnhandledCritical, RemedyTexts.RecreateAsKubeadm, "create NAME"),
        new(X509Messages.ReadThenRefused, RemedyTexts.RecreateAsKubeadm, "create NAME"),
        new(X509Messages.RefusedLater, RemedyTexts.RecreateAsKubeadm, "create NAME"),
        new(CertificateMessages.OutlivesAuthority, RemedyTexts.SignAgain, "renew NAME --allow-shorter"),
        new(CertificateMessages.ValidTooLong, RemedyTexts.SignAgain, "renew NAME --allow-shorter"),
        new(CertificateMessages.WeakKey, RemedyTexts.SignAgain, "renew NAME --key-algorithm rsa2048"),
        new(CertificateMessages.OddKey, RemedyTexts.SignAgain, "renew NAME --key-algorithm ecdsa-p256"),
        new(CertificateMessages.WeakSignature, RemedyTexts.SignAgain, "renew NAME --accept-new-ca"),
        new(CertificateMessages.UnknownSignature, RemedyTexts.SignAgain, "renew NAME --accept-new-ca"),
        new(CertificateMessages.OddSerial, RemedyTexts.SignAgain, "renew NAME"),
        new(CertificateMessages.SameSerial, RemedyTexts.SignAgain, "renew NAME"),
        new(CertificateMessages.KeyIdentifier, RemedyTexts.SignAgain, "renew NAME"),
        new(CertificateMessages.SharedKey, RemedyTexts.SignAgain, "renew NAME"),
        new(CertificateMessages.LeafIsAuthority, RemedyTexts.RecreateAsKubeadm, "create NAME"),
        new(CertificateMessages.KeyUsage, RemedyTexts.RecreateAsKubeadm, "create NAME"),
        new(CertificateMessages.OldVersion, RemedyTexts.RecreateAsKubeadm, "create NAME"),
        new(CertificateMessages.NoNames, RemedyTexts.RecreateAsKubeadm, "create NAME"),
        new(NameMessages.Advertised, RemedyTexts.AddName, "renew NAME --add-san {0:sh}"),
        new(NameMessages.ServiceAddress, RemedyTexts.AddName, "renew NAME --add-san {0:sh}"),
        new(NameMessages.ServiceName, RemedyTexts.AddName, "renew NAME --add-san {0:sh}"),
        new(NameMessages.Etcd, RemedyTexts.AddName, "renew NAME --add-san {0:sh}"),
        new(NameMessages.Node, RemedyTexts.RecreateAsKubeadm, "create NAME"),
        new(NameMessages.Server, RemedyTexts.AddNameOrCorrect, "renew apiserver --add-san {0:sh}"),
        new(IdentityMessages.NoName, null, "create HOLDER"),
        new(IdentityMessages.ComponentName, null, "create HOLDER"),
        new(IdentityMessages.NodeGroup, null, "create HOLDER"),
        new(IdentityMessages.TooPowerful, null, "create HOLDER"),
        new(IdentityMessages.AdminGroup, null, "create HOLDER"),
        new(IdentityMessages.AdminSplit, null, "create HOLDER"),
        new(TrustMessages.KubeconfigCa, RemedyTexts.NewCa, "renew NAME --accept-new-ca"),
        new(TrustMessages.NoCa, RemedyTexts.RecreateAsKubeadm, "create NAME"),
        new(TrustMessages.EtcdRefuses, RemedyTexts.RecreateAsKubeadm, "create NAME"),
        new(TrustMessages.EtcdUntrusted, RemedyTexts.RecreateAsKubeadm, "create NAME"),
        new(KubeletMessages.Overdue, RemedyTexts.CheckPendingRequests, "renew NAME"),
    ];

    private static readonly Dictionary<string, Row> Commands = Rows.ToDictionary(row => row.Message.Id, StringComparer.Ordinal);

    /// <summary>The ids of the messages in the table.</summary>
    internal static IEnumerable<string> Ids => Commands.Keys;

    /// <summary>The hint of a message's findings, with placeholders for the item and the arguments.</summary>
    internal static Text HintOf(Message message)
        => Array.Find(Rows, row => row.Message == message) is { } row
            ? WithCommand(SayOf(row, message), $"kubepki {row.Words.Replace("HOLDER", "NAME", StringComparison.Ordinal)}")
            : message.Hint;

    private static Text SayOf(Row row, Message message) => row.Say ?? message.Hint;

    private static Text WithCommand(Text say, string command)
        => say + RemedyTexts.Colon + Text.Same($"{{{command}}}") + (say == RemedyTexts.Replaced ? RemedyTexts.RestoreOldCa : Text.None);

    /// <summary>Certificates and kubeconfigs that cannot be parsed.</summary>
    private static readonly string[] Unreadable =
    [
        X509Messages.Empty.Id, X509Messages.NoPemBlock.Id, X509Messages.TruncatedPem.Id, X509Messages.BrokenCertificate.Id,
        KubernetesMessages.BrokenYaml.Id, KubernetesMessages.WrongKind.Id, ObserveMessages.NoClientCertificate.Id,
        ObserveMessages.NoClientKey.Id,
    ];

    /// <summary>Problems that a new certificate fixes only if the certificate is wrong, and not the flag.</summary>
    private static readonly string[] OfFlags = [TrustMessages.EtcdRefuses.Id, TrustMessages.EtcdUntrusted.Id];

    /// <summary>Problems reported for a kubeconfig that the API server's certificate may cause.</summary>
    private static readonly string[] ServerProblems =
    [
        TrustMessages.KubeconfigCa.Id, TrustMessages.KubeconfigCaFile.Id, TrustMessages.HomeCa.Id, NameMessages.Server.Id,
    ];

    /// <summary>Problems that wrong CA files cause: until the CA files are right, no certificate can be signed again.</summary>
    private static readonly string[] SignerProblems =
    [
        X509Messages.UnknownAuthority.Id, TrustMessages.KubeconfigCa.Id, TrustMessages.KubeconfigCaFile.Id, TrustMessages.HomeCa.Id,
    ];

    private static readonly string[] Dates = [JudgeMessages.Expired.Id, JudgeMessages.Expiring.Id];

    /// <summary>The problem with a hint that fits its node, and whose command works there.</summary>
    internal static Problem Fit(NodeState state, Problem problem) => Possible(state, Fitted(state, problem));

    /// <summary>Replaces a command that cannot work by the remedy for its obstacle.</summary>
    internal static Problem Possible(NodeState state, Problem problem)
        => (problem.HintContains(Renew) || problem.HintContains(Create)) && ItemAt(state, problem.Where) is { } item
            && (ServerProblems.Contains(problem.Id) && problem.HintContains(Renew + "apiserver")
                ? state.Find("apiserver")
                : item) is { } signed
            && FindObstacle(state, signed, problem) is { } reason ? problem.WithHintOf(reason) : problem;

    /// <summary>
    /// Why the command that a problem advises would be refused for an item, with the remedy; null if nothing prevents it.
    /// </summary>
    private static Problem? FindObstacle(NodeState state, PkiEntry item, Problem problem)
        => BrokenSigner(state, item) is { } broken ? broken
            : !problem.HintContains(Renew) ? null
            : (item.WriteProblem ?? EditProblem(item)) is { } unwritable ? unwritable
            : item.IsInHome && EntryJudge.KeyProblem(state, item) is { } key ? key
            : IsMisplaced(state, item) ? AdviseRecreation(state, item, problem)
            : !problem.HintContains(AcceptNewCa) && Unchained(state, item) is { } chain ? Fitted(state, chain) : null;

    /// <summary>Why a user's credentials cannot be replaced in a kubeconfig; null if they can, and for other items.</summary>
    private static Problem? EditProblem(PkiEntry item)
        => item is { PointsAt: null, UserName: { } user } ? item.Kubeconfig?.EditProblem(user) : null;

    private static Problem? Unchained(NodeState state, PkiEntry item)
        => item.Certificate is { } certificate && EntryJudge.ChainProblem(state, item, certificate) is { } chain
            && !X509Messages.IsVersioned(chain) ? chain : null;

    private static Problem Fitted(NodeState state, Problem problem)
    {
        if ((ItemOf(state, problem) ?? ItemAt(state, problem.Where)) is not { } item || item.Entry.Kind == EntryKind.CertificateAuthority
            || IsOfAnother(problem))
        {
            return problem;
        }

        return SignerProblems.Contains(problem.Id) && BrokenSigner(state, item) is { } broken ? problem.WithHintOf(broken)
            : (Commands.ContainsKey(problem.Id) || ServerProblems.Contains(problem.Id)) && Misplaced(state, item, problem) is { } misplaced
                ? AdviseRecreation(state, misplaced, problem)
            : item.IsInHome && problem.Id == X509Messages.UnknownAuthority.Id ? OfAnotherCluster(item, problem)
            : Dates.Contains(problem.Id) ? FitDate(state, item, problem)
            : Unreadable.Contains(problem.Id) ? FitUnreadable(state, item, problem)
            : OfFlags.Contains(problem.Id) && EntryJudge.ChainProblem(state, item, item.Certificate!) is null ? problem
            : Commands.TryGetValue(problem.Id, out var row) && Target(state, item, row) is { } target && Supports(state, target, row.Words)
                ? AdviseCommand(state, target, problem, SayOf(row, problem.Message), row.Words)
            : problem;
    }

    /// <summary>The item that the command is for: the kubelet's certificate is created together with its kubeconfig.</summary>
    private static PkiEntry? Target(NodeState state, PkiEntry item, Row row)
        => row.Words.Contains("HOLDER", StringComparison.Ordinal) && item.Name == "kubelet-client" ? state.Find("kubelet.conf") : item;

    /// <summary>
    /// The remedy for a key that does not match its certificate: a new pair, unless the certificate is another item's too.
    /// </summary>
    internal static Problem NewPair(NodeState state, PkiEntry item, Problem problem)
        => Possible(
            state,
            IsOfAnotherEntry(item)
                ? AdviseRecreation(state, item, problem)
                : AdviseCommand(state, item, problem, RemedyTexts.NewPair, "renew NAME"));

    /// <summary>The problem with the command that creates an item as kubeadm does.</summary>
    internal static Problem AdviseRecreation(NodeState state, PkiEntry item, Problem problem)
        => AdviseCommand(state, item, problem, RemedyTexts.RecreateAsKubeadm, "create NAME");

    /// <summary>
    /// The item whose place another item's certificate took, if that causes the finding: the API server's, where a kubeconfig does not
    /// trust its CA.
    /// </summary>
    private static PkiEntry? Misplaced(NodeState state, PkiEntry item, Problem problem)
        => (ServerProblems.Contains(problem.Id) ? state.Find("apiserver") : item) is { } place && IsMisplaced(state, place) ? place : null;

    /// <summary>
    /// A certificate in a home directory is not reissued with its own names: any user can put a certificate with the administrator's name
    /// there. The administrator's credentials are for root's home directory only.
    /// </summary>
    private static Problem OfAnotherCluster(PkiEntry item, Problem problem)
        => problem.WithHint(
            item.Path.StartsWith("/root/", StringComparison.Ordinal) ? RemedyTexts.OfAnotherClusterRoots
                : RemedyTexts.OfAnotherCluster, item.Path);

    /// <summary>
    /// True if a refusal that depends on the version is about the CA and not the item: a new certificate would be refused too.
    /// </summary>
    private static bool IsOfAnother(Problem problem)
        => (X509Messages.IsVersioned(problem) || problem.Is(X509Messages.RefusedLater)) && problem.Cause is { } cause
            && cause.Where != problem.Where;

    /// <summary>
    /// Expired and expiring certificates are renewed with everything else. A certificate that <c>renew all</c> skips or cannot renew gets
    /// its own command.
    /// </summary>
    private static Problem FitDate(NodeState state, PkiEntry item, Problem problem)
        => !Supports(state, item, "renew") ? problem
            : item.Entry.Renewal == RenewalRule.ByName || EntryJudge.IsExternallyManaged(state, item) || !AllAreRenewed(state)
                ? AdviseCommand(state, item, problem, RemedyTexts.SignAgain, "renew NAME")
            : problem;

    /// <summary>True if a renewal of everything would succeed on this node: one broken item makes it refuse everything.</summary>
    private static bool AllAreRenewed(NodeState state)
        => state.Problems.Count == 0
            && state.Items.Where(i => i.Entry.Renewal is RenewalRule.Always && !i.IsMissing && !EntryJudge.IsExternallyManaged(state, i))
            .All(i => i is { Problem: null, HoldsItsKey: true } && BrokenSigner(state, i) is null && Unchained(state, i) is null);

    private static Problem FitUnreadable(NodeState state, PkiEntry item, Problem problem)
        => problem.Where == item.Path && Supports(state, item, "create") && state.AuthorityOf(item) is { Problem: null }
            ? AdviseCommand(state, item, problem, RemedyTexts.RestoreOrRecreate, "create NAME") : problem;

    /// <summary>
    /// A kubeconfig in a home directory is not reissued with its own names. A CA that a kubeconfig names by file is not written into the
    /// kubeconfig.
    /// </summary>
    private static bool SupportsNewCa(PkiEntry item) => !item.IsInHome && item.Cluster is null or { CertificateAuthorityData: not null };

    private static Problem AdviseCommand(NodeState state, PkiEntry item, Problem problem, Text say, string words)
    {
        // The default validity of one year may be shorter than the remaining validity; that must be allowed explicitly.
        var shortens = item.Certificate?.NotAfter - state.ObservedAt > OneYear && !words.Contains(AllowShorter, StringComparison.Ordinal);
        var named = words.Replace("HOLDER", "NAME", StringComparison.Ordinal).Replace("NAME", Template.NamePlace, StringComparison.Ordinal);
        var command = $"kubepki {named}{(shortens ? AllowShorter : "")}";
        var end = say == RemedyTexts.Replaced ? RemedyTexts.RestoreOldCa : Text.None;
        var fitted = EntryJudge.IsExternallyManaged(state, item) && state.AuthorityOf(item) is { } authority
            ? WithoutKey(item, authority, problem, command, end)
            : problem.WithHint(WithCommand(say, command), problem.Arguments is [var first, ..] ? first : "");
        return fitted with
        {
            ItemName = ShellWord.Of((words.StartsWith("renew", StringComparison.Ordinal) ? Renewed(state, item) : item).Name),
        };
    }

    /// <summary>The remedy if the CA's key is elsewhere: give the key for one run, or send a signing request to where the key is.</summary>
    private static Problem WithoutKey(PkiEntry item, PkiEntry authority, Problem problem, string command, Text end)
    {
        var say = KubeadmCatalogue.Find(item.Name) is null || item.PointsAt is not null ? RemedyTexts.WithKeyOf : RemedyTexts.RequestThere;
        var given = command.Replace("{0:sh}", "{1:sh}", StringComparison.Ordinal) + " --ca-key {0:sh}=FILE";
        return problem.WithHint(say + Text.Same($"{{{given}}}") + end, authority.Name, problem.Arguments is [var first, ..] ? first : "");
    }

    /// <summary>
    /// True if the command works on an item: only kubeadm's items can be created, only items with their own certificate renewed.
    /// </summary>
    private static bool Supports(NodeState state, PkiEntry item, string words)
        => words.StartsWith("create", StringComparison.Ordinal)
            ? item.Entry.Kind is EntryKind.Certificate or EntryKind.Kubeconfig && KubeadmCatalogue.Find(item.Name) is not null
            : item.Entry.Renewal != RenewalRule.Never && Renewed(state, item) is { Entry.Renewal: not RenewalRule.Never } renewed
                && (words.Contains("--accept-new-ca", StringComparison.Ordinal) ? SupportsNewCa(item)
                    : renewed.PointsAt is null || words.Contains("apiserver", StringComparison.Ordinal));

    /// <summary>The problem, attributed to this item and not to another in the same file: a kubeconfig may hold several users.</summary>
    internal static Problem About(this Problem problem, PkiEntry item) => problem with { ItemName = ShellWord.Of(item.Name) };

    private static PkiEntry? ItemOf(NodeState state, Problem problem)
        => problem.ItemName is { } named
            && state.Items.FirstOrDefault(i => i.Path == problem.Where && ShellWord.Of(i.Name) == named) is { } item ? Renewed(state, item)
                : null;

    /// <summary>The item with this file; for a kubeconfig that points at another item's certificate, that item.</summary>
    private static PkiEntry? ItemAt(NodeState state, string where)
        => state.Items.FirstOrDefault(i => i.Path == where || i.KeyPath == where) is { } item
            ? item.Trusted is null ? Renewed(state, item) : item
            : null;

    /// <summary>
    /// The item that a renewal has to name for an item's certificate: for a kubeconfig that points at a file, the item of that file.
    /// </summary>
    internal static PkiEntry Renewed(NodeState state, PkiEntry item)
        => (item.PointsAt is { } file ? state.Items.FirstOrDefault(i => i.Path == file) : null) ?? item;

    /// <summary>
    /// True if another item's certificate is in the place of a leaf certificate: another CA of the node signed it, and its common name is
    /// not the one that kubeadm uses there.
    /// </summary>
    internal static bool IsMisplaced(NodeState state, PkiEntry item)
        => item is
        {
            Entry:
            {
                Kind: EntryKind.Certificate
            or EntryKind.Kubeconfig, Issuer: { } issuer
            }, IsInHome: false, PointsAt: null, Certificate: { } certificate
        }
            && KubeadmCatalogue.Find(item.Name) is { } entry && !IsNamed(certificate.Subject.CommonName ?? "", entry.CommonName)
            && state.Items.Any(a => a.Entry.Kind == EntryKind.CertificateAuthority && a.Name != issuer
                && a.Certificates.Any(c => IsSigned(certificate, c)))
            && state.AuthorityOf(item)?.Certificates.Any(c => IsSigned(certificate, c)) == false;

    /// <summary>
    /// Why an item's CA cannot sign, with the remedy: the CA has expired, is damaged, or is missing. Null if the CA can sign, if its key is
    /// elsewhere, and if it is unknown because the CA cannot be read.
    /// </summary>
    internal static Problem? BrokenSigner(NodeState state, PkiEntry item)
        => (state.AuthorityOf(item) ?? EntryJudge.KubeletSigner(state, item)) is { } authority
            && (authority is { Problem: null, KeyIsMissing: true } ? EntryJudge.ExpiredAuthority(state,
                authority) : EntryJudge.AuthorityProblem(state, authority)) is { } broken
            && !broken.Is(FileMessages.Unreadable) ? Remedies.Advise(authority, broken) : null;

    private static bool IsSigned(Certificate certificate, Certificate by)
        => by.Subject.IsSameAs(certificate.Issuer) && CertificateSignature.Check(certificate, by, "") is null;

    /// <summary>True if the certificate has another entry's common name: the pair is in the wrong place.</summary>
    private static bool IsOfAnotherEntry(PkiEntry item)
        => KubeadmCatalogue.Find(item.Name) is { } entry
            && item is { IsInHome: false, PointsAt: null, Certificate.Subject.CommonName: { } name } && !IsNamed(name, entry.CommonName)
            && KubeadmCatalogue.Entries.Any(other => other.CommonName == name);

    /// <summary>True if a name can be kubeadm's for an entry: a node name is any name that no other entry has.</summary>
    private static bool IsNamed(string name, string entry)
        => name == entry
            || (entry.Split("{node}") is [var before, var after] && name.StartsWith(before, StringComparison.Ordinal)
                && name.EndsWith(after, StringComparison.Ordinal)
            && KubeadmCatalogue.Entries.All(other => other.CommonName != name));
}
