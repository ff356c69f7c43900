using KubePki.Localization;

namespace KubePki.Authentication;

/// <summary>
/// Predicts how the API server authenticates a credential. The API server asks its authenticators one by one; the first that recognizes the
/// user decides. An unrecognized request is anonymous, unless an authenticator refused the credential: then the answer is 401.
/// </summary>
internal static class AuthenticationChain
{
    private const string Authenticated = "system:authenticated";
    private const string Anonymous = "system:anonymous";
    private const string Unauthenticated = "system:unauthenticated";
    private static readonly Identity Nobody = new(Anonymous, null, [Unauthenticated]);

    /// <summary>Asks every authenticator, at <paramref name="now"/>. Pure.</summary>
    public static AuthenticationReport Explain(ApiServerSettings settings, Credential credential, DateTimeOffset now)
    {
        var steps = new List<AuthenticatorStep>();
        foreach (var authenticator in AuthenticatorTable.Rows)
        {
            steps.Add(Ask(authenticator, steps, new Question(credential, settings, now)));
        }

        var (verdict, identity, reason) = Decide(settings, credential, steps);
        return new AuthenticationReport(
            verdict, identity, steps, [.. Remarks(settings, credential, steps), .. reason is null ? Array.Empty<Problem>() : [reason]]);
    }

    private static AuthenticatorStep Ask(Authenticator authenticator, List<AuthenticatorStep> before, Question question)
    {
        var setting = authenticator.Setting(question.Settings);
        if (setting is null)
        {
            return new AuthenticatorStep(authenticator.Id, authenticator.Name, null, StepOutcome.Off, null);
        }

        if (before.Any(s => s.Outcome == StepOutcome.Accepts))
        {
            return new AuthenticatorStep(authenticator.Id, authenticator.Name, setting, StepOutcome.NotAsked, null);
        }

        var answer = AuthenticatorTable.OfTokens.Contains(authenticator.Id) && string.IsNullOrEmpty(question.Credential.SentToken)
            ? Answer.PassesOn(AuthenticationMessages.NoToken.At(""))
            : authenticator.Ask(question);
        return new AuthenticatorStep(authenticator.Id, authenticator.Name, setting, answer.Outcome, answer.Reason)
        {
            Identity = answer.Identity is { } identity && GetsAuthenticated(identity)
                ? identity with { Groups = [.. identity.Groups, Authenticated] }
                : answer.Identity,
        };
    }

    /// <summary>
    /// True if the API server adds the group system:authenticated. It does not add the group to system:anonymous, or to a user who already
    /// is in one of the two groups (k8s.io/apiserver group.AuthenticatedGroupAdder).
    /// </summary>
    private static bool GetsAuthenticated(Identity identity)
        => identity.UserName != Anonymous && !identity.Groups.Contains(Authenticated) && !identity.Groups.Contains(Unauthenticated);

    private static (AuthenticationVerdict, Identity?,
        Problem?) Decide(ApiServerSettings settings, Credential credential, List<AuthenticatorStep> steps)
    {
        if (steps.FirstOrDefault(s => s.Outcome == StepOutcome.Accepts) is { } accepted)
        {
            return (AuthenticationVerdict.Accepted, accepted.Identity, null);
        }

        if (steps.FirstOrDefault(s => s.Outcome == StepOutcome.Undecided) is { } open)
        {
            return (AuthenticationVerdict.Undecided, open.Identity, null);
        }

        if (credential.Unknown is not null)
        {
            return (AuthenticationVerdict.Undecided, null, null);
        }

        if (settings.LacksConfiguration)
        {
            return (AuthenticationVerdict.Undecided, null, AuthenticationMessages.ConfigurationUnread.At("", settings.Structured!));
        }

        if (!string.IsNullOrEmpty(credential.SentToken)
            && steps.Any(s => s.Setting is not null && AuthenticatorTable.OfTokens.Contains(s.Id)))
        {
            return (AuthenticationVerdict.Refused, null, AuthenticationMessages.InvalidToken.At(""));
        }

        return steps.Any(s => s.Outcome == StepOutcome.Refuses)
            ? (AuthenticationVerdict.Refused, null, AuthenticationMessages.AfterRefusal.At(""))
            : settings.Anonymous is { IsEnabled: true, Paths: var paths } ? (AuthenticationVerdict.Anonymous, OnPaths(paths), null)
            : (AuthenticationVerdict.Refused, null,
                settings.AllowsAll ? AuthenticationMessages.NotAnonymousByMode.At("") : AuthenticationMessages.NotAnonymous.At(""));
    }

    private static Identity OnPaths(IReadOnlyList<string> paths)
        => paths.Count == 0 ? Nobody : Nobody with { Conditions = [AuthenticationMessages.OnlyOnPaths.At("", string.Join(", ", paths))] };

    private static IEnumerable<Problem> Remarks(ApiServerSettings settings, Credential credential, List<AuthenticatorStep> steps)
    {
        if (credential.Unknown is { } unknown)
        {
            yield return unknown;
        }

        if (credential.Certificates.Count > 0 && credential.HoldsItsKey != true)
        {
            yield return (credential.HoldsItsKey is null
                ? AuthenticationMessages.KeyAbsent
                : AuthenticationMessages.KeyForeign).At(credential.Where);
        }

        if (credential.Certificates.Count > 0 && !string.IsNullOrEmpty(credential.SentToken))
        {
            yield return AuthenticationMessages.BothSent.At(credential.Where);
        }

        if (settings.TlsKeyVerifies
            && steps.Any(s => s.Id.StartsWith("service-account", StringComparison.Ordinal)
                && s.Outcome is StepOutcome.Accepts or StepOutcome.Refuses))
        {
            yield return AuthenticationMessages.TlsKeyVerifies.At("", settings.KeyFiles[0]);
        }

        if (settings.AllowsAll && steps.Any(s => s.Outcome == StepOutcome.Accepts))
        {
            yield return AuthenticationMessages.MayDoAll.At("");
        }
    }
}
