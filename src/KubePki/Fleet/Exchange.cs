using System.Diagnostics;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>A request whose answer is awaited; a gated one is awaited twice.</summary>
internal sealed class Exchange
{
    private readonly long _asked = Stopwatch.GetTimestamp();
    private volatile TaskCompletionSource<Outcome<NodeAnswer>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal List<string> Notes { get; } = [];

    internal Task<Outcome<NodeAnswer>> Answer => _answer.Task;

    internal void Again() => _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void Ends(int exit, ReadOnlyMemory<byte> document) => _answer.TrySetResult(new NodeAnswer(exit, document, [.. Notes], Stopwatch.GetElapsedTime(_asked)));

    internal void Fails(Problem problem) => _answer.TrySetResult(problem);
}
