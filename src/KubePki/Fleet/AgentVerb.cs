using System.Text.Json.Nodes;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>How a verb affects a node.</summary>
internal enum AgentVerbKind
{
    /// <summary>The verb only reads.</summary>
    Reads,

    /// <summary>The verb changes something.</summary>
    Changes,

    /// <summary>The verb changes something, and can first wait for its release.</summary>
    ChangesInTwoSteps,
}

/// <summary>A verb that an agent supports.</summary>
/// <param name="Kind">How the verb affects the node.</param>
/// <param name="Run">Carries out one request. Throws no exceptions.</param>
internal sealed record AgentVerb(AgentVerbKind Kind, Func<AgentTurn, AgentAnswer> Run);

/// <summary>One request in progress.</summary>
/// <param name="Request">The request.</param>
/// <param name="Note">Reports a message in addition to the result.</param>
/// <param name="Gate">Called before files are committed; a returned problem aborts the change. Null if the request does not wait.</param>
internal sealed record AgentTurn(AgentRequest Request, Action<string> Note, Func<Problem?>? Gate);

/// <summary>The result of a request.</summary>
/// <param name="Exit">The exit code of the command.</param>
/// <param name="Document">The result document; null if there is none.</param>
internal sealed record AgentAnswer(int Exit, JsonObject? Document);
