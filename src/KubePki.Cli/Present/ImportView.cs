using KubePki.Localization;
using KubePki.Operations;
using KubePki.Plan;

namespace KubePki.Cli.Present;

/// <summary>The plan of an import, as text.</summary>
internal static class ImportView
{
    private const string Indent = "  ";

    public static IEnumerable<Line> Lines(ImportPlan plan, Terminal terminal)
    {
        if (plan.Actions.Count > 0)
        {
            yield return terminal.Bold(terminal.Say(Texts.ImportTitle, terminal.Items(plan.Actions.Count)));
            var table = new Table(
                terminal.Say(Texts.Name), terminal.Say(Texts.Old), terminal.Say(Texts.New), terminal.Say(Texts.Key),
                terminal.Say(Texts.Issuer));
            foreach (var action in plan.Actions)
            {
                var leaf = action.Certificates[0];
                table.Add([
                    action.Item.Name, action.Item.Certificate is { } old ? Times.Day(old.NotAfter) : "-", Times.Day(leaf.NotAfter),
                    terminal.Say(Texts.NewKey, leaf.KeyAlgorithm.Name), leaf.Issuer.Text,
                ]);
            }

            foreach (var line in table.Lines(terminal.Width - Indent.Length)
                .Concat(PlanBounds.Lines(plan, terminal))
                .Concat(plan.Actions.SelectMany(a => IdentityView.Lines(a.Item.Name, a.Change, terminal))))
            {
                yield return Indent + line;
            }
        }

        foreach (var line in PlanView.Consequences(
            [.. plan.Actions.SelectMany(a => a.Paths).Distinct()],
            plan.Effects, plan.Skipped, terminal,
            PlanView.KeptBeside(plan.Actions.SelectMany(a => a.HomeCopies.Select(c => (c.Path, a.KeptAs(c)))))))
        {
            yield return line;
        }
    }
}
