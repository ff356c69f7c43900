using System.Text.Json;
using System.Text.Json.Nodes;
using KubePki.Authentication;

namespace KubePki.Conformance.Credentials;

/// <summary>One credential, and how the server that gets it is started.</summary>
/// <param name="Flags">The flags of kube-apiserver, with paths of this machine.</param>
/// <param name="Path">Path of the request.</param>
internal sealed record Question(
    IReadOnlyList<string> Flags, string? Certificates = null, string? Token = null, string Path = "/api/v1/nodes");

/// <summary>A verdict in the terms of kubepki's documents, and the authenticated user.</summary>
/// <param name="User">Name, uid, groups and extra in one line; empty if no user is recognised.</param>
/// <param name="Why">The reason, for messages.</param>
internal sealed record Verdict(string Word, string User, string Why);

/// <summary>
/// An API server of another version than the real one here, represented by its library k8s.io/apiserver in the program authjudge. It gets
/// the keys of every issuer. When asked with any key, it accepts the signatures of their tokens.
/// </summary>
internal static class Judge
{
    /// <summary>The minor version (1.x) that it represents.</summary>
    public const int Minor = 36;

    /// <summary>The library and its version.</summary>
    public static string Version => Named.Value;

    private static readonly Lazy<string> Named = new(() => Programs.Run(Peers.AuthenticationJudge, "version").Expect().Output.Trim());

    /// <summary>The verdicts, in the order of the questions.</summary>
    public static IReadOnlyList<Verdict> Answers(IReadOnlyList<Question> questions, bool anyKey)
    {
        string lines = string.Join('\n', questions.Select(q => new JsonObject
        {
            ["flags"] = new JsonArray([.. q.Flags.Select(f => (JsonNode)f)]),
            ["certificates"] = q.Certificates ?? "",
            ["token"] = q.Token ?? "",
            ["path"] = q.Path,
            ["anyKey"] = anyKey,
        }.ToJsonString()));
        string[] answers = Programs.RunWithInput(lines + "\n", Peers.AuthenticationJudge).Expect().Output.Split(
            '\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(questions.Count, answers.Length);
        return [.. answers.Select(Read)];
    }

    /// <summary>kubepki's verdict in the same form.</summary>
    public static Verdict Of(AuthenticationReport report)
    {
        string why = string.Join(
            "; ",
            report.Steps.Where(s => s.Outcome is StepOutcome.Refuses or StepOutcome.Undecided or StepOutcome.Accepts)
                .Select(s => $"{s.Id} {s.Outcome} {s.Reason}"));
        string user = report.Identity is not { } identity ? ""
            : Line(identity.UserName, identity.Uid, identity.Groups, identity.Extra.Select(e => (e.Key, e.Value)));
        return new Verdict(report.Verdict.ToString().ToLowerInvariant(), user, why);
    }

    private static Verdict Read(string line)
    {
        JsonElement answer = JsonDocument.Parse(line).RootElement;
        string Text(string field) => answer.TryGetProperty(field, out JsonElement at) ? at.GetString()! : "";
        IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(e => e.GetString()!);
        string user = Text("name").Length == 0 && Text("verdict") != "accepted" ? "" : Line(
            Text("name"),
            Text("uid"),
            answer.TryGetProperty("groups", out JsonElement groups) ? Texts(groups) : [],
            answer.TryGetProperty("extra", out JsonElement extra)
                ? extra.EnumerateObject().Select(e => (e.Name, (IReadOnlyList<string>)[.. Texts(e.Value)]))
                : []);
        return new Verdict(Text("verdict"), user, Text("error"));
    }

    private static string Line(
        string name, string? uid, IEnumerable<string> groups, IEnumerable<(string Key, IReadOnlyList<string> Values)> extra)
    {
        IEnumerable<string> more = extra.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={string.Join(',', e.Values)}");
        return $"{name} uid={uid} groups={string.Join(',', groups)} extra={string.Join(' ', more)}";
    }
}
