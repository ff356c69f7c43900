using System.Text;
using System.Text.Json.Nodes;
using KubePki.Fleet;
using KubePki.Tests.Kit;

namespace KubePki.Faults.Fuzz;

/// <summary>Parses inventories and messages of nodes, and checks the results.</summary>
internal static class FleetTargets
{
    public static void Inventory(byte[] bytes)
    {
        foreach (var group in (string?[])[null, "all", "a"])
        {
            var nodes = Fleet.Inventory.Read(bytes, "input", group).Value ?? [];

            // No value becomes an option of ssh, and an inventory has at most 250 nodes.
            Targets.Insist(nodes.Count <= 250
                && nodes.All(n => n.Destination.Length > 0 && n.Destination[0] != '-' && n.User?.StartsWith('-') != true
                    && !n.Destination.Any(char.IsControl)));
            // The same bytes as a variable file beside an inventory.
            VariableFile file = new("variables", bytes);
            var beside = Fleet.Inventory.Read(
                [new VariableFile("input", "[a]\ncp1\n"u8.ToArray())], "input", "a", (_, _) => new List<VariableFile> { file }).Value
                ?? [];
            Targets.Insist(beside.All(n => n.Destination.Length > 0 && n.Destination[0] != '-' && n.User?.StartsWith('-') != true
                && !n.Destination.Any(char.IsControl)));
            foreach (var node in nodes.Take(3))
            {
                _ = SshCommand.Arguments(node, null, "true");
            }
        }
    }

    /// <summary>A node's answer to each command. An accepted answer has the shape of its kind.</summary>
    public static void Answer(byte[] line)
    {
        if (AgentMessage.Read(line) is not { } message)
        {
            return;
        }

        foreach (
            var command in (string[])["status", "verify", "report", "history", "facts", "discover", SharedExchange.Verb, "backup", "renew"])
        {
            _ = AnswerCheck.Of(new NodeTarget("cp1", "cp1"), command, message.Exit ?? 0, message.Document)?.Arguments.Count;
        }
    }

    /// <summary>A line from either side, and each kind of document that is read from it.</summary>
    public static void Message(byte[] line)
    {
        // A message that releases the agent ("go") names no verb.
        Targets.Insist(AgentRequest.Read(Encoding.UTF8.GetString(line)) is not { Fault: null, Go: not null, Verb.Length: > 0 });
        if (AgentProtocol.Read(Encoding.UTF8.GetString(line)) is not { } message)
        {
            return;
        }

        _ = message.Number("id") + message.Number("protocol") + message.Number("exit");
        _ = message.Text("note") + message.Text("kubepki") + message.Says("staged") + message.Says("go");
        foreach (var document in message.Objects("items").Append(message).Append(message["document"] as JsonObject).OfType<JsonObject>())
        {
            if (NodeFacts.Read(document) is { } facts)
            {
                Targets.Insist(
                    NodeFacts.Read(AgentProtocol.Read(AgentProtocol.Line(FactsText.Of(facts)))) is { } read
                        && read.Shared.Count == facts.Shared.Count && read.FreeBytes == facts.FreeBytes);
            }
        }
    }
}
