using KubePki.Localization;

namespace KubePki.Authentication;

/// <summary>The answer of one authenticator to a credential.</summary>
internal enum StepOutcome
{
    /// <summary>The authenticator is not enabled.</summary>
    Off,

    /// <summary>The authenticator was not asked: an earlier one accepted.</summary>
    NotAsked,

    /// <summary>The credential has nothing for this authenticator: the next one is asked.</summary>
    PassesOn,

    /// <summary>The authenticator refuses part of the credential: the next one is asked, but the request is no longer anonymous.</summary>
    Refuses,

    /// <summary>The authenticator recognizes the user.</summary>
    Accepts,

    /// <summary>Only the cluster can decide.</summary>
    Undecided,
}

/// <summary>One authenticator of the API server and its answer.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Name">Its usual name.</param>
/// <param name="Setting">The flags that enable it, as they are set; null when it is off.</param>
/// <param name="Outcome">Its answer.</param>
/// <param name="Reason">The reason; null if there is none to report.</param>
internal sealed record AuthenticatorStep(string Id, Text Name, string? Setting, StepOutcome Outcome, Problem? Reason)
{
    /// <summary>The user that it recognizes, if it accepts, or accepts provided that the cluster agrees.</summary>
    public Identity? Identity { get; init; }
}

/// <summary>The user that the API server recognizes.</summary>
/// <param name="UserName">The user name.</param>
/// <param name="Uid">The user's UID, or null.</param>
/// <param name="Groups">The groups, in the API server's order.</param>
internal sealed record Identity(string UserName, string? Uid, IReadOnlyList<string> Groups)
{
    /// <summary>Extra attributes by their keys.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The token's audiences that the API server accepts; empty if audiences have no effect.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>When the credential expires; null if it never does.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Conditions in the cluster that cannot be checked from here.</summary>
    public IReadOnlyList<Problem> Conditions { get; init; } = [];
}

/// <summary>The result of the authentication.</summary>
internal enum AuthenticationVerdict
{
    /// <summary>Authenticated as the identity.</summary>
    Accepted,

    /// <summary>401 Unauthorized.</summary>
    Refused,

    /// <summary>Nothing was recognized: authenticated as <c>system:anonymous</c>.</summary>
    Anonymous,

    /// <summary>The result depends on the state of the cluster.</summary>
    Undecided,
}

/// <summary>How the API server authenticates a credential: every authenticator in order, and the verdict.</summary>
/// <param name="Verdict">The result.</param>
/// <param name="Identity">The recognized user; null when refused.</param>
/// <param name="Steps">The authenticators in the order in which they are asked.</param>
/// <param name="Remarks">Further remarks about the credential.</param>
internal sealed record AuthenticationReport(
    AuthenticationVerdict Verdict, Identity? Identity, IReadOnlyList<AuthenticatorStep> Steps, IReadOnlyList<Problem> Remarks)
{
    /// <summary>
    /// The problems that keep the API server from starting again: until they are fixed, only an API server that is already running answers
    /// like this.
    /// </summary>
    public IReadOnlyList<Problem> KeepsServerDown { get; init; } = [];
}
