using KubePki.Apply;
using KubePki.Language;

namespace KubePki.Cli.Documents;

/// <summary>Backups: what <c>kubepki backup</c> made, lists, verified, would restore or removed.</summary>
internal sealed record BackupsDocument : Document
{
    public override string Kind => "Backups";

    /// <summary>The backups, the oldest first; of a prune those it removes.</summary>
    public required IReadOnlyList<BackupData> Backups { get; init; }

    /// <summary>Backups that are damaged, or could not be read, and that a prune leaves, because they are newer than the oldest that is kept; left out elsewhere.</summary>
    [Optional]
    public IReadOnlyList<BackupData>? DamagedLeft { get; init; }

    public static BackupsDocument Of(IReadOnlyList<BackupRecord> backups, Tongue tongue)
        => new() { Backups = BackupData.Of(backups, tongue) };

    public static BackupsDocument Of(PrunePlan plan, Tongue tongue)
        => Of(plan.Removed, tongue) with { DamagedLeft = BackupData.Of(plan.DamagedLeft, tongue) };
}

/// <summary>A backup.</summary>
internal sealed class BackupData
{
    /// <summary>Its id: that of the transaction that made it.</summary>
    public required string Id { get; init; }

    /// <summary>When it was made; null where its list of files is damaged or cannot be read.</summary>
    public required DateTimeOffset? MadeAt { get; init; }

    /// <summary>Whether it has no whole list of files, or something was found wrong with what it holds.</summary>
    public required bool Damaged { get; init; }

    /// <summary>The files it holds, by their paths on the node.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>What is wrong with it, or why it cannot be read, where that was looked for; left out where nothing is.</summary>
    [Optional]
    public ProblemData? Problem { get; init; }

    public static IReadOnlyList<BackupData> Of(IReadOnlyList<BackupRecord> backups, Tongue tongue) => Parts.Of(backups, b => new BackupData
    {
        Id = b.Id,
        MadeAt = b.MadeAt,
        Damaged = b.IsDamaged,
        Paths = b.Paths,
        Problem = b.Problem is { } problem ? ProblemData.Of(problem, tongue) : null,
    });
}
