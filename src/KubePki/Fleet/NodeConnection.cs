using System.Text.Json.Nodes;
using KubePki.Kubernetes;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>What a command ended with on a node.</summary>
/// <param name="Exit">Its exit code.</param>
/// <param name="Text">Its result document as JSON; empty when it gave none.</param>
/// <param name="Notes">What it said beside it.</param>
/// <param name="Took">From the request to the answer.</param>
internal sealed record NodeAnswer(int Exit, ReadOnlyMemory<byte> Text, IReadOnlyList<string> Notes, TimeSpan Took)
{
    /// <summary>Whether it was done: findings are told and no failure.</summary>
    public bool IsDone => Exit is 0 or 3;

    /// <summary>
    /// Its result document, read at each call; null when it gave none. Only the text is kept: what it is read into is many times as
    /// large, and there may be a hundred nodes.
    /// </summary>
    public JsonObject? Document() => Text.IsEmpty ? null : SoundJson.ReadObject(Text);
}

/// <summary>A node one can talk to: over ssh, or one that a test plays.</summary>
internal interface INodeConnection : IAsyncDisposable
{
    /// <summary>The node.</summary>
    NodeTarget Node { get; }

    /// <summary>
    /// Asks for something; <paramref name="brings"/> goes along with it. A problem means that no answer came: what it did is not known.
    /// <paramref name="work"/> says how long it may take.
    /// </summary>
    Task<Outcome<NodeAnswer>> AskAsync(NodeRequest request, JsonObject? brings = null, NodeWork work = NodeWork.Read);

    /// <summary>
    /// Runs a command up to the point where everything is ready to be put in place. The answer when it ended before that
    /// (nothing to do, refused); an answer with exit code <see cref="Staged"/> when it waits for <see cref="ReleaseAsync"/>.
    /// </summary>
    Task<Outcome<NodeAnswer>> StageAsync(NodeRequest request, JsonObject? brings = null);

    /// <summary>Lets a staged command put its files in place (and go on to its end), or give up with everything as before.</summary>
    Task<Outcome<NodeAnswer>> ReleaseAsync(bool go);

    /// <summary>Stands for an exit code while a command waits.</summary>
    const int Staged = -1;
}

/// <summary>Adds data to the staged command; the roll itself does not see it.</summary>
internal sealed class BringingConnection(INodeConnection inner, JsonObject along) : INodeConnection
{
    /// <inheritdoc/>
    public NodeTarget Node => inner.Node;

    /// <inheritdoc/>
    public Task<Outcome<NodeAnswer>> AskAsync(NodeRequest request, JsonObject? brings = null, NodeWork work = NodeWork.Read)
        => inner.AskAsync(request, brings, work);

    /// <inheritdoc/>
    public Task<Outcome<NodeAnswer>> StageAsync(NodeRequest request, JsonObject? brings = null)
        => inner.StageAsync(request, brings ?? along);

    /// <inheritdoc/>
    public Task<Outcome<NodeAnswer>> ReleaseAsync(bool go) => inner.ReleaseAsync(go);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
