using System.Globalization;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Operations;

namespace KubePki.Cli.Present;

/// <summary>
/// Renewed or created items as they were read back from the disk, the result of the activation, and the operator's next step.
/// </summary>
internal static class RenewalView
{
    public static IEnumerable<Line> Lines(Text title, IReadOnlyList<Verdict> renewed, TimeSpan took, Terminal terminal)
    {
        yield return terminal.Green(terminal.Say(
            title, terminal.Items(renewed.Count), took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)));
        var table = new Table(terminal.Say(Texts.Name), terminal.Say(Texts.State), terminal.Say(Texts.Expires), terminal.Say(Texts.Left));
        foreach (var verdict in renewed)
        {
            table.Add([
                verdict.Item.Name, StatusView.State(verdict.Status, terminal), StatusView.Moment(verdict.Item.Certificate?.NotAfter),
                StatusView.Left(verdict.TimeLeft),
            ]);
        }

        foreach (var line in table.Lines(terminal.Width))
        {
            yield return "  " + line;
        }
    }

    public static IEnumerable<Line> Lines(ChangeActivation activated, Terminal terminal)
    {
        yield return terminal.Say(Texts.ActivatedTitle);
        foreach (var line in ActivationView.Lines(activated.Report, terminal))
        {
            yield return line;
        }

        if (activated.AfterUndo is null)
        {
            yield break;
        }

        yield return terminal.Say(Texts.TakenBack);
        foreach (var line in ActivationView.Lines(activated.AfterUndo, terminal))
        {
            yield return line;
        }
    }

    public static string NextStep(ChangeActivation? activated, string transaction, Terminal terminal) => activated switch
    {
        { AfterUndo: not null } => terminal.Say(Texts.OldFilesBack),
        { Report.Failure: not null } => terminal.Say(Texts.KeptAnyway, transaction),
        _ => terminal.Say(Texts.UndoHint, transaction),
    };
}
