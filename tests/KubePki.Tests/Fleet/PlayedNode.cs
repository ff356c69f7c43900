using System.Text.Json;
using System.Text.Json.Nodes;
using KubePki.Fleet;
using KubePki.Language;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Fleet;

/// <summary>A node that a test plays: what it was asked is noted, what it answers is said beforehand.</summary>
internal sealed class PlayedNode(string name, List<string> heard) : INodeConnection
{
    public NodeTarget Node { get; } = new(name, name);

    /// <summary>Exit code of staging; waits unless it says otherwise.</summary>
    public int OnStage { get; init; } = INodeConnection.Staged;

    /// <summary>Exit code after the word; null cuts the connection.</summary>
    public int? OnGo { get; init; } = 0;

    /// <summary>Its answer to <c>facts</c>; null for an empty document.</summary>
    public NodeFacts? Facts { get; init; }

    /// <summary>Exit code of a dry run.</summary>
    public int OnPlan { get; init; }

    /// <summary>Exit code of its history.</summary>
    public int OnHistory { get; init; }

    public Task<Outcome<NodeAnswer>> AskAsync(IReadOnlyList<string> arguments, JsonObject? brings = null, NodeWork work = NodeWork.Read)
        => Answer($"{name} {string.Join(' ', arguments)}", Exit(arguments), arguments[0] == "facts" ? Facts : null);

    public Task<Outcome<NodeAnswer>> AskSharedAsync(IReadOnlyList<string> names, bool keys)
        => Answer($"{name} share {string.Join(' ', names)}{(keys ? " with keys" : "")}", 0);

    public Task<Outcome<NodeAnswer>> StageAsync(IReadOnlyList<string> arguments, JsonObject? brings = null) => Answer($"{name} stage{(brings is null ? "" : " with")}", OnStage);

    public Task<Outcome<NodeAnswer>> ReleaseAsync(bool go) => Answer($"{name} {(go ? "go" : "back")}", go ? OnGo : 1);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private int? Exit(IReadOnlyList<string> arguments) => arguments[0] switch
    {
        "facts" or "verify" or "recover" => 0,
        "history" => OnHistory,
        _ => arguments.Contains("--dry-run") ? OnPlan : OnGo,
    };

    private Task<Outcome<NodeAnswer>> Answer(string word, int? exit, NodeFacts? facts = null)
    {
        var document = facts is null ? new JsonObject { ["kind"] = NodeFacts.Kind } : FactsText.Of(facts);
        lock (heard)
        {
            heard.Add(word);
        }

        return Task.FromResult<Outcome<NodeAnswer>>(exit is { } code
            ? new NodeAnswer(code, JsonSerializer.SerializeToUtf8Bytes(document), [], TimeSpan.Zero)
            : FleetMessages.CutOff.At(name, "gone"));
    }
}
