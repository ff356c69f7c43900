using KubePki.Authentication;
using KubePki.Language;

namespace KubePki.Cli.Documents;

/// <summary>As whom the API server takes a credential: <c>kubepki authenticate</c>.</summary>
internal sealed record AuthenticationDocument : Document
{
    public override string Kind => "Authentication";

    /// <summary>What keeps the API server from starting again; the rest is then true only of one that runs already.</summary>
    public required IReadOnlyList<ProblemData> KeepsServerDown { get; init; }

    /// <summary>What comes of it; <c>undecided</c> where the cluster decides.</summary>
    [OneOf("accepted", "refused", "anonymous", "undecided")]
    public required string Verdict { get; init; }

    /// <summary>The user it is taken for; null where it is refused.</summary>
    public required UserData? User { get; init; }

    /// <summary>The authenticators in the order in which they are asked.</summary>
    public required IReadOnlyList<AuthenticatorData> Authenticators { get; init; }

    /// <summary>What else is to be said about the credential.</summary>
    public required IReadOnlyList<ProblemData> Remarks { get; init; }

    public static AuthenticationDocument Of(AuthenticationReport report, Tongue tongue) => new()
    {
        KeepsServerDown = ProblemData.Of(report.KeepsServerDown, tongue),
        Verdict = Words.Camel(report.Verdict.ToString()),
        User = report.Identity is { } identity ? UserData.Of(identity, tongue) : null,
        Authenticators = Parts.Of(report.Steps, s => new AuthenticatorData
        {
            Id = s.Id,
            Enabled = s.Setting is not null,
            Setting = s.Setting,
            Result = Words.Camel(s.Outcome.ToString()),
            Reason = s.Reason is { } reason ? ProblemData.Of(reason, tongue) : null,
        }),
        Remarks = ProblemData.Of(report.Remarks, tongue),
    };
}

/// <summary>A user as the API server knows it.</summary>
internal sealed class UserData
{
    /// <summary>Its name.</summary>
    public required string Username { get; init; }

    /// <summary>Its uid; null where the credential has none.</summary>
    public required string? Uid { get; init; }

    /// <summary>Its groups.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Further facts by their names.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; }

    /// <summary>Audiences of a token that the API server accepts; empty where they play no part.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>When the credential expires; null for never.</summary>
    public required DateTimeOffset? Until { get; init; }

    /// <summary>What has to be so in the cluster, which cannot be seen from here.</summary>
    public required IReadOnlyList<ProblemData> ProvidedThat { get; init; }

    public static UserData Of(Identity identity, Tongue tongue) => new()
    {
        Username = identity.UserName,
        Uid = identity.Uid,
        Groups = identity.Groups,
        Extra = identity.Extra,
        Audiences = identity.Audiences,
        Until = identity.Until,
        ProvidedThat = ProblemData.Of(identity.Provided, tongue),
    };
}

/// <summary>An authenticator and what it says.</summary>
internal sealed class AuthenticatorData
{
    /// <summary>Its stable id.</summary>
    public required string Id { get; init; }

    /// <summary>Whether it is switched on.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The flags that switch it on; null where it is off.</summary>
    public required string? Setting { get; init; }

    /// <summary>What it says.</summary>
    [OneOf("off", "notAsked", "passesOn", "refuses", "accepts", "undecided")]
    public required string Result { get; init; }

    /// <summary>Why; null where there is nothing to say.</summary>
    public required ProblemData? Reason { get; init; }
}
