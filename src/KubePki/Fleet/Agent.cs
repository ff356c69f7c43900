using System.Text.Json.Nodes;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>The state of an agent.</summary>
internal enum AgentState
{
    /// <summary>The agent waits for a request.</summary>
    Idle,

    /// <summary>A change runs until it ends or is staged. Meanwhile, messages from the operator's side wait.</summary>
    Running,

    /// <summary>A change is ready to commit its files and waits for its release. It holds the node's locks.</summary>
    Staged,

    /// <summary>The operator's side is gone, and nothing runs.</summary>
    Gone,
}

/// <summary>The kind of a request to an agent.</summary>
internal enum AgentRequestKind
{
    /// <summary>A request that only reads.</summary>
    Reading,

    /// <summary>A request that changes the node.</summary>
    Change,

    /// <summary>The release of a staged change.</summary>
    Release,
}

/// <summary>
/// The node's side of <see cref="AgentProtocol"/>, as a state machine: one loop on one thread that handles one line from the operator's
/// side at a time. The loop answers read requests itself. A change runs on its own thread (<see cref="AgentChange"/>), and only one at a
/// time.
/// </summary>
/// <param name="next">Returns the next line from the operator's side; null once the operator's side is gone, and in every later
/// call.</param>
/// <param name="send">Sends a message; called from several threads.</param>
/// <param name="find">Returns the verb of a request; null if there is none.</param>
/// <param name="refuse">Creates the answer to a request that is refused for this reason.</param>
internal sealed class Agent(
    Func<string?> next, Action<JsonObject> send, Func<AgentRequest, AgentVerb?> find, Func<AgentRequest, Problem, AgentAnswer> refuse)
    : IDisposable
{
    /// <summary>
    /// Which requests are accepted in which state, and why others are refused. While a change runs, no request is handled.
    /// </summary>
    private static readonly (AgentState State, AgentRequestKind Ask, Message? Refusal)[] Table =
    [
        (AgentState.Idle, AgentRequestKind.Reading, null),
        (AgentState.Idle, AgentRequestKind.Change, null),
        (AgentState.Idle, AgentRequestKind.Release, AgentMessages.NothingStaged),
        (AgentState.Staged, AgentRequestKind.Reading, null),
        (AgentState.Staged, AgentRequestKind.Change, AgentMessages.AnotherIsStaged),
        (AgentState.Staged, AgentRequestKind.Release, null),
    ];

    private AgentChange? _change;

    /// <summary>Sends the hello message and answers requests until the operator's side is gone.</summary>
    /// <param name="version">The version of kubepki.</param>
    public void Run(string version)
    {
        send(AgentProtocol.Hello(version));
        var state = AgentState.Idle;
        while (state != AgentState.Gone)
        {
            state = state == AgentState.Running ? AfterChange(_change!)
                : next() is { } line ? AfterLine(state, line)
                : AfterOperator(state);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _change?.Dispose();

    /// <summary>Waits until the change is staged or has ended.</summary>
    private AgentState AfterChange(AgentChange change)
    {
        if (change.Await() is not { } answer)
        {
            send(AgentProtocol.Staged(change.Request.Id));
            return AgentState.Staged;
        }

        send(AgentProtocol.Answer(change.Request.Id, answer));
        change.Dispose();
        return AgentState.Idle;
    }

    /// <summary>Handles a lost operator's side: a staged change ends with everything as before.</summary>
    private AgentState AfterOperator(AgentState state)
    {
        if (state != AgentState.Staged)
        {
            return AgentState.Gone;
        }

        _change!.Release(FleetMessages.NotReleased.At(""));
        return AgentState.Running;
    }

    private AgentState AfterLine(AgentState state, string line)
    {
        if (AgentRequest.Read(line) is not { } request)
        {
            return state;
        }

        var verb = request.Go is null ? find(request) : null;
        var ask = request.Go is not null
            ? AgentRequestKind.Release
            : verb?.Kind == AgentVerbKind.Reads ? AgentRequestKind.Reading : AgentRequestKind.Change;
        if ((request.Fault ?? Refusal(state, ask, request, verb)) is { } refusal)
        {
            send(AgentProtocol.Answer(request.Id, refuse(request, refusal)));
            return state;
        }

        switch (ask)
        {
            case AgentRequestKind.Reading:
                send(AgentProtocol.Answer(request.Id, verb!.Run(new AgentTurn(request, Note, null))));
                return state;
            case AgentRequestKind.Change:
                _change = new AgentChange(verb!, request, Note);
                return AgentState.Running;
            default:
                _change!.Release(request.Go == true ? null : FleetMessages.NotReleased.At(""));
                return AgentState.Running;
        }

        void Note(string note) => send(AgentProtocol.Note(request.Id, note));
    }

    /// <summary>Why a request is refused in this state; null if it is accepted.</summary>
    private Problem? Refusal(AgentState state, AgentRequestKind ask, AgentRequest request, AgentVerb? verb)
    {
        if (ask != AgentRequestKind.Release && verb is null)
        {
            return AgentMessages.UnknownVerb.At("", AnswerTexts.Plain(request.Verb));
        }

        if (request.Gate && verb?.Kind != AgentVerbKind.ChangesInTwoSteps)
        {
            return AgentMessages.CannotWait.At("", request.Verb);
        }

        var message = Array.Find(Table, row => row.State == state && row.Ask == ask).Refusal
            ?? (ask == AgentRequestKind.Release && request.Id != _change!.Request.Id ? AgentMessages.NothingStaged : null);
        return message?.At("", request.Verb, _change?.Request.Verb ?? "");
    }
}
