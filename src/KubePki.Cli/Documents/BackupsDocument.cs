using KubePki.Apply;
using KubePki.Localization;

namespace KubePki.Cli.Documents;

/// <summary>Backups that <c>kubepki backup</c> created, listed, verified, would restore or removed.</summary>
internal sealed record BackupsDocument : Document
{
    public override string Kind => "Backups";

    /// <summary>The backups, oldest first; for a prune, those that it removes.</summary>
    public required IReadOnlyList<BackupData> Backups { get; init; }

    /// <summary>
    /// Backups that are damaged or could not be read and that a prune leaves, because they are newer than the oldest backup that is kept;
    /// omitted for other commands.
    /// </summary>
    [Optional]
    public IReadOnlyList<BackupData>? DamagedLeft { get; init; }

    /// <summary>What interrupted runs had left and this one recovered before the command itself; where there was anything.</summary>
    [Optional]
    public RecoveredData? Recovered { get; init; }

    public static BackupsDocument Of(IReadOnlyList<BackupRecord> backups, Language language)
        => new() { Backups = BackupData.Of(backups, language) };

    public static BackupsDocument Of(PrunePlan plan, Language language)
        => Of(plan.Removed, language) with { DamagedLeft = BackupData.Of(plan.DamagedLeft, language) };
}

/// <summary>A backup.</summary>
internal sealed class BackupData
{
    /// <summary>ID of the backup, which is that of its transaction if a transaction made it.</summary>
    public required string Id { get; init; }

    /// <summary>When the backup was made; null if its manifest is damaged or cannot be read.</summary>
    public required DateTimeOffset? MadeAt { get; init; }

    /// <summary>Whether the backup has no intact manifest, or damage was found in its content.</summary>
    public required bool Damaged { get; init; }

    /// <summary>The backed-up files, by their paths on the node.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>What is wrong with the backup, or why it cannot be read, if that was checked; omitted if nothing is.</summary>
    [Optional]
    public ProblemData? Problem { get; init; }

    public static IReadOnlyList<BackupData> Of(IReadOnlyList<BackupRecord> backups, Language language)
        => Parts.Of(backups, b => new BackupData
        {
            Id = b.Id,
            MadeAt = b.MadeAt,
            Damaged = b.IsDamaged,
            Paths = b.Paths,
            Problem = b.Problem is { } problem ? ProblemData.Of(problem, language) : null,
        });
}
