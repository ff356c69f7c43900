using KubePki.Faults.Kit;

namespace KubePki.Faults.Races;

/// <summary>
/// A run of kubepki with a user who acts while it is stopped: racer.c stops it at each system call that touches the user's home directory.
/// </summary>
/// <param name="Stops">The number of those calls.</param>
/// <param name="Interruptions">How many times the user acted.</param>
/// <param name="Story">Every move, with the call at which it was made.</param>
internal sealed record Race(Ended Ended, int Stops, int Interruptions, string Story)
{
    /// <summary>The compiled racer.c; null if there is no compiler.</summary>
    private static readonly Lazy<string?> Racer = new(() =>
    {
        var (program, sources) = (Path.Combine(AppContext.BaseDirectory, "racer"), Path.Combine(AppContext.BaseDirectory, "Races"));
        return Programs.Has("cc")
            && Programs.Run("cc", "-O1", "-w", "-o", program, $"{sources}/racer.c", $"{sources}/user.c").Expect().ExitCode == 0
            ? program
            : null;
    });

    public static bool CanRun => Environment.IsPrivilegedProcess && Racer.Value is not null;

    /// <param name="schedule">In the format of racer.c: count, pair:MOVE:FROM:TO, storm:SEED:FROM, kill:NUMBER.</param>
    public static Race Run(RaceStart start, string root, string schedule)
    {
        var log = $"{root}.story";
        var ended = Programs.Run(
            Racer.Value!,
            [$"{RaceStart.User}", root + RaceStart.Home, log, schedule, Kubepki.Path, .. Kubepki.On(root, start.Arguments(root))]);
        var story = File.ReadAllLines(log);
        File.Delete(log);
        return new Race(ended, Number(story, "stops "), Number(story, "interruptions "), string.Join('\n', story));
    }

    private static int Number(string[] story, string name)
        => int.Parse(
            story.Last(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..],
            System.Globalization.CultureInfo.InvariantCulture);
}
