using System.Diagnostics;
using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Tests.Fleet;

/// <summary>
/// The results of a request to every hostile node, each sent once and several in parallel: most of the nodes only let the client wait.
/// </summary>
public sealed class HostileAnswers : IDisposable
{
    /// <summary>
    /// The number of parallel requests to nodes that keep a processor busy; requests to nodes that only wait all run at once.
    /// </summary>
    private const int Busy = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-hostile-").FullName;
    private readonly SemaphoreSlim _busy = new(Busy);
    private readonly Dictionary<string, Task<(Outcome<NodeAnswer> Answer, TimeSpan Took)>> _answers;

    /// <summary>Starts all requests.</summary>
    public HostileAnswers()
        => _answers = HostileNodes.All.ToDictionary(n => n.Kind, n => Task.Run(() => AskAsync(n)), StringComparer.Ordinal);

    /// <summary>The result of a node's request, and how long it took.</summary>
    internal Task<(Outcome<NodeAnswer> Answer, TimeSpan Took)> OfAsync(string kind) => _answers[kind];

    /// <inheritdoc/>
    public void Dispose()
    {
        Task.WaitAll([.. _answers.Values]);
        _busy.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<(Outcome<NodeAnswer> Answer, TimeSpan Took)> AskAsync(HostileNode node)
    {
        if (!node.EndsByLimit)
        {
            await _busy.WaitAsync();
        }

        try
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await HostileNodeTests.AskAsync($"{_folder}/{node.Kind}", node, "status");
            return (answer, Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            if (!node.EndsByLimit)
            {
                _busy.Release();
            }
        }
    }
}
