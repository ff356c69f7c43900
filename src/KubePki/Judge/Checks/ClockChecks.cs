using KubePki.Localization;

namespace KubePki.Judge.Checks;

/// <summary>Checks whether the clock can be trusted: every date is judged by it.</summary>
internal static class ClockChecks
{
    /// <summary>The clocks of file systems and machines may differ by this much.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    internal static readonly IReadOnlyList<Check> Rows =
    [
        new("clock-behind", CheckArea.Clock, Severity.Error,
            new("no file of the PKI is newer than the clock", "没有 PKI 文件比当前时钟更新"),
            new("with a wrong clock valid certificates look invalid, and new certificates get wrong dates", "时钟错误会使有效的证书看似无效，并使新证书的日期错误"),
            [FlagMessages.ClockBehind],
            subject => CheckAnswer.Of([subject.Surroundings.NewestChange > subject.State.ObservedAt + Tolerance
                ? FlagMessages.ClockBehind.At(
                    "", Times.Minute(subject.Surroundings.NewestChange.Value), Times.Minute(subject.State.ObservedAt))
                : null])),
        new("clock-unsynchronised", CheckArea.Clock, Severity.Warning,
            new("a time synchronization service keeps the clock correct", "有时间同步服务保持时钟准确"),
            new("nodes whose clocks drift apart refuse each other's new certificates", "时钟偏差会使节点互相拒绝对方的新证书"),
            [CheckMessages.NoTimeService],
            subject => subject.Surroundings.ClockIsSynchronised is null ? CheckMessages.NoTimeService.At("") : CheckAnswer.Of([])),
    ];
}
