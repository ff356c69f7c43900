using KubePki.Judge;
using KubePki.Language;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>The request for a user's kubeconfig.</summary>
/// <param name="User">The user's name in the API server.</param>
/// <param name="Groups">The user's groups in the API server.</param>
/// <param name="Validity">Validity of the certificate.</param>
/// <param name="KeyAlgorithm">Kind of the key.</param>
internal sealed record PersonWish(string User, IReadOnlyList<string> Groups, Validity Validity, KeyAlgorithm KeyAlgorithm);

/// <summary>The plan for a user's certificate. Pure data.</summary>
/// <param name="Authority">The CA that signs.</param>
/// <param name="Identity">The identity of the user.</param>
/// <param name="NotBefore">Its start.</param>
/// <param name="NotAfter">Its expiry.</param>
/// <param name="CappedFrom">The requested expiry, if the CA expires earlier; else null.</param>
/// <param name="KeyAlgorithm">Kind of the key.</param>
/// <param name="Facts">The facts of the cluster: its name and server.</param>
internal sealed record PersonPlan(
    Item Authority, LeafIdentity Identity, DateTimeOffset NotBefore, DateTimeOffset NotAfter, DateTimeOffset? CappedFrom,
    KeyAlgorithm KeyAlgorithm, ClusterFacts Facts)
{
    private const int LongestName = 64;
    private const string Reserved = "system:";

    /// <summary>
    /// Creates the plan. User names with the prefix <c>system:</c> are refused: the cluster's own components and nodes have that prefix,
    /// and the user would be taken for a component.
    /// </summary>
    public static Outcome<PersonPlan> Of(NodeState state, ClusterFacts facts, PersonWish wish)
    {
        foreach (var name in wish.Groups.Prepend(wish.User))
        {
            if (name.Trim().Length == 0 || name.Length > LongestName || name.Any(char.IsControl))
            {
                return PlanMessages.BadPersonName.At("", name);
            }
        }

        if (wish.User.StartsWith(Reserved, StringComparison.Ordinal))
        {
            return PlanMessages.ReservedName.At("", wish.User);
        }

        if (state.Find("ca") is not { Certificates.Count: > 0 } authority)
        {
            return CreationMessages.NoAuthority.At(state.Layout.CertificatesDirectory, "ca");
        }

        if (authority.KeyIsMissing)
        {
            return PlanMessages.External.At(wish.User, authority.Name).Advising(PlanMessages.GiveKey, authority.Name);
        }

        if (ItemJudge.AuthorityProblem(state, authority, state.Kubernetes ?? facts.MinorVersion) is { } unusable)
        {
            return PlanMessages.AuthorityUnusable.At(authority.Path, authority.Name, wish.User) with { Cause = Remedies.Advise(authority, unusable) };
        }

        var (signing, wished) = (authority.SigningCertificate!, wish.Validity.EndFrom(state.ObservedAt));
        return wished <= state.ObservedAt
            ? PlanMessages.EndsInThePast.At("--validity", wished.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))
            : new PersonPlan(
                authority,
                new LeafIdentity(wish.User, [.. wish.Groups.Distinct()], [Oids.ClientAuth], [], []),
                CertificateShape.Newest.LeafStart(state.ObservedAt, signing.NotBefore),
                wished < signing.NotAfter ? wished : signing.NotAfter,
                wished > signing.NotAfter ? wished : null,
                wish.KeyAlgorithm,
                facts);
    }
}
