using System.Collections.Concurrent;
using KubePki.Faults.Kit;

namespace KubePki.Faults.Races;

/// <summary>
/// A user exchanges, links and unlinks parts of their home directory while a command of root is stopped at a system call. The user never
/// obtains root's content, changes no file outside the home directory that would not change anyway, and does not prevent what root
/// requested for the control plane.
/// </summary>
public sealed class RaceTests(RaceStarts starts)
{
    /// <summary>The counts are saved after this many rounds: an interrupted campaign continues there.</summary>
    private static readonly int Chunk = Effort.Of(8, 20);

    /// <summary>Every n-th round is a single move that is undone soon; the other rounds are storms.</summary>
    private const int PairEvery = 4;
    private const int LongestPair = 8;
    private const int Moves = 26;

    public static TheoryData<string> Names
        => Environment.GetEnvironmentVariable("KUBEPKI_FAULTS_COMMANDS") is { Length: > 0 } some
            ? [.. some.Split(';')]
            : [.. RaceStarts.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_user_who_races_a_command_wins_nothing(string name)
    {
        Assert.SkipUnless(Race.CanRun, "needs root and a C compiler");
        var start = RaceStarts.All[name](starts);
        var judge = RaceJudge.Of(start);
        Assert.InRange(judge.Stops, 1, 5_000);
        var (tally, wanted, isOver) = (RaceTally.Resumed(name), Effort.Of("KUBEPKI_INTERRUPTIONS", 8, 700), Effort.TimeIsOver());
        var lost = new ConcurrentBag<string>();
        while (tally.Interruptions < wanted && !isOver())
        {
            var first = tally.Rounds;
            var rounds = new ConcurrentBag<Round>();
            Parallel.For(first, first + Chunk, Effort.Parallel, seed => rounds.Add(Play(start, judge, seed)));
            tally = rounds.Aggregate(tally, (sum, round) => sum.With(round));
            tally.Record(name);
            foreach (var round in rounds.Where(r => r.Wins.Count > 0))
            {
                lost.Add($"{string.Join("; ", round.Wins.Select(w => $"{w.Win}: {w.How}"))}\n{round.Race.Story}\n{round.Race.Ended}");
            }
        }

        Assert.True(lost.IsEmpty, $"{lost.Count} rounds won:\n{string.Join("\n\n", lost.Take(4))}");
    }

    private static Round Play(RaceStart start, RaceJudge judge, int seed)
    {
        using var scratch = new Scratch(everybodyEnters: true);
        var root = scratch.CopyOf(start.Root);
        var chance = new Random(seed);
        RaceJudge.CutOff(start, root, (judge.CutOffStops / 2) + chance.Next(2 + (judge.CutOffStops / 2)));
        var race = Race.Run(start, root, Schedule(seed, chance, judge.Stops));
        var wins = judge.Wins(root, race.Ended).ToList();
        if (start.IsUndone && race.Ended.ExitCode is 0 or 3)
        {
            wins.AddRange(judge.WinsOfUndo(root, Kubepki.Run(root, "undo", "--yes", "-q")));
        }

        return new Round(race, wins);
    }

    private static string Schedule(int seed, Random chance, int stops)
    {
        var from = 1 + chance.Next(stops);
        return seed % PairEvery == 0
            ? $"pair:{seed / PairEvery % Moves}:{from}:{from + 1 + chance.Next(LongestPair)}"
            : $"storm:{seed}:{from}";
    }
}
