using System.Text.Json.Nodes;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>What an agent is doing.</summary>
internal enum AgentState
{
    /// <summary>It waits for a request.</summary>
    Idle,

    /// <summary>A change runs, to its end or until it is staged. The operator's messages wait.</summary>
    Running,

    /// <summary>A change is ready to put its files in place and waits for its release; it holds the node's locks.</summary>
    Staged,

    /// <summary>The operator has gone, and nothing runs.</summary>
    Gone,
}

/// <summary>What an agent is asked for.</summary>
internal enum AgentAsk
{
    /// <summary>Something that reads.</summary>
    Reading,

    /// <summary>Something that changes the node.</summary>
    Change,

    /// <summary>The release of a staged change.</summary>
    Release,
}

/// <summary>
/// The node's side of <see cref="AgentProtocol"/>, as a state machine: one loop on one thread, which takes one line of the operator at a
/// time. Requests that read are answered in the loop; a change runs beside it (<see cref="AgentChange"/>), and only one at a time.
/// </summary>
/// <param name="next">The operator's next line; null when the operator has gone, and from then on.</param>
/// <param name="send">Sends a message; called from several threads.</param>
/// <param name="find">The verb that a request asks for; null where there is none.</param>
/// <param name="refuse">The answer to a request that is refused for this reason.</param>
internal sealed class Agent(
    Func<string?> next, Action<JsonObject> send, Func<AgentRequest, AgentVerb?> find, Func<AgentRequest, Problem, AgentAnswer> refuse)
    : IDisposable
{
    /// <summary>Which requests are taken in which state, and why others are refused. While a change runs nothing is taken.</summary>
    private static readonly (AgentState State, AgentAsk Ask, Message? Refusal)[] Table =
    [
        (AgentState.Idle, AgentAsk.Reading, null),
        (AgentState.Idle, AgentAsk.Change, null),
        (AgentState.Idle, AgentAsk.Release, AgentMessages.NothingStaged),
        (AgentState.Staged, AgentAsk.Reading, null),
        (AgentState.Staged, AgentAsk.Change, AgentMessages.AnotherIsStaged),
        (AgentState.Staged, AgentAsk.Release, null),
    ];

    private AgentChange? _change;

    /// <summary>Says the first word and answers until the operator has gone.</summary>
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

    /// <summary>Waits for the change: it is staged, or has ended.</summary>
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

    /// <summary>The operator has gone: a staged change ends with everything as before.</summary>
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
        var ask = request.Go is not null ? AgentAsk.Release : verb?.Kind == AgentVerbKind.Reads ? AgentAsk.Reading : AgentAsk.Change;
        if ((request.Fault ?? Refusal(state, ask, request, verb)) is { } refusal)
        {
            send(AgentProtocol.Answer(request.Id, refuse(request, refusal)));
            return state;
        }

        switch (ask)
        {
            case AgentAsk.Reading:
                send(AgentProtocol.Answer(request.Id, verb!.Run(new AgentTurn(request, Note, null))));
                return state;
            case AgentAsk.Change:
                _change = new AgentChange(verb!, request, Note);
                return AgentState.Running;
            default:
                _change!.Release(request.Go == true ? null : FleetMessages.NotReleased.At(""));
                return AgentState.Running;
        }

        void Note(string note) => send(AgentProtocol.Note(request.Id, note));
    }

    /// <summary>Why a request is refused in this state; null when it is taken.</summary>
    private Problem? Refusal(AgentState state, AgentAsk ask, AgentRequest request, AgentVerb? verb)
    {
        if (ask != AgentAsk.Release && verb is null)
        {
            return AgentMessages.UnknownVerb.At("", AnswerWords.Plain(request.Verb));
        }

        if (request.Gate && verb?.Kind != AgentVerbKind.ChangesInTwoSteps)
        {
            return AgentMessages.CannotWait.At("", request.Verb);
        }

        var message = Array.Find(Table, row => row.State == state && row.Ask == ask).Refusal
            ?? (ask == AgentAsk.Release && request.Id != _change!.Request.Id ? AgentMessages.NothingStaged : null);
        return message?.At("", request.Verb, _change?.Request.Verb ?? "");
    }
}
