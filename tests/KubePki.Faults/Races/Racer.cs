using KubePki.Faults.Kit;

namespace KubePki.Faults.Races;

/// <summary>
/// A run of kubepki beside a user who acts while it stands still: racer.c stops it at each system call that touches the user's home.
/// </summary>
/// <param name="Stops">How many such calls there were.</param>
/// <param name="Interruptions">How many times the user acted.</param>
/// <param name="Story">Every move, with the call at which it was made.</param>
internal sealed record Race(Ended Ended, int Stops, int Interruptions, string Story)
{
    /// <summary>The program for it; null where there is no compiler.</summary>
    private static readonly Lazy<string?> Racer = new(() =>
    {
        var (program, sources) = (Path.Combine(AppContext.BaseDirectory, "racer"), Path.Combine(AppContext.BaseDirectory, "Races"));
        return Programs.Has("cc") && Programs.Run("cc", "-O1", "-w", "-o", program, $"{sources}/racer.c", $"{sources}/user.c").Expect().ExitCode == 0 ? program : null;
    });

    public static bool CanRun => Environment.IsPrivilegedProcess && Racer.Value is not null;

    /// <param name="schedule">As racer.c reads it: count, pair:MOVE:FROM:TO, storm:SEED:FROM, kill:NUMBER.</param>
    public static Race Run(RaceStart start, string root, string schedule)
    {
        var log = $"{root}.story";
        var ended = Programs.Run(
            Racer.Value!, [$"{RaceStart.User}", root + RaceStart.Home, log, schedule, Kubepki.Path, .. Kubepki.On(root, start.Arguments(root))]);
        var story = File.ReadAllLines(log);
        File.Delete(log);
        return new Race(ended, Number(story, "stops "), Number(story, "interruptions "), string.Join('\n', story));
    }

    private static int Number(string[] story, string name)
        => int.Parse(story.Last(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..], System.Globalization.CultureInfo.InvariantCulture);
}
