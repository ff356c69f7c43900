using System.Text.Json;
using System.Text.Json.Nodes;
using KubePki.Conformance.Verifier;

namespace KubePki.Conformance;

/// <summary>Go's crypto/x509, the library that every Kubernetes component uses for its decisions.</summary>
internal static class GoVerify
{
    /// <summary>Every field of the first certificate of each PEM text, in the same order.</summary>
    public static IReadOnlyList<JsonObject> Describe(IEnumerable<string> pems)
    {
        string folder = Directory.CreateTempSubdirectory("kubepki-describe-").FullName;
        try
        {
            string[] files = [.. pems.Select((pem, index) =>
            {
                string file = Path.Combine(folder, $"{index}.pem");
                File.WriteAllText(file, pem);
                return file;
            })];
            Ended described = Programs.Run(Peers.GoVerify, ["describe", .. files]).Expect();
            JsonObject[] descriptions = [.. JsonNode.Parse(described.Output)!.AsArray().Select(node => node!.AsObject())];
            Assert.All(descriptions, description => Assert.False(description.ContainsKey("error"), description.ToJsonString()));
            return descriptions;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static JsonObject Describe(string pem) => Describe([pem])[0];

    /// <summary>Every field of the first certificate of each file; the description has an <c>error</c> if Go cannot read it.</summary>
    public static IReadOnlyList<JsonObject> DescribeFiles(GoVersion go, IReadOnlyList<string> files)
        =>
        [
            .. JsonNode.Parse(Programs.Run(go.Program, ["describe", .. files]).Expect().Output)!.AsArray().Select(node => node!.AsObject()),
        ];

    /// <summary>Every DNS name and address of a described certificate.</summary>
    public static string[] Names(JsonObject description) =>
        [.. description["dnsNames"]!.AsArray().Concat(description["ipAddresses"]!.AsArray()).Select(name => name!.GetValue<string>())];

    /// <summary>One question to the verifier; answered by <see cref="Complaints"/>.</summary>
    public static string Question(string id, string roots, string leaf, string usage, string name = "") =>
        new JsonObject
        {
            ["id"] = id,
            ["roots"] = new JsonArray(roots),
            ["intermediates"] = new JsonArray(),
            ["leaf"] = leaf,
            ["time"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            ["usage"] = usage,
            ["name"] = name,
        }.ToJsonString();

    /// <summary>The complaint of a version of Go about each question, in the same order; null if it accepts.</summary>
    /// <param name="go">The version.</param>
    /// <param name="questions">One line of JSON each.</param>
    /// <param name="command">The kind of questions: <c>signatures</c>, or nothing for chains.</param>
    public static IReadOnlyList<string?> Answers(GoVersion go, IReadOnlyList<string> questions, params string[] command)
    {
        Ended answered = Programs.RunWithInput(string.Join('\n', questions) + "\n", go.Program, command).Expect();
        string[] answers = answered.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(questions.Count, answers.Length);
        return [.. answers.Select(answer => JsonDocument.Parse(answer).RootElement)
            .Select(answer => answer.GetProperty("ok").GetBoolean() ? null : answer.GetProperty("error").GetString())];
    }

    /// <summary>The questions that were not accepted, each with Go's own reason.</summary>
    public static IReadOnlyList<string> Complaints(IReadOnlyList<string> questions)
    {
        Ended answered = Programs.RunWithInput(string.Join('\n', questions) + "\n", Peers.GoVerify).Expect();
        string[] answers = answered.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(questions.Count, answers.Length);
        return [.. answers.Select(answer => JsonDocument.Parse(answer).RootElement)
            .Where(answer => !answer.GetProperty("ok").GetBoolean())
            .Select(answer => $"{answer.GetProperty("id").GetString()}: {answer.GetProperty("error").GetString()}")];
    }
}
