using System.Collections.Concurrent;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>
/// A change that runs on its own thread. It signals when it is staged, and then blocks until it is released. It signals again when it has
/// ended. One thread waits for it and releases it.
/// </summary>
internal sealed class AgentChange : IDisposable
{
    /// <summary>The same stack size as the first thread of a process.</summary>
    private const int StackBytes = 8 * 1024 * 1024;

    /// <summary>Null means that the change is staged.</summary>
    private readonly BlockingCollection<AgentAnswer?> _signals = [];

    private readonly BlockingCollection<Problem?> _releases = [];

    internal AgentChange(AgentVerb verb, AgentRequest request, Action<string> note)
    {
        Request = request;
        var turn = new AgentTurn(request, note, request.Gate ? Staged : null);
        new Thread(() => _signals.Add(verb.Run(turn)), StackBytes) { IsBackground = true }.Start();
    }

    /// <summary>The request of the change.</summary>
    internal AgentRequest Request { get; }

    public void Dispose()
    {
        _signals.Dispose();
        _releases.Dispose();
    }

    /// <summary>Waits until the change is staged, which returns null, or has ended.</summary>
    internal AgentAnswer? Await() => _signals.Take();

    /// <summary>Lets a staged change continue. A problem ends it with everything as before.</summary>
    internal void Release(Problem? refusal) => _releases.Add(refusal);

    private Problem? Staged()
    {
        _signals.Add(null);
        return _releases.Take();
    }
}
