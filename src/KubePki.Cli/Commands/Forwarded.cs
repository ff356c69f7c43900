using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Language;

namespace KubePki.Cli.Commands;

/// <summary>What a command was given, passed on: to nodes as a request, to people as the words to go on with.</summary>
internal static class Forwarded
{
    /// <summary>What the front does itself, and what is for this side only.</summary>
    private static readonly HashSet<string> Kept = ["--root", "--output", "--lang", "--quiet", "--dry-run", "--yes", "--to"];

    /// <summary>Options that name a key of this machine, or a descriptor or variable of this process.</summary>
    public static readonly IReadOnlyList<string> OwnKeys = ["--ca-key", "--ca-passphrase-fd", "--ca-passphrase-env"];

    /// <summary>The values of a request for a node; its arguments are those <paramref name="chosen"/>, where there are such.</summary>
    public static JsonObject Values(CommandValues values, IReadOnlyList<string>? chosen)
    {
        var request = new JsonObject();
        foreach (var argument in values.Verb.Arguments)
        {
            if ((chosen ?? values.Arguments) is { Count: > 0 } words)
            {
                request[RequestFields.NameOf(argument)] = RequestFields.Json(argument, words);
            }
        }

        foreach (var option in Options(values))
        {
            request[RequestFields.NameOf(option.Symbol)] = RequestFields.Json(option.Symbol, option.Texts);
        }

        return request;
    }

    /// <summary>
    /// The command's names, its arguments or those <paramref name="chosen"/> in their place, and its own options as they were given.
    /// </summary>
    public static IReadOnlyList<string> Words(CommandValues values, IReadOnlyList<string>? chosen) =>
    [
        .. Help.PathOf(values.Verb).Split(' ').Skip(1),
        .. chosen ?? values.Arguments,
        .. Options(values).SelectMany(option => option.Texts.Prepend(option.Symbol.Name)),
    ];

    /// <summary>The configuration that <c>--config</c> names here, which goes along with the request; null without it.</summary>
    public static Outcome<JsonObject>? Configuration(CommandValues values)
        => values.TextOf("--config") is not { } file ? null
            : new NodeRoot("/").Read(Path.GetFullPath(file)).Then<JsonObject>(
                content => new JsonObject { [AgentRequest.Configuration] = Encoding.UTF8.GetString(content.Content) });

    private static IEnumerable<GivenValue> Options(CommandValues values)
        => values.Options.Where(o => !Kept.Contains(o.Symbol.Name) && !values.Verb.Nodes!.All.Contains((Option)o.Symbol));
}
