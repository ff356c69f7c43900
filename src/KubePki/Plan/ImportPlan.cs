using KubePki.Catalogue;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>The files of an exchange directory for one item: the public key, the request and the signed certificate.</summary>
/// <param name="Request">The request and the paths of its files (name, key, request, certificate).</param>
/// <param name="KeyPublicKey">The public half of the key, or why it cannot be read.</param>
/// <param name="Asked">The request as written, or why it cannot be read.</param>
/// <param name="Answer">The signed certificate followed by the rest of its chain, or why it cannot be read.</param>
/// <param name="HasAnswer">Whether a signed certificate exists.</param>
/// <param name="KubeconfigUser">User and cluster of a partial kubeconfig; null for other items.</param>
internal sealed record Exchange(
    RequestAction Request,
    Outcome<byte[]> KeyPublicKey, Outcome<SigningRequest> Asked, Outcome<IReadOnlyList<Certificate>> Answer, bool HasAnswer,
    KubeconfigTarget? KubeconfigUser);

/// <summary>User, cluster and server of a kubeconfig.</summary>
internal sealed record KubeconfigTarget(string User, string Cluster, string Server);

/// <summary>One signed certificate to be installed with its key.</summary>
/// <param name="Item">The existing item, possibly missing.</param>
/// <param name="Exchange">The source of the key and the certificate.</param>
/// <param name="Certificates">The certificate, followed by the rest of its chain.</param>
/// <param name="Change">How the identity differs from the existing one; null if there is none.</param>
/// <param name="HomeCopies">Users of kubeconfigs in home directories that hold the existing identity and are updated too.</param>
/// <param name="PlannedAt">The clock of the plan.</param>
internal sealed record ImportAction(
    PkiEntry Item, Exchange Exchange, IReadOnlyList<Certificate> Certificates, IdentityChange? Change, IReadOnlyList<PkiEntry> HomeCopies,
    DateTimeOffset PlannedAt)
{
    /// <summary>The files that are written: the key before its certificate.</summary>
    public IEnumerable<string> Paths => (Item.KeyPath is { } key ? new[] { key, Item.Path } : [Item.Path])
        .Concat(HomeCopies.SelectMany(c => new[] { KeptAs(c)!, c.Path })).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Facts that the operator must know before the plan is carried out: who could read the old key but cannot
    /// read the new one.
    /// </summary>
    public IReadOnlyList<Statement> Notes => [.. DroppedReaders.Of(HomeCopies.Prepend(Item).SelectMany(DroppedReaders.KeyFileOf))];

    /// <summary>Where the old file of a kubeconfig in a home directory is kept.</summary>
    public string? KeptAs(PkiEntry kubeconfig) => Plan.HomeCopies.KeptAs(kubeconfig, PlannedAt);
}

/// <summary>What an import may do with the operator's consent.</summary>
/// <param name="ReplaceTokenKey">Replace a key that signs or verifies service account tokens.</param>
/// <param name="AllowShorter">Install a certificate that expires sooner than the one it replaces, or that is valid for less than a
/// day.</param>
internal sealed record ImportConsent(bool ReplaceTokenKey, bool AllowShorter);

/// <summary>The actions of an import. Pure data; if there are <see cref="Refusals"/>, nothing is carried out.</summary>
internal sealed record ImportPlan(
    IReadOnlyList<ImportAction> Actions, IReadOnlyList<Skip> Skipped, IReadOnlyList<Problem> Refusals,
    IReadOnlyList<ComponentEffect> Effects)
{
    /// <summary>
    /// Checks every signed certificate against its request: the key, the identity, the names, the usages, the chain to the CA on disk.
    /// Requests that are not signed yet are skipped, and so are certificates that an earlier import installed. A kubeconfig that points at
    /// a file which the kubelet rotates is skipped unless it was requested by name: it would hold a certificate that nothing rotates.
    /// </summary>
    public static ImportPlan Of(
        NodeState state, IReadOnlyList<Exchange> exchanges, string directory, bool byName, ImportConsent? consent = null)
    {
        var (actions, skipped, refusals) = (new List<ImportAction>(), new List<Skip>(), new List<Problem>());
        foreach (var exchange in exchanges)
        {
            var item = exchange.Request.Item;
            if (!exchange.HasAnswer)
            {
                skipped.Add(new Skip(item, ImportMessages.NotSigned.At(item.Path, directory + exchange.Request.Places.Certificate)));
            }
            else if (!byName && item.PointsAt is { } file)
            {
                skipped.Add(new Skip(item, PlanMessages.KubeletRotates.At(file)));
            }
            else if (IsInPlace(state, exchange))
            {
                skipped.Add(new Skip(item, ImportMessages.InPlaceAlready.At(item.Path, directory + exchange.Request.Places.Certificate)));
            }
            else if ((Problem(state, exchange, directory)
                ?? Unwanted(state, exchange, consent ?? new ImportConsent(false, false))) is { } problem)
            {
                refusals.Add(problem);
            }
            else
            {
                var certificates = exchange.Answer.Value!;
                var change = item.Certificate is { } existing ? IdentityChange.Between(existing, certificates[0]) : null;
                actions.Add(new ImportAction(
                    item, exchange, certificates, change, item.PointsAt is null ? [.. HomeCopies.Of(state, item)] : [], state.ObservedAt));
            }
        }

        skipped.AddRange(actions.SelectMany(action => HomeCopies.SkippedCopies(state, action.Item)));
        if (exchanges.Count == 0)
        {
            refusals.Add(ImportMessages.NothingToImport.At(directory));
        }

        return new ImportPlan(
            actions, skipped, refusals, state.Layout.Pods.Any() ? ComponentEffects.Of(state, [.. actions.Select(a => a.Item)]) : []);
    }

    /// <summary>Whether an import of the same files has already done everything, in home directories too.</summary>
    private static bool IsInPlace(NodeState state, Exchange exchange)
        => exchange.Answer is { Succeeded: true, Value: var answer } && Holds(exchange.Request.Item, answer!)
            && HomeCopies.Of(state, exchange.Request.Item).All(companion => Holds(companion, answer!));

    /// <summary>Whether the item has the signed certificate, the rest of its chain and the matching key.</summary>
    private static bool Holds(PkiEntry item, IReadOnlyList<Certificate> answer)
        => item is { Problem: null, KeyProblem: null, PointsAt: null, HoldsItsKey: true } && item.Certificates.SequenceEqual(answer);

    /// <summary>
    /// A change that needs the operator's consent: another key for service account tokens, a certificate that expires sooner.
    /// </summary>
    private static Problem? Unwanted(NodeState state, Exchange exchange, ImportConsent consent)
    {
        var item = exchange.Request.Item;
        if (!consent.ReplaceTokenKey && state.TokenKeyOf(item) is { } token
            && item.KeyPublicKey?.AsSpan().SequenceEqual(exchange.KeyPublicKey.Value) == false)
        {
            return ImportMessages.TokenKeyOfTheAnswer.At(item.Path, token.Setting, token.Path);
        }

        var authority = state.Find(item.Entry.Issuer!)!;
        var authorityEnd = (authority.SigningCertificate ?? authority.Certificate!).NotAfter;
        return consent.AllowShorter ? null : Lifetime.Shortfall(state, item, exchange.Answer.Value![0].NotAfter, authorityEnd);
    }

    private static Problem? Problem(NodeState state, Exchange exchange, string directory)
    {
        if ((exchange.Asked.Problem ?? exchange.Answer.Problem ?? exchange.KeyPublicKey.Problem) is { } unreadable)
        {
            return unreadable;
        }

        var (entry, where, places) = (exchange.Request.Item.Entry, directory + exchange.Request.Places.Certificate,
            exchange.Request.Places);
        var (leaf, asked) = (exchange.Answer.Value![0], exchange.Asked.Value!);
        if (!leaf.PublicKey.AsSpan().SequenceEqual(exchange.KeyPublicKey.Value))
        {
            return X509Messages.KeyMismatch.At(where, directory + places.Key).WithHint(ImportMessages.AnswersAnother);
        }

        if (leaf.IsAuthority)
        {
            return ImportMessages.AnswerIsAuthority.At(where);
        }

        if (!SameIdentity(leaf.Subject, asked.Subject))
        {
            return ImportMessages.OtherSubject.At(where, leaf.Subject.Text, asked.Subject.Text);
        }

        if (asked.Names.All.Except(leaf.Names.All, StringComparer.OrdinalIgnoreCase).ToList() is { Count: > 0 } missing)
        {
            return ImportMessages.FewerNames.At(where, string.Join(", ", missing));
        }

        if (state.Find(entry.Issuer!) is not { Certificates.Count: > 0 } authority)
        {
            return CreationMessages.NoAuthority.At(where, entry.Issuer!);
        }

        return entry.ServesAs.Usages()
            .Select(usage => ChainVerifier.Verify(
                leaf,
                new VerificationRequest(
                    authority.Certificates, exchange.Answer.Value, state.ObservedAt, usage)
                { Kubernetes = state.Kubernetes },
                where))
            .FirstOrDefault(p => p is not null);
    }

    /// <summary>
    /// Compares the common name and the organizations, which are what the components use. Another CA may encode or order them differently.
    /// </summary>
    private static bool SameIdentity(DistinguishedName one, DistinguishedName other)
        => one.CommonName == other.CommonName
            && one.Organizations.Order(StringComparer.Ordinal).SequenceEqual(other.Organizations.Order(StringComparer.Ordinal));
}
