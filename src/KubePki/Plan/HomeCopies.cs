using System.Globalization;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>The kubeconfigs in home directories that are updated when the kubeconfig from which they were copied is renewed.</summary>
internal static class HomeCopies
{
    /// <summary>The users that hold the same identity now and can be edited.</summary>
    internal static IEnumerable<PkiEntry> Of(NodeState state, PkiEntry item)
        => SameIdentity(state, item).Where(other => FormerHolder(state, item, other) is null && EditProblem(other) is null);

    /// <summary>
    /// The copies that trust the same CAs as the node's own kubeconfig: users also combine their certificate with other clusters in one
    /// file.
    /// </summary>
    internal static IEnumerable<PkiEntry> TrustingAlike(NodeState state, PkiEntry item)
        => item.Trusted is not { } trusted ? [] : Of(state, item).Where(other => other.Trusted?.SequenceEqual(trusted) == true);

    /// <summary>
    /// The users of the same identity that are skipped, with the reason. An unusual kubeconfig in a home directory does not block that of
    /// the control plane.
    /// </summary>
    internal static IEnumerable<Skip> SkippedCopies(NodeState state, PkiEntry item)
        => SameIdentity(state, item)
            .Select(other => (Item: other, Reason: FormerHolder(state, item, other) ?? EditProblem(other)))
            .Where(other => other.Reason is not null)
            .Select(other => new Skip(other.Item, other.Reason!) { IsHomeCopy = true });

    /// <summary>Why a kubeconfig cannot be edited in place; null if it can, and for other items.</summary>
    internal static Problem? EditProblem(PkiEntry item)
        => item.WriteProblem ?? (item.UserName is { } user ? item.Kubeconfig?.EditProblem(user) : null);

    /// <summary>
    /// Where the old file of a kubeconfig in a home directory is kept; null for other items, whose old files are in the backup.
    /// </summary>
    internal static string? KeptAs(PkiEntry kubeconfig, DateTimeOffset at)
        => kubeconfig.IsInHome
            ? $"{kubeconfig.Path}.{at.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}.old"
            : null;

    /// <summary>
    /// Placeholder for a kubeconfig in a home directory that was requested together with items of the node, and that is missing or has no
    /// user of this cluster: its owner may have just moved it. Null for any other name.
    /// </summary>
    internal static PkiEntry? MissingPlaceholder(string name, IReadOnlyList<string> names, NodeState state)
        => name.StartsWith('/') && name.Split('#')[0].EndsWith("/.kube/config", StringComparison.Ordinal)
            && names.Any(other => state.Find(other) is { IsInHome: false })
            ? new PkiEntry(HomeKubeconfigs.Entry(name.Split('#')[0]))
            {
                Name = name,
                Path = name.Split('#')[0],
                Problem = PlanMessages.NothingThere.At(name.Split('#')[0]),
            }
            : null;

    /// <summary>
    /// Users can write a certificate with the administrator's name into their home directory. The certificate must therefore be signed by
    /// the CA, and its key must be present.
    /// </summary>
    private static IEnumerable<PkiEntry> SameIdentity(NodeState state, PkiEntry item)
        => item.Entry.Kind != EntryKind.Kubeconfig || item.IsInHome || item.Certificate is not { } certificate ? []
            : state.Items.Where(
                other => other is { IsInHome: true, Problem: null, Certificate: { } held, PointsAt: null, HoldsItsKey: true }
                && held.Subject.IsSameAs(certificate.Subject)
                && (held.Equals(certificate) || EntryJudge.ChainProblem(state, other, held) is null));

    /// <summary>
    /// Why a user does not get the new key: their certificate is an earlier one and has expired. Expiry is the only revocation that
    /// Kubernetes has, so its holder may no longer be an administrator. Root is exempt, as it can read the node's own kubeconfig anyway.
    /// Null for others.
    /// </summary>
    private static Problem? FormerHolder(NodeState state, PkiEntry item, PkiEntry other)
        => other.HomeOwner != 0 && other.Certificate!.NotAfter < state.ObservedAt && !other.Certificate.Equals(item.Certificate)
            ? PlanMessages.FormerHolder.At(other.Path, item.Name, other.Name)
            : null;

    /// <summary>Kubeconfigs in home directories that cannot be read, so that it is unknown whether they hold a renewed identity.</summary>
    internal static IEnumerable<Skip> UnreadableKubeconfigs(NodeState state, IReadOnlyList<RenewalAction> actions)
        => actions.Any(a => a.Item is { Kubeconfig: not null, IsInHome: false })
            ? state.Items.Where(i => i.IsInHome && i.Problem?.Is(FileMessages.Unreadable) == true).Select(i => new Skip(i, i.Problem!))
            : [];
}
