using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>Which key a renewed certificate gets.</summary>
/// <param name="Algorithm">Kind of the key.</param>
/// <param name="Keeps">Whether the existing key is kept.</param>
/// <param name="Note">The consequence for service account tokens, or null.</param>
internal sealed record KeyChoice(KeyAlgorithm Algorithm, bool Keeps, Problem? Note)
{
    /// <summary>
    /// Chooses the key. A key that signs or verifies service account tokens is kept by default: with another key the API server rejects
    /// every token issued so far.
    /// </summary>
    internal static Outcome<KeyChoice> Of(NodeState state, PkiEntry item, RenewalSpec spec)
    {
        var token = state.TokenKeyOf(item);
        var isTokenKey = token is not null && !spec.ReplaceTokenKey;
        if (Refusal(state, item, spec, isTokenKey) is { } refusal)
        {
            return refusal;
        }

        var existing = item.KeyAlgorithm ?? item.Certificate!.KeyAlgorithm;
        if (isTokenKey && spec is { KeyAlgorithm: { } other, Names: not null } && other != existing)
        {
            return PlanMessages.TokenKeyFixed.At(item.Path, token!.Setting, token.Path);
        }

        var keeps = spec.ReuseKey || isTokenKey;
        var algorithm = keeps ? existing : spec.KeyAlgorithm ?? existing;
        return keeps || algorithm.CanBeGenerated
            ? new KeyChoice(algorithm, keeps, token is null || spec.ReuseKey ? null : NoteOn(item, token, isTokenKey))
            : PlanMessages.KeyNotMade.At(item.Path, algorithm.Name);
    }

    /// <summary>The note on a key of service account tokens, for every command that could replace it.</summary>
    internal static Problem NoteOn(PkiEntry item, TokenKeyFile token, bool keeps)
        => (keeps ? PlanMessages.TokenKeyKept : PlanMessages.TokenKeyReplaced).At(item.Path, token.Setting, token.Path);

    /// <summary>
    /// A key that does not match points to mixed-up files. <c>all</c> is refused. By name, the item gets a new key; an item with a key of
    /// service account tokens gets a new certificate for its key. In a home directory the item is not repaired: a user without a key would
    /// be given one.
    /// </summary>
    private static Problem? Refusal(NodeState state, PkiEntry item, RenewalSpec spec, bool isTokenKey)
    {
        if (item.HoldsItsKey
            || (spec is { Names: not null, ReuseKey: false } && !item.IsInHome && (!isTokenKey || item.KeyPublicKey is not null)))
        {
            return null;
        }

        var problem = EntryRemedies.Fit(
            state, Remedies.AdviseOnKey(state, item, item.KeyProblem ?? X509Messages.KeyMismatch.At(item.Path, item.KeyPath ?? item.Path)));
        return spec.ReuseKey ? PlanMessages.KeyNotReusable.At(item.Path) with { Cause = problem }
            : isTokenKey && spec.Names is not null
                ? PlanMessages.TokenKeyLost.At(item.Path, item.KeyPath ?? item.Path) with { Cause = problem }
            : problem;
    }
}
