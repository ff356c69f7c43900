using System.Text.Json.Nodes;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>What a command ended with on a node.</summary>
/// <param name="Exit">Its exit code.</param>
/// <param name="Document">Its result document; null when it gave none.</param>
/// <param name="Notes">What it said beside it.</param>
/// <param name="Took">From the request to the answer.</param>
public sealed record NodeAnswer(int Exit, JsonObject? Document, IReadOnlyList<string> Notes, TimeSpan Took)
{
    /// <summary>Whether it was done: findings are told and no failure.</summary>
    public bool IsDone => Exit is 0 or 3;
}

/// <summary>A node one can talk to: over ssh, or one that a test plays.</summary>
public interface INodeConnection : IAsyncDisposable
{
    /// <summary>The node.</summary>
    NodeTarget Node { get; }

    /// <summary>Runs a command line there. A problem means that no answer came: what it did is not known.</summary>
    Task<Outcome<NodeAnswer>> AskAsync(IReadOnlyList<string> arguments);

    /// <summary>
    /// Runs a command line up to the point where everything is ready to be put in place. The answer when it ended before that
    /// (nothing to do, refused); an answer with exit code <see cref="Staged"/> when it waits for <see cref="ReleaseAsync"/>.
    /// </summary>
    Task<Outcome<NodeAnswer>> StageAsync(IReadOnlyList<string> arguments);

    /// <summary>Lets a staged command put its files in place (and go on to its end), or give up with everything as before.</summary>
    Task<Outcome<NodeAnswer>> ReleaseAsync(bool go);

    /// <summary>Stands for an exit code while a command waits.</summary>
    const int Staged = -1;
}
