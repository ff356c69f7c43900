using System.Text.Json.Nodes;
using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Operations;

/// <summary>
/// Gathers the data that is sent with the command of a rollout: CAs of other nodes and the configuration from the operator's machine.
/// </summary>
internal static class RolloutMaterial
{
    /// <summary>
    /// Gathers the data for each node, by node name. A node that receives nothing has no entry. <paramref name="keys"/>: include the
    /// private keys, which are requested only after the plan is approved.
    /// </summary>
    public static async Task<Outcome<Dictionary<string, JsonObject>>> GatherAsync(
        IReadOnlyList<INodeConnection> connections, SharePlan shares, JsonObject? configuration, bool keys)
    {
        var gathered = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var connection in connections)
        {
            var items = await ItemsAsync(connections, shares.For(connection.Node), keys).ConfigureAwait(false);
            if (!items.Succeeded)
            {
                return items.Problem;
            }

            var brings = configuration?.DeepClone() as JsonObject ?? [];
            if (items.Value.Count > 0)
            {
                brings[AgentRequest.Shared] = new JsonObject { ["items"] = items.Value };
            }

            if (brings.Count > 0)
            {
                gathered[connection.Node.Name] = brings;
            }
        }

        return gathered;
    }

    private static async Task<Outcome<JsonArray>> ItemsAsync(
        IReadOnlyList<INodeConnection> connections, IReadOnlyList<Share> shares, bool keys)
    {
        var items = new JsonArray();
        foreach (var from in shares.GroupBy(s => s.From))
        {
            var giver = connections.First(c => c.Node == from.Key);
            var answer = await giver.AskAsync(SharedExchange.Ask(from.Key, from.Select(s => s.Name), keys)).ConfigureAwait(false);
            if (answer is not { Value.Exit: 0 })
            {
                return answer.Problem ?? AnswerTexts.Refusal(from.Key, answer.Value!);
            }

            foreach (var item in answer.Value.Document().Objects("items"))
            {
                items.Add((JsonNode)item.DeepClone());
            }
        }

        return items;
    }
}
