using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>The request for a user's kubeconfig.</summary>
/// <param name="User">The user's name in the API server.</param>
/// <param name="Groups">The user's groups in the API server.</param>
/// <param name="Validity">Validity of the certificate.</param>
/// <param name="KeyAlgorithm">Kind of the key.</param>
internal sealed record UserKubeconfigSpec(string User, IReadOnlyList<string> Groups, Validity Validity, KeyAlgorithm KeyAlgorithm);

/// <summary>The plan for a user's certificate. Pure data.</summary>
/// <param name="Authority">The CA that signs.</param>
/// <param name="Identity">The identity of the user.</param>
/// <param name="NotBefore">Its start.</param>
/// <param name="NotAfter">Its expiry.</param>
/// <param name="CappedFrom">The requested expiry, if the CA expires earlier; else null.</param>
/// <param name="KeyAlgorithm">Kind of the key.</param>
/// <param name="Facts">The facts of the cluster: its name and server.</param>
internal sealed record UserKubeconfigPlan(
    PkiEntry Authority, LeafIdentity Identity, DateTimeOffset NotBefore, DateTimeOffset NotAfter, DateTimeOffset? CappedFrom,
    KeyAlgorithm KeyAlgorithm, ClusterFacts Facts)
{
    private const int LongestName = 64;
    private const string Reserved = "system:";

    /// <summary>
    /// Creates the plan. User names with the prefix <c>system:</c> are refused: the cluster's own components and nodes have that prefix,
    /// and the user would be taken for a component.
    /// </summary>
    public static Outcome<UserKubeconfigPlan> Of(NodeState state, ClusterFacts facts, UserKubeconfigSpec spec)
    {
        foreach (var name in spec.Groups.Prepend(spec.User))
        {
            if (name.Trim().Length == 0 || name.Length > LongestName || name.Any(char.IsControl))
            {
                return PlanMessages.BadPersonName.At("", name);
            }
        }

        if (spec.User.StartsWith(Reserved, StringComparison.Ordinal))
        {
            return PlanMessages.ReservedName.At("", spec.User);
        }

        if (state.Find("ca") is not { Certificates.Count: > 0 } authority)
        {
            return CreationMessages.NoAuthority.At(state.Layout.CertificatesDirectory, "ca");
        }

        if (authority.KeyIsMissing)
        {
            return PlanMessages.External.At(spec.User, authority.Name).WithHint(PlanMessages.GiveKey, authority.Name);
        }

        if (EntryJudge.AuthorityProblem(state, authority, state.Kubernetes ?? facts.MinorVersion) is { } unusable)
        {
            return PlanMessages.AuthorityUnusable.At(authority.Path, authority.Name, spec.User) with
            {
                Cause = Remedies.Advise(authority, unusable),
            };
        }

        var (signing, wished) = (authority.SigningCertificate!, spec.Validity.ExpiryFrom(state.ObservedAt));
        return wished <= state.ObservedAt
            ? PlanMessages.EndsInThePast.At(
                "--validity", wished.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))
            : new UserKubeconfigPlan(
                authority,
                new LeafIdentity(spec.User, [.. spec.Groups.Distinct()], [Oids.ClientAuth], [], []),
                CertificateShape.Newest.LeafStart(state.ObservedAt, signing.NotBefore),
                wished < signing.NotAfter ? wished : signing.NotAfter,
                wished > signing.NotAfter ? wished : null,
                spec.KeyAlgorithm,
                facts);
    }
}
