using System.CommandLine;
using KubePki.Cli.Commands;
using KubePki.Localization;
using KubePki.Schedule;

namespace KubePki.Cli.Schedule;

/// <summary>The options of a scheduled run, which <c>enable</c> passes on to <c>run</c>.</summary>
internal sealed class ScheduleOptions(CommonOptions common, Text delay)
{
    private readonly Option<Span?> _within = Options.Value<Span>(
        common, "--within", "60d", ScheduleTexts.WithinOption, Span.ParsePeriod);

    private readonly Option<Span?> _delay = Options.Value<Span>(common, "--random-delay", "2h", delay, ReadDelay);

    private readonly Option<string?> _onFailure = Options.Value<string>(
        common, "--on-failure", "COMMAND", ScheduleTexts.OnFailureOption, ScheduleSettings.ReadCommand);

    private readonly Option<string?> _metrics = Options.Value<string>(
        common, "--metrics-file", "FILE", ScheduleTexts.MetricsOption, ScheduleSettings.ReadPath);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _within, _delay, _onFailure, _metrics })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The settings of the command line.</summary>
    /// <param name="values">The values of the command line.</param>
    /// <param name="at">When runs start.</param>
    /// <param name="unlessGiven">The delay if none is given.</param>
    /// <param name="language">The language of the command.</param>
    public ScheduleSettings Read(CommandValues values, CalendarTime at, TimeSpan unlessGiven, Language language)
        => new(at, values.GetValue(_delay)?.Value ?? unlessGiven, values.GetValue(_within)?.Value ?? ScheduleSettings.DefaultWithin)
        {
            OnFailure = values.GetValue(_onFailure),
            MetricsFile = values.GetValue(_metrics),
            Language = language.IsChinese ? "zh-CN" : null,
        };

    private static Outcome<Span> ReadDelay(string text) => text == "0" ? new Span(TimeSpan.Zero) : Span.Parse(text);
}
