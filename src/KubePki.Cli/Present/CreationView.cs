using KubePki.Catalogue;
using KubePki.Localization;
using KubePki.Plan;

namespace KubePki.Cli.Present;

/// <summary>The plan of a creation, as text.</summary>
internal static class CreationView
{
    private const string Indent = "  ";
    private const int KeyColumn = 3;

    public static IEnumerable<Line> Lines(CreationPlan plan, Terminal terminal)
    {
        if (plan.Actions.Count > 0)
        {
            yield return terminal.Bold(terminal.Say(
                Texts.CreationTitle, terminal.Items(plan.Actions.Count), plan.Facts.NodeName, plan.Facts.Server));
            foreach (var line in Actions(plan, terminal)
                .Concat(plan.Actions.SelectMany(a => IdentityView.Lines(a.Item.Name, a.Change, terminal))))
            {
                yield return Indent + line;
            }
        }

        foreach (var line in PlanView.Consequences([.. plan.Actions.SelectMany(a => a.Paths)], plan.Effects, plan.Skipped, terminal))
        {
            yield return line;
        }

        foreach (var line in Outdated(plan, terminal).Concat(PlanView.Remaining(plan.Remaining, terminal)))
        {
            yield return line;
        }
    }

    /// <summary>The values that must still be changed, file by file, and how. Kubeconfigs can be created again.</summary>
    private static IEnumerable<Line> Outdated(CreationPlan plan, Terminal terminal)
    {
        if (plan.Outdated.Count == 0)
        {
            yield break;
        }

        yield return terminal.Yellow("! " + terminal.Say(Texts.Outdated));
        foreach (var file in plan.Outdated.GroupBy(o => o.Path))
        {
            yield return Indent + file.Key;
            foreach (var value in file)
            {
                yield return $"{Indent}  {value.Field}: {value.Old} → {value.New}";
            }
        }

        // The kubelet's kubeconfig is edited: if it were created again, it would lose its reference to the certificate that the kubelet
        // rotates.
        var kubeconfigs = KubeadmCatalogue.Entries.Where(e => e.Kind == EntryKind.Kubeconfig && e.Renewal == RenewalRule.Always)
            .Select(e => e.Name)
            .Where(name => plan.Outdated.Any(o => Path.GetFileName(o.Path) == name)).ToList();
        if (kubeconfigs.Count > 0)
        {
            yield return Indent + terminal.Say(Texts.OutdatedKubeconfigs, ShellWord.Of(kubeconfigs));
        }

        yield return Indent + terminal.Say(Texts.OutdatedAgain);
    }

    private static IEnumerable<Line> Actions(CreationPlan plan, Terminal terminal)
    {
        var table = new Table(
            terminal.Say(Texts.Name), terminal.Say(Texts.Authority), terminal.Say(Texts.New), terminal.Say(Texts.Key),
            terminal.Say(Texts.Why))
        { Optional = [KeyColumn] };
        foreach (var action in plan.Actions)
        {
            table.Add(
            [
                action.Item.Name,
                action.Item.Entry.Issuer ?? "-",
                action.NotAfter is { } end ? Times.Day(end) : "-",
                terminal.Say(action.KeepsKey ? Texts.SameKey : Texts.NewKey, action.KeyAlgorithm.Name),
                action.Reason.What(terminal.Language),
            ]);
        }

        foreach (var line in table.Lines(terminal.Width - Indent.Length).Concat(PlanBounds.Lines(plan, terminal)))
        {
            yield return line;
        }
    }
}
