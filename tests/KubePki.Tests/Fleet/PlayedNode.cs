using System.Text.Json;
using System.Text.Json.Nodes;
using KubePki.Fleet;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Fleet;

/// <summary>A node that a test plays: it records its requests, and its answers are set in advance.</summary>
internal sealed class PlayedNode(string name, List<string> heard) : INodeConnection
{
    public NodeTarget Node { get; } = new(name, name);

    /// <summary>Exit code of staging. Default: <see cref="INodeConnection.Staged"/>, the node waits.</summary>
    public int OnStage { get; init; } = INodeConnection.Staged;

    /// <summary>Exit code after the release; null cuts the connection.</summary>
    public int? OnGo { get; init; } = 0;

    /// <summary>Its document after the word; null for an empty one.</summary>
    public JsonObject? Says { get; init; }

    /// <summary>Its answer to <c>facts</c>; null for an empty document.</summary>
    public NodeFacts? Facts { get; init; }

    /// <summary>Exit code of a dry run.</summary>
    public int OnPlan { get; init; }

    /// <summary>Its answer to <c>recover</c>; null for one that had nothing to do.</summary>
    public JsonObject? Recovered { get; init; }

    /// <summary>Exit code of <c>history</c>.</summary>
    public int OnHistory { get; init; }

    public Task<Outcome<NodeAnswer>> AskAsync(NodeRequest request, JsonObject? brings = null, NodeWork work = NodeWork.Read)
        => Answer(
            $"{name} {Words(request)}", Exit(request), request.Verb == "facts" ? Facts : null,
            request.Verb == "recover" ? Recovered : null);

    public Task<Outcome<NodeAnswer>> StageAsync(NodeRequest request, JsonObject? brings = null)
        => Answer($"{name} stage{(brings is null ? "" : " with")}", OnStage);

    public Task<Outcome<NodeAnswer>> ReleaseAsync(bool go) => Answer($"{name} {(go ? "go" : "back")}", go ? OnGo : 1, other: Says);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private int? Exit(NodeRequest request) => request.Verb switch
    {
        "facts" or "verify" or "recover" or SharedExchange.Verb => 0,
        "history" => OnHistory,
        _ => request.Values.ContainsKey("dryRun") ? OnPlan : OnGo,
    };

    /// <summary>A request as its command line, without its root.</summary>
    private static string Words(NodeRequest request)
    {
        var words = request.Values.Where(v => v.Key != "root").Select(v => Words(v.Key, v.Value));
        return string.Join(' ', words.Prepend(request.Verb).Where(w => w.Length > 0));
    }

    private static string Words(string field, JsonNode? value) => value switch
    {
        JsonArray list => string.Join(' ', list.Select(text => text!.GetValue<string>())),
        JsonValue truth when truth.TryGetValue(out bool given) => given ? Option(field) : "",
        _ => $"{Option(field)} {value}",
    };

    private static string Option(string field)
        => "--" + string.Concat(field.Select(c => char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"));

    private Task<Outcome<NodeAnswer>> Answer(string word, int? exit, NodeFacts? facts = null, JsonObject? other = null)
    {
        var document = other ?? (facts is null ? new JsonObject { ["kind"] = NodeFacts.Kind } : FactsText.Of(facts));
        lock (heard)
        {
            heard.Add(word);
        }

        return Task.FromResult<Outcome<NodeAnswer>>(exit is { } code
            ? new NodeAnswer(code, JsonSerializer.SerializeToUtf8Bytes(document), [], TimeSpan.Zero)
            : FleetMessages.CutOff.At(name, "gone"));
    }
}
