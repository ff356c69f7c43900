using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Cli.Commands;

/// <summary>Forwards the values of a command: to nodes as a request, and to the user as a command line to continue with.</summary>
internal static class ForwardedValues
{
    /// <summary>Options that the front end handles itself, and those that only concern this side.</summary>
    private static readonly HashSet<string> Kept = ["--root", "--output", "--lang", "--quiet", "--dry-run", "--yes", "--to"];

    /// <summary>Options that name a key of this machine, or a file descriptor or environment variable of this process.</summary>
    public static readonly IReadOnlyList<string> OwnKeys = ["--ca-key", "--ca-passphrase-fd", "--ca-passphrase-env"];

    /// <summary>The values of a request for a node. Its arguments are <paramref name="chosen"/>, if not null.</summary>
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

    /// <summary>The words of the command, its arguments or <paramref name="chosen"/> instead, and its own options as given.</summary>
    public static IReadOnlyList<string> Words(CommandValues values, IReadOnlyList<string>? chosen) =>
    [
        .. Help.PathOf(values.Verb).Split(' ').Skip(1),
        .. chosen ?? values.Arguments,
        .. Options(values).SelectMany(option => option.Texts.Prepend(option.Symbol.Name)),
    ];

    /// <summary>
    /// The configuration file of <c>--config</c> on this machine, which is sent with the request; null without the option.
    /// </summary>
    public static Outcome<JsonObject>? Configuration(CommandValues values)
        => values.TextOf("--config") is not { } file ? null
            : GivenFile.Read(file).Then<JsonObject>(
                content => new JsonObject { [AgentRequest.Configuration] = Encoding.UTF8.GetString(content.Content) });

    private static IEnumerable<GivenValue> Options(CommandValues values)
        => values.Options.Where(o => !Kept.Contains(o.Symbol.Name) && !values.Verb.Nodes!.All.Contains((Option)o.Symbol));
}
