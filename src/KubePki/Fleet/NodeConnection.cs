using System.Text.Json.Nodes;
using KubePki.Kubernetes;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>The result of a command on a node.</summary>
/// <param name="Exit">The exit code of the command.</param>
/// <param name="Text">The result document as JSON; empty if there is none.</param>
/// <param name="Notes">The messages of the command in addition to its result.</param>
/// <param name="Took">The time from the request to the answer.</param>
internal sealed record NodeAnswer(int Exit, ReadOnlyMemory<byte> Text, IReadOnlyList<string> Notes, TimeSpan Took)
{
    /// <summary>Whether the command was carried out: exit code 3 reports findings and is not a failure.</summary>
    public bool IsDone => Exit is 0 or 3;

    /// <summary>
    /// Parses the result document at each call; null if there is none. Only the text is kept: the parsed document takes many times as much
    /// memory, and there may be a hundred nodes.
    /// </summary>
    public JsonObject? Document() => Text.IsEmpty ? null : WellFormedJson.ReadObject(Text);
}

/// <summary>A connection to a node: over ssh, or a simulated one in tests.</summary>
internal interface INodeConnection : IAsyncDisposable
{
    /// <summary>The node.</summary>
    NodeTarget Node { get; }

    /// <summary>
    /// Sends a request. <paramref name="brings"/> is sent with it. A problem means that no answer came, so the effect of the request is
    /// unknown. <paramref name="work"/> determines the time limit.
    /// </summary>
    Task<Outcome<NodeAnswer>> AskAsync(NodeRequest request, JsonObject? brings = null, NodeWork work = NodeWork.Read);

    /// <summary>
    /// Runs a command up to the point where everything is ready to commit. Returns the answer if the command ended before that (nothing to
    /// do, refused), or an answer with exit code <see cref="Staged"/> if it waits for <see cref="ReleaseAsync"/>.
    /// </summary>
    Task<Outcome<NodeAnswer>> StageAsync(NodeRequest request, JsonObject? brings = null);

    /// <summary>Lets a staged command commit its files and run to its end, or abort with everything as before.</summary>
    Task<Outcome<NodeAnswer>> ReleaseAsync(bool go);

    /// <summary>Replaces the exit code while a command waits.</summary>
    const int Staged = -1;
}

/// <summary>Adds data to the staged command; the roll itself does not see it.</summary>
internal sealed class UploadingConnection(INodeConnection inner, JsonObject along) : INodeConnection
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
