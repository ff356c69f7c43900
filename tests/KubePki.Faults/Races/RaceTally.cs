using System.Text.Json.Nodes;
using KubePki.Faults.Kit;

namespace KubePki.Faults.Races;

/// <summary>One round of a race, and what the user gained.</summary>
internal sealed record Round(Race Race, IReadOnlyList<(Win Win, string How)> Wins);

/// <summary>The counts of a row. A later run of the same build continues from them.</summary>
internal sealed record RaceTally(
    int Rounds, int Interruptions, int Done, int Skipped, int Refused, int Given, int Changed, int Spoiled, int Lied)
{
    private const string Table = "races";

    private static readonly RaceTally None = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>The recorded counts of a row for this build; zeros if there are none.</summary>
    public static RaceTally Resumed(string name)
    {
        var build = Environment.GetEnvironmentVariable("KUBEPKI_BUILD") ?? "";
        var row = Environment.GetEnvironmentVariable("KUBEPKI_COUNTS") is { Length: > 0 } file && build.Length > 0 && File.Exists(file)
            ? File.ReadLines(file).Select(line => JsonNode.Parse(line)!)
                .LastOrDefault(r => (string?)r["row"] == name && (string?)r["table"] == Table && (string?)r["build"] == build)
            : null;
        int Of(string column) => (int?)row?[column] ?? 0;
        return row is null
            ? None
            : new(
                Of("rounds"), Of("interruptions"), Of("done"), Of("skipped"), Of("refused"), Of("given"), Of("changed"), Of("spoiled"),
                Of("lied"));
    }

    public RaceTally With(Round round)
    {
        int Won(Win win) => round.Wins.Any(w => w.Win == win) ? 1 : 0;
        var code = round.Race.Ended.ExitCode;
        return new(
            Rounds + 1,
            Interruptions + round.Race.Interruptions, Done + (code == 0 ? 1 : 0), Skipped + (code == 3 ? 1 : 0),
            Refused + (code is 0 or 3 ? 0 : 1),
            Given + Won(Win.Given), Changed + Won(Win.Changed), Spoiled + Won(Win.Spoiled), Lied + Won(Win.Lied));
    }

    public void Record(string name) => Counts.Record(
        Table, name, ("rounds", Rounds), ("interruptions", Interruptions), ("done", Done), ("skipped", Skipped), ("refused", Refused),
        ("given", Given), ("changed", Changed), ("spoiled", Spoiled), ("lied", Lied));
}
