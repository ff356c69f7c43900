using System.Text.Json.Nodes;

namespace KubePki.Conformance;

/// <summary>Writes counts as a line of JSON to the file that KUBEPKI_COUNTS names: a row of docs/reliability.md.</summary>
internal static class Counts
{
    public static void Record(string table, string row, params IReadOnlyList<(string Column, long Number)> numbers)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{row}: {string.Join(", ", numbers.Select(n => $"{n.Column} {n.Number}"))}");
        if (Environment.GetEnvironmentVariable("KUBEPKI_COUNTS") is { Length: > 0 } file)
        {
            JsonObject line = new(
                )
            { ["table"] = table, ["row"] = row, ["build"] = Environment.GetEnvironmentVariable("KUBEPKI_BUILD") ?? "" };
            foreach ((string column, long number) in numbers)
            {
                line[column] = number;
            }

            File.AppendAllText(file, line.ToJsonString() + "\n");
        }
    }
}
