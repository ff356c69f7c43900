using System.Diagnostics;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>A request whose answer is pending. A gated request is answered twice: when it is staged, and after its release.</summary>
/// <param name="verb">The requested command.</param>
internal sealed class Exchange(string verb)
{
    /// <summary>Only the last notes are kept: their maximum number, and the maximum number of characters of each.</summary>
    private const int KeptNotes = 50, KeptCharacters = 2000;

    private readonly long _asked = Stopwatch.GetTimestamp();
    private readonly Queue<string> _notes = new();
    private volatile TaskCompletionSource<Outcome<NodeAnswer>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal string Verb => verb;

    internal Task<Outcome<NodeAnswer>> Answer => _answer.Task;

    internal void Again() => _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Keeps a note, and returns the kept text.</summary>
    internal string Note(string note)
    {
        var kept = note.Length > KeptCharacters ? note[..KeptCharacters] + "…" : note;
        _notes.Enqueue(kept);
        if (_notes.Count > KeptNotes)
        {
            _notes.Dequeue();
        }

        return kept;
    }

    /// <summary>
    /// Completes the request with its answer. <paramref name="wrong"/> says why the answer cannot be used; null if it can.
    /// </summary>
    internal void Ends(Problem? wrong, int exit, ReadOnlyMemory<byte> document)
    {
        Outcome<NodeAnswer> outcome = wrong is null ? new NodeAnswer(exit, document, [.. _notes], Stopwatch.GetElapsedTime(_asked)) : wrong;
        _answer.TrySetResult(outcome);
    }

    internal void Fails(Problem problem) => _answer.TrySetResult(problem);
}
