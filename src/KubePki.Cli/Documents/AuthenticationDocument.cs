using KubePki.Authentication;
using KubePki.Localization;

namespace KubePki.Cli.Documents;

/// <summary>The user as whom the API server accepts a credential: <c>kubepki authenticate</c>.</summary>
internal sealed record AuthenticationDocument : Document
{
    public override string Kind => "Authentication";

    /// <summary>
    /// Problems that keep the API server from starting; if there are any, the other fields only apply to one that is already running.
    /// </summary>
    public required IReadOnlyList<ProblemData> KeepsServerDown { get; init; }

    /// <summary>The verdict; <c>undecided</c> if it depends on the cluster.</summary>
    [OneOf("accepted", "refused", "anonymous", "undecided")]
    public required string Verdict { get; init; }

    /// <summary>The user of the credential; null if it is refused.</summary>
    public required UserData? User { get; init; }

    /// <summary>The authenticators, in the order in which the API server asks them.</summary>
    public required IReadOnlyList<AuthenticatorData> Authenticators { get; init; }

    /// <summary>Further remarks on the credential.</summary>
    public required IReadOnlyList<ProblemData> Remarks { get; init; }

    public static AuthenticationDocument Of(AuthenticationReport report, Language language) => new()
    {
        KeepsServerDown = ProblemData.Of(report.KeepsServerDown, language),
        Verdict = Words.Camel(report.Verdict.ToString()),
        User = report.Identity is { } identity ? UserData.Of(identity, language) : null,
        Authenticators = Parts.Of(report.Steps, s => new AuthenticatorData
        {
            Id = s.Id,
            Enabled = s.Setting is not null,
            Setting = s.Setting,
            Result = Words.Camel(s.Outcome.ToString()),
            Reason = s.Reason is { } reason ? ProblemData.Of(reason, language) : null,
        }),
        Remarks = ProblemData.Of(report.Remarks, language),
    };
}

/// <summary>A user as the API server identifies it.</summary>
internal sealed class UserData
{
    /// <summary>Name of the user.</summary>
    public required string Username { get; init; }

    /// <summary>UID of the user; null if the credential has none.</summary>
    public required string? Uid { get; init; }

    /// <summary>Groups of the user.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Extra fields by name.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; }

    /// <summary>Audiences of a token that the API server accepts; empty if audiences are not relevant.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>When the credential expires; null if it does not.</summary>
    public required DateTimeOffset? Until { get; init; }

    /// <summary>Conditions in the cluster, which cannot be checked from this node.</summary>
    public required IReadOnlyList<ProblemData> ProvidedThat { get; init; }

    public static UserData Of(Identity identity, Language language) => new()
    {
        Username = identity.UserName,
        Uid = identity.Uid,
        Groups = identity.Groups,
        Extra = identity.Extra,
        Audiences = identity.Audiences,
        Until = identity.ExpiresAt,
        ProvidedThat = ProblemData.Of(identity.Conditions, language),
    };
}

/// <summary>An authenticator and its result.</summary>
internal sealed class AuthenticatorData
{
    /// <summary>Stable ID of the authenticator.</summary>
    public required string Id { get; init; }

    /// <summary>Whether the authenticator is enabled.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The flags that enable the authenticator; null if it is disabled.</summary>
    public required string? Setting { get; init; }

    /// <summary>Result of the authenticator.</summary>
    [OneOf("off", "notAsked", "passesOn", "refuses", "accepts", "undecided")]
    public required string Result { get; init; }

    /// <summary>Reason for the result; null if there is none.</summary>
    public required ProblemData? Reason { get; init; }
}
