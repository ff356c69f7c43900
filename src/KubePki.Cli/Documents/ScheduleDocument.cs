using KubePki.Schedule;

namespace KubePki.Cli.Documents;

/// <summary>The schedule of a node, and the result of its last run: <c>kubepki schedule</c>.</summary>
internal sealed record ScheduleDocument : Document
{
    public override string Kind => "Schedule";

    /// <summary>Whether the files of a schedule are installed.</summary>
    public required bool Enabled { get; init; }

    /// <summary>What starts the runs; null if nothing is enabled.</summary>
    [OneOf("systemd", "cron")]
    public required string? Starter { get; init; }

    /// <summary>
    /// Whether systemd waits to start the next run; null if this was not asked: for cron, with <c>--root</c>, or if nothing is enabled.
    /// </summary>
    public required bool? Active { get; init; }

    /// <summary>When runs start, in the node's local time, as it was given; null if nothing is enabled.</summary>
    public required string? At { get; init; }

    /// <summary>The longest random delay of a start, in seconds; null if nothing is enabled.</summary>
    public required long? RandomDelaySeconds { get; init; }

    /// <summary>A run renews what expires within this time, in seconds; null if nothing is enabled.</summary>
    public required long? WithinSeconds { get; init; }

    /// <summary>The earliest start of the next run; null if nothing is enabled.</summary>
    public required DateTimeOffset? NextRunAt { get; init; }

    /// <summary>The shell command that runs after a run that did not end with exit code 0; null for none.</summary>
    public required string? OnFailure { get; init; }

    /// <summary>The installed files.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The last run; null if there was none.</summary>
    public required LastRunData? LastRun { get; init; }
}

/// <summary>The result of a scheduled run.</summary>
internal sealed class LastRunData
{
    /// <summary>When the run ended.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Its exit code.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Its result in one line, in the language of the run.</summary>
    public required string Message { get; init; }

    /// <summary>The number of renewed items.</summary>
    public required int Renewed { get; init; }

    /// <summary>How long it took.</summary>
    public required long Seconds { get; init; }

    /// <summary>When the last run with exit code 0 ended; null if there was none.</summary>
    public required DateTimeOffset? SucceededAt { get; init; }

    public static LastRunData? Of(LastRun? run) => run is null ? null : new LastRunData
    {
        At = run.At,
        ExitCode = run.ExitCode,
        Message = run.Message,
        Renewed = run.Renewed,
        Seconds = (long)run.Duration.TotalSeconds,
        SucceededAt = run.SucceededAt,
    };
}
