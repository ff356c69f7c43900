using System.Globalization;
using System.Text.Json.Nodes;

namespace KubePki.Fleet;

/// <summary>What is left to do on a node of an interrupted roll.</summary>
internal enum Remaining
{
    /// <summary>Everything is left.</summary>
    All,

    /// <summary>The files are committed; the components must still be made to use them.</summary>
    Activation,

    /// <summary>Nothing is left.</summary>
    Nothing,
}

/// <summary>
/// Determines where a roll continues, based on the nodes' own histories: if the operator's machine failed, its journal may lack the last
/// lines, or may only exist on that machine. Pure.
/// </summary>
internal static class FleetResume
{
    /// <summary>Without a journal, transactions on a node within this time count as part of the roll.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>The maximum clock difference to allow for.</summary>
    private static readonly TimeSpan Leeway = FleetPlan.MostClockDifference;

    /// <summary>
    /// What is left on a node. The arguments are its history document, its stage in the journal (null without a journal), and the ID of its
    /// newest transaction when the roll began (empty if it had none; null if it was not recorded, so that only the clocks can decide).
    /// </summary>
    public static Remaining Of(NodeTarget node, JsonObject? history, string verb, DateTimeOffset since, NodeStage? stage, string? before)
    {
        var transactions = history.Objects("transactions").ToList();
        var old = transactions.FindIndex(t => t.Text("id") == before);
        var isKnown = old >= 0 || before is "";
        var last = transactions.Skip(old + 1)
            .LastOrDefault(t => t.Text("verb") is { } v && (v == verb || v == "undo") && t.Text("stage") is "committed" or "activated");
        var ours = last.Text("verb") == verb && (isKnown || IsSince(last, since - Leeway));
        return !ours ? Remaining.All
            : stage == NodeStage.Done || last.Text("stage") == "activated" || !node.IsLive ? Remaining.Nothing
            : Remaining.Activation;
    }

    private static bool IsSince(JsonObject? transaction, DateTimeOffset time)
        => DateTimeOffset.TryParse(transaction.Text("startedAt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && at >= time;
}
