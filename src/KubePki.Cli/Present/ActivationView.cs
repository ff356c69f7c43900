using System.Globalization;
using KubePki.Activate;
using KubePki.Localization;

namespace KubePki.Cli.Present;

/// <summary>
/// The plan and the result of an activation, with the proof: the certificate that each port served, the start time of each process.
/// </summary>
internal static class ActivationView
{
    public static IEnumerable<Line> Lines(IReadOnlyList<ActivationDecision> decisions, Terminal terminal)
    {
        foreach (var decision in decisions)
        {
            yield return $"  {decision.Component}: {terminal.Say(Word(decision.Need))}"
                + (decision.Reasons.Count > 0 ? $" ({string.Join(", ", decision.Reasons.Select(r => r.Text(terminal.Language)))})" : "");
        }
    }

    public static IEnumerable<Line> Lines(ActivationReport report, Terminal terminal)
    {
        var table = new Table(
            terminal.Say(Texts.Component), terminal.Say(Texts.Result), terminal.Say(Texts.RunningSince), terminal.Say(Texts.Served));
        foreach (var result in report.Results)
        {
            table.Add(
                [
                    result.Component,
                    terminal.Say(Word(result.Outcome)),
                    result.LastObservation.StartedAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-",
                    result.LastObservation.Ports.Count == 0
                        ? "-"
                        : string.Join(", ", result.LastObservation.Ports.Select(p => Seen(p, terminal))),
                ],
                (
                    column,
                    cell) => column != 1 ? cell : result.Outcome == ActivationOutcome.Failed ? terminal.Red(cell) : terminal.Green(cell));
        }

        foreach (var line in table.Lines(terminal.Width))
        {
            yield return "  " + line;
        }

        if (report.Failure is not { } failure || failure.Log.Count == 0)
        {
            yield break;
        }

        yield return terminal.Say(Texts.LastLog, failure.Component);
        foreach (var line in failure.Log)
        {
            yield return $"  | {line.Text}";
        }
    }

    private static string Seen(PortObservation port, Terminal terminal)
        => port.Served is null
            ? $"{port.Address} -"
            : $"{port.Address} {(port.ServesFile ? port.Item.Name : terminal.Say(Texts.OtherCertificate))} "
                + $"{port.Served.Leaf.Fingerprint[..8]}";

    private static Text Word(ActivationOutcome outcome) => outcome switch
    {
        ActivationOutcome.Reloaded => Texts.OutcomeReloaded,
        ActivationOutcome.Restarted => Texts.OutcomeRestarted,
        ActivationOutcome.Started => Texts.OutcomeStarted,
        ActivationOutcome.Failed => Texts.OutcomeFailed,
        _ => Texts.OutcomeInUse,
    };

    private static Text Word(ActivationNeed need) => need switch
    {
        ActivationNeed.WaitForReload => Texts.NeedReload,
        ActivationNeed.Restart => Texts.NeedRestart,
        ActivationNeed.Start => Texts.NeedStart,
        _ => Texts.NeedNothing,
    };
}
