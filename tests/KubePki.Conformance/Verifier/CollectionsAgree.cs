using System.Text.Json;

namespace KubePki.Conformance.Verifier;

/// <summary>
/// Public collections of chains, which are not part of this repository. KUBEPKI_CHAIN_COLLECTIONS names a folder with a file NAME.jsonl for
/// each collection, one question per line in the format of goverify. The test is skipped without them.
/// </summary>
public sealed class CollectionsAgree
{
    [Theory]
    [InlineData("1.19")]
    [InlineData("1.26")]
    public void On_public_collections(string version)
    {
        string? folder = Environment.GetEnvironmentVariable("KUBEPKI_CHAIN_COLLECTIONS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "KUBEPKI_CHAIN_COLLECTIONS names no folder with chains to compare");
        GoVersion go = GoVersion.Named(version);
        List<string> disagreements = [];
        foreach (string file in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
        {
            string[] lines = File.ReadAllLines(file);
            List<string> found = [];
            IReadOnlyList<string?> answers = GoVerify.Answers(go, lines);
            foreach ((string line, string? answer) in lines.Zip(answers))
            {
                ChainQuestion question = Read(line);
                string? ours = Verdicts.Ours(question, go.Kubernetes).Against;
                if ((ours is null) != (answer is null))
                {
                    found.Add($"{question.Story}\n  Go: {answer ?? "yes"}\n  kubepki: {ours ?? "yes"}");
                }
            }

            string name = Path.GetFileNameWithoutExtension(file);
            Counts.Record(
                "verifier", $"{name}, {go.Version}", ("cases", lines.Length), ("accepted", answers.Count(a => a is null)),
                ("disagreements", found.Count));
            disagreements.AddRange(found);
        }

        Assert.True(disagreements.Count == 0, string.Join("\n\n", disagreements.Take(15)));
    }

    private static ChainQuestion Read(string line)
    {
        JsonElement question = JsonDocument.Parse(line).RootElement;
        string Text(string field) => question.GetProperty(field).GetString() ?? "";
        string[] Texts(string field)
            => question.GetProperty(field) is { ValueKind: JsonValueKind.Array } list
                ? [.. list.EnumerateArray().Select(e => e.GetString()!)]
                : [];
        return new ChainQuestion(
            Texts("roots"),
            Texts("intermediates"), Text("leaf"), DateTimeOffset.Parse(Text("time"), System.Globalization.CultureInfo.InvariantCulture),
            Text("usage"), Text("name"))
        { Story = Text("id") };
    }
}
