using System.Globalization;
using System.Text.Json.Nodes;

namespace KubePki.Fleet;

/// <summary>What is left to do on a node of a roll that was cut short.</summary>
internal enum Remaining
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>Its files are in place; its components have to be made to use them.</summary>
    Activation,

    /// <summary>Nothing.</summary>
    Nothing,
}

/// <summary>
/// Decides where a roll goes on. The nodes' own histories are what counts: the journal of an operator whose machine died may
/// lack the last lines, or be on that machine. Pure.
/// </summary>
internal static class FleetResume
{
    /// <summary>Without a journal, what was done on a node within this time counts as part of the roll.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>Clocks may differ by this much.</summary>
    private static readonly TimeSpan Leeway = FleetPlan.MostClockDifference;

    /// <summary>
    /// What is left on a node, from its history document, its stage in the journal (null without one), and the id of its newest
    /// transaction when the roll began (empty when it had none; null when nobody wrote it down, and only clocks can tell).
    /// </summary>
    public static Remaining Of(NodeTarget node, JsonObject? history, string verb, DateTimeOffset since, NodeStage? stage, string? before)
    {
        var transactions = history.Objects("transactions").ToList();
        var old = transactions.FindIndex(t => t.Text("id") == before);
        var isKnown = old >= 0 || before is "";
        var last = transactions.Skip(old + 1).LastOrDefault(t => t.Text("verb") is { } v && (v == verb || v == "undo") && t.Text("stage") is "committed" or "activated");
        var ours = last.Text("verb") == verb && (isKnown || IsSince(last, since - Leeway));
        return !ours ? Remaining.All
            : stage == NodeStage.Done || last.Text("stage") == "activated" || !node.IsLive ? Remaining.Nothing
            : Remaining.Activation;
    }

    private static bool IsSince(JsonObject? transaction, DateTimeOffset time)
        => DateTimeOffset.TryParse(transaction.Text("startedAt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at >= time;
}
