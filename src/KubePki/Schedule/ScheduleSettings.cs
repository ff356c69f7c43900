using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KubePki.Kubernetes;
using KubePki.Localization;

namespace KubePki.Schedule;

/// <summary>What a schedule does, and when.</summary>
/// <param name="At">When a run starts.</param>
/// <param name="RandomDelay">The longest random delay of a start; zero for none.</param>
/// <param name="Within">A run renews what expires within this period.</param>
internal sealed record ScheduleSettings(CalendarTime At, TimeSpan RandomDelay, TimeSpan Within)
{
    public const string DefaultAt = "Sun 03:00";

    /// <summary>The default of a run's period. Certificates of kubeadm are valid for a year, and a weekly run has eight attempts.</summary>
    public static readonly TimeSpan DefaultWithin = TimeSpan.FromDays(60);

    public static readonly TimeSpan DefaultDelay = TimeSpan.FromHours(2);

    /// <summary>The shell command after a run that did not end with exit code 0; null for none.</summary>
    public string? OnFailure { get; init; }

    /// <summary>The file for the metrics, as the operator named it; null for the default.</summary>
    public string? MetricsFile { get; init; }

    /// <summary>The language of the result, as for <c>--lang</c>; null for English.</summary>
    public string? Language { get; init; }

    /// <summary>The arguments of a run. <paramref name="delays"/>: the run itself waits, because cron cannot delay it.</summary>
    public IReadOnlyList<string> RunArguments(bool delays) =>
    [
        "schedule", "run", "--quiet", "--within", SpanText(Within),
        .. delays && RandomDelay > TimeSpan.Zero ? ["--random-delay", DelayText(RandomDelay)] : Array.Empty<string>(),
        .. Optional("--metrics-file", MetricsFile), .. Optional("--on-failure", OnFailure), .. Optional("--lang", Language),
    ];

    /// <summary>A span as options take it: days, hours or seconds.</summary>
    public static string SpanText(TimeSpan span)
    {
        var (number, unit) = span.Ticks % TimeSpan.TicksPerDay == 0 ? (span.TotalDays, "d")
            : span.Ticks % TimeSpan.TicksPerHour == 0 ? (span.TotalHours, "h")
            : (span.TotalSeconds, "s");
        return string.Create(CultureInfo.InvariantCulture, $"{number:0}{unit}");
    }

    /// <summary>A delay as its option takes it: also in minutes, which a period for certificates refuses.</summary>
    public static string DelayText(TimeSpan span)
        => span.Ticks % TimeSpan.TicksPerHour != 0 && span.Ticks % TimeSpan.TicksPerMinute == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0}m")
            : SpanText(span);

    /// <summary>The settings as a line of JSON, for a comment in the files.</summary>
    public string ToJson() => new JsonObject
    {
        ["at"] = At.Text,
        ["randomDelaySeconds"] = (long)RandomDelay.TotalSeconds,
        ["withinSeconds"] = (long)Within.TotalSeconds,
        ["onFailure"] = OnFailure,
        ["metricsFile"] = MetricsFile,
        ["language"] = Language,
    }.ToJsonString();

    /// <summary>The settings of a line of JSON; null if it is none.</summary>
    public static ScheduleSettings? OfJson(string json)
    {
        if (WellFormedJson.ReadObject(Encoding.UTF8.GetBytes(json)) is not { } read)
        {
            return null;
        }

        return CalendarTime.Parse(Word("at") ?? "").Value is { } at
            ? new ScheduleSettings(at, Seconds("randomDelaySeconds"), Seconds("withinSeconds"))
            {
                OnFailure = Word("onFailure"),
                MetricsFile = Word("metricsFile"),
                Language = Word("language"),
            }
            : null;

        string? Word(string name) => read[name] is JsonValue value && value.TryGetValue<string>(out var word) ? word : null;

        TimeSpan Seconds(string name) => read[name] is JsonValue value && value.TryGetValue<long>(out var seconds)
            ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
    }

    /// <summary>Checks a command for <c>--on-failure</c>: one line, because it becomes a line of a unit or a crontab.</summary>
    public static Outcome<string> ReadCommand(string text)
        => string.IsNullOrWhiteSpace(text) || text.Any(char.IsControl) ? ScheduleMessages.BadCommand.At("") : text;

    /// <summary>Checks the path of a metrics file.</summary>
    public static Outcome<string> ReadPath(string text)
        => !text.StartsWith('/') ? ScheduleMessages.NotAbsolute.At("", text)
            : text.Any(char.IsControl) ? ScheduleMessages.BadCommand.At("") : text;

    private static string[] Optional(string option, string? value) => value is null ? [] : [option, value];
}
