using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KubePki.Apply;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Fleet;

/// <summary>The transfer of shared items between two nodes: only in lines of the agent protocol, which are only sent over ssh.</summary>
internal static class SharedExchange
{
    /// <summary>Kind of the document.</summary>
    public const string Kind = "SharedMaterial";

    /// <summary>The verb that requests the items.</summary>
    public const string Verb = "share";

    /// <summary>The request for CAs and the service account key pair of a node, with or without their private keys.</summary>
    public static NodeRequest Ask(NodeTarget node, IEnumerable<string> names, bool withKeys)
        => new(Verb, new JsonObject { ["names"] = AgentProtocol.List(names), ["keys"] = withKeys, ["root"] = node.Root });

    /// <summary>The requested items of a node; a problem if one of them cannot be read.</summary>
    public static Outcome<JsonObject> Give(NodeRoot root, NodeState state, IEnumerable<string> names, bool withKeys)
    {
        var list = new JsonArray();
        foreach (var name in names)
        {
            var read = SharedMaterialPart.Read(root, state, name, withKeys);
            if (!read.Succeeded)
            {
                return read.Problem;
            }

            using var piece = read.Value;
            var pem = piece.Key?.ToPem();
            list.Add((JsonNode)new JsonObject
            {
                ["name"] = piece.Name,
                ["public"] = Convert.ToBase64String(piece.Public),
                ["keyPublic"] = piece.KeyPublic is null ? null : Convert.ToBase64String(piece.KeyPublic),
                ["key"] = pem is null ? null : Convert.ToBase64String(pem),
            });
            CryptographicOperations.ZeroMemory(pem);
        }

        return new JsonObject { ["kind"] = Kind, ["items"] = list };
    }

    /// <summary>The items of a document; the caller disposes them.</summary>
    public static Outcome<IReadOnlyList<SharedMaterialPart>> Take(JsonNode? document)
    {
        var pieces = new List<SharedMaterialPart>();
        foreach (var item in document.Objects("items"))
        {
            var piece = Take(item);
            if (!piece.Succeeded)
            {
                pieces.ForEach(p => p.Dispose());
                return piece.Problem;
            }

            pieces.Add(piece.Value);
        }

        return pieces;
    }

    private static Outcome<SharedMaterialPart> Take(JsonObject item)
    {
        try
        {
            var name = item.Text("name") ?? "";
            var (known, publicKey) = (Convert.FromBase64String(item.Text("public") ?? ""),
                item.Text("keyPublic") is { } half ? Convert.FromBase64String(half) : null);
            if (item.Text("key") is not { } text)
            {
                return new SharedMaterialPart(name, known, publicKey, null).Checked(name);
            }

            var pem = Convert.FromBase64String(text);
            var key = PrivateKey.Read(pem, name);
            CryptographicOperations.ZeroMemory(pem);
            return key.Then(k => new SharedMaterialPart(name, known, publicKey, k).CheckedOrDropped(name));
        }
        catch (FormatException)
        {
            return FleetMessages.NotUnderstood.At("", Kind);
        }
    }
}
