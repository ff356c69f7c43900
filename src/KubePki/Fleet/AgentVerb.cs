using System.Text.Json.Nodes;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>What a verb does to a node.</summary>
internal enum AgentVerbKind
{
    /// <summary>It reads.</summary>
    Reads,

    /// <summary>It changes something.</summary>
    Changes,

    /// <summary>It changes something, and can wait for its release before it does.</summary>
    ChangesInTwoSteps,
}

/// <summary>A verb that an agent can be asked for.</summary>
/// <param name="Kind">What it does to the node.</param>
/// <param name="Run">Carries out one request; it throws nothing.</param>
internal sealed record AgentVerb(AgentVerbKind Kind, Func<AgentTurn, AgentAnswer> Run);

/// <summary>One request while it is carried out.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Note">Tells a line beside the result.</param>
/// <param name="Gate">Asked before files are put in place; a problem refuses. Null where the request does not wait.</param>
internal sealed record AgentTurn(AgentRequest Request, Action<string> Note, Func<Problem?>? Gate);

/// <summary>How a request ended.</summary>
/// <param name="Exit">The exit code of its command.</param>
/// <param name="Document">Its result document; null where it gave none.</param>
internal sealed record AgentAnswer(int Exit, JsonObject? Document);
