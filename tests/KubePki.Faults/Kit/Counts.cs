using System.Text.Json.Nodes;

namespace KubePki.Faults.Kit;

/// <summary>Writes counts to the test's output, and as a line of JSON to the file that KUBEPKI_COUNTS names.</summary>
internal static class Counts
{
    private static readonly Lock Gate = new();

    /// <summary>
    /// Writes one row of a table of docs/reliability.md: table, row, the numbers by column, and KUBEPKI_BUILD, the tested commit.
    /// </summary>
    public static void Record(string table, string row, params IReadOnlyList<(string Column, long Number)> numbers)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{row}: {string.Join(", ", numbers.Select(n => $"{n.Column} {n.Number}"))}");
        if (Environment.GetEnvironmentVariable("KUBEPKI_COUNTS") is not { Length: > 0 } file)
        {
            return;
        }

        var line = new JsonObject
        {
            ["table"] = table,
            ["row"] = row,
            ["build"] = Environment.GetEnvironmentVariable("KUBEPKI_BUILD") ?? "",
        };
        foreach (var (column, number) in numbers)
        {
            line[column] = number;
        }

        lock (Gate)
        {
            File.AppendAllText(file, line.ToJsonString() + "\n");
        }
    }
}
