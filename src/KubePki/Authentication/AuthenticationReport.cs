using KubePki.Language;

namespace KubePki.Authentication;

/// <summary>What one authenticator makes of a credential.</summary>
internal enum StepOutcome
{
    /// <summary>It is not switched on.</summary>
    Off,

    /// <summary>It was not asked: an earlier one had accepted.</summary>
    NotAsked,

    /// <summary>There is nothing in the credential for it: the next one is asked.</summary>
    PassesOn,

    /// <summary>It found something that it does not accept: the next one is asked, but nobody is anonymous any more.</summary>
    Refuses,

    /// <summary>It knows who this is.</summary>
    Accepts,

    /// <summary>That can be decided in the cluster only.</summary>
    Undecided,
}

/// <summary>One authenticator of the API server and what it says.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Setting">The flags that switch it on, as they are set; null when it is off.</param>
/// <param name="Outcome">What it says.</param>
/// <param name="Reason">Why; null where nothing is to be said.</param>
internal sealed record AuthenticatorStep(string Id, Text Name, string? Setting, StepOutcome Outcome, Problem? Reason)
{
    /// <summary>Whom it takes the holder for, when it accepts, or would if the cluster agrees.</summary>
    public Identity? Identity { get; init; }
}

/// <summary>Whom the API server takes somebody for.</summary>
/// <param name="UserName">The user's name.</param>
/// <param name="Uid">The user's unique id, or null.</param>
/// <param name="Groups">The groups, in the API server's order.</param>
internal sealed record Identity(string UserName, string? Uid, IReadOnlyList<string> Groups)
{
    /// <summary>Further facts by their names.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>For whom the token is, as far as the API server is meant; empty where that plays no part.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>When the credential ends; null for never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What must be so in the cluster, which cannot be seen from here.</summary>
    public IReadOnlyList<Problem> Provided { get; init; } = [];
}

/// <summary>What comes of it all.</summary>
internal enum AuthenticationVerdict
{
    /// <summary>Let in as the identity.</summary>
    Accepted,

    /// <summary>401 Unauthorized.</summary>
    Refused,

    /// <summary>Nothing was recognised: let in as <c>system:anonymous</c>.</summary>
    Anonymous,

    /// <summary>It depends on something in the cluster.</summary>
    Undecided,
}

/// <summary>How the API server would take a credential: every authenticator in its order, and the verdict.</summary>
/// <param name="Verdict">What comes of it.</param>
/// <param name="Identity">Whom the holder is taken for; null when refused.</param>
/// <param name="Steps">The authenticators in the order in which they are asked.</param>
/// <param name="Remarks">What else is to be said of the credential.</param>
internal sealed record AuthenticationReport(
    AuthenticationVerdict Verdict, Identity? Identity, IReadOnlyList<AuthenticatorStep> Steps, IReadOnlyList<Problem> Remarks)
{
    /// <summary>What keeps the API server from starting again: until it is mended, only one that runs already answers like this.</summary>
    public IReadOnlyList<Problem> KeepsServerDown { get; init; } = [];
}
