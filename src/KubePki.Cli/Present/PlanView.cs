using System.Globalization;
using KubePki.Catalogue;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Cli.Present;

/// <summary>The plan of a renewal, as text, and what to restart afterwards.</summary>
internal static class PlanView
{
    private const string Indent = "  ";
    private const int KeyColumn = 3;

    public static IEnumerable<Line> Lines(RenewalPlan plan, Terminal terminal)
    {
        if (plan.Actions.Count > 0)
        {
            yield return terminal.Bold(terminal.Say(
                Texts.PlanTitle, terminal.Items(plan.Actions.Count), Number(plan.Actions.Count + plan.Skipped.Count)));
            foreach (var line in Actions(plan, terminal)
                .Concat(plan.Actions.SelectMany(a => IdentityView.Lines(a.Item.Name, a.Change, terminal)).Select(line => Indent + line)))
            {
                yield return line;
            }
        }

        foreach (var alike in plan.Trust.GroupBy(t => t.Authority.Name, t => t.Item.Name))
        {
            yield return terminal.Say(Texts.TrustsNow, alike.Key, string.Join(", ", alike));
        }

        foreach (var line in Notes(plan.Notes, terminal))
        {
            yield return Indent + line;
        }

        var consequences = Consequences(
            [.. plan.Paths], plan.Effects, plan.Skipped, terminal,
            KeptBeside(plan.Actions.SelectMany(a => a.Kubeconfigs.Select(k => (k.Path, a.KeptAs(k))))
                .Concat(plan.Trust.Select(t => (t.Item.Path, t.KeptAs)))));
        foreach (var line in consequences.Concat(Remaining(plan.Remaining, terminal)))
        {
            yield return line;
        }
    }

    /// <summary>The end of every plan: the files it writes, the components that use them, and the skipped items.</summary>
    /// <param name="paths">The files, in order.</param>
    /// <param name="effects">The components that use the files.</param>
    /// <param name="skipped">The skipped items.</param>
    /// <param name="terminal">The terminal that shows it.</param>
    /// <param name="kept">For files in home directories: the path of the copy of the old file.</param>
    public static IEnumerable<Line> Consequences(
        IReadOnlyList<string> paths,
        IReadOnlyList<ComponentEffect> effects, IReadOnlyList<Skip> skipped, Terminal terminal,
        IReadOnlyDictionary<string, string>? kept = null)
    {
        if (paths.Count > 0)
        {
            yield return terminal.Say(Texts.Writes);
        }

        var files = paths.Except(kept?.Values ?? [])
            .Select(path => (Line)(Indent
                + (kept?.GetValueOrDefault(path) is { } old ? terminal.Say(Texts.OldKept, path, Path.GetFileName(old)) : path)));
        foreach (var line in files.Concat(paths.Count > 0 ? Effects(effects, terminal) : []).Concat(Skipped(skipped, terminal)))
        {
            yield return line;
        }
    }

    /// <summary>What the operator must restart manually, in order.</summary>
    public static IEnumerable<Line> Restarts(IReadOnlyList<ComponentEffect> effects, NodeState state, Terminal terminal)
    {
        if (effects.Where(e => !e.MustRestart).Select(e => e.Component).ToList() is { Count: > 0 } alone)
        {
            yield return terminal.Say(Texts.ReloadsAlone, string.Join(", ", alone));
        }

        if (!effects.Any(e => e.MustRestart))
        {
            yield break;
        }

        yield return terminal.Say(Texts.RestartTitle);
        foreach (var effect in effects.Where(e => e.MustRestart))
        {
            yield return "  " + (effect.Component == Components.Kubelet ? terminal.Say(Texts.RestartKubelet)
                : effect.Component == Components.Etcd && state.Layout.EtcdOnHost is not null ? terminal.Say(Texts.RestartEtcd)
                : terminal.Say(Texts.RestartPod, effect.Component, state.Layout.ManifestOf(effect.Component)));
        }
    }

    private static IEnumerable<Line> Actions(RenewalPlan plan, Terminal terminal)
    {
        var table = new Table(
            terminal.Say(Texts.Name), terminal.Say(Texts.Old), terminal.Say(Texts.New), terminal.Say(Texts.Key),
            terminal.Say(Texts.Why))
        { Optional = [KeyColumn] };
        foreach (var action in plan.Actions)
        {
            table.Add(
            [
                action.Item.Name,
                Times.Day(action.Existing.NotAfter),
                Times.Day(action.NotAfter),
                terminal.Say(action.KeepsKey ? Texts.SameKey : Texts.NewKey, action.KeyAlgorithm.Name),
                action.Reason.What(terminal.Language),
            ]);
        }

        foreach (var line in table.Lines(terminal.Width - Indent.Length))
        {
            yield return Indent + line;
        }

        foreach (var line in PlanBounds.Lines(plan, terminal))
        {
            yield return Indent + line;
        }
    }

    /// <summary>Further notes on a plan.</summary>
    public static IEnumerable<Line> Notes(IReadOnlyList<Statement> notes, Terminal terminal)
    {
        foreach (var note in notes)
        {
            yield return terminal.Yellow("! " + note.Text(terminal.Language));
            if (note is Problem problem && terminal.Hint(problem) is { Length: > 0 } hint)
            {
                yield return terminal.Dim("  " + hint);
            }
        }
    }

    /// <summary>
    /// Remaining findings. Those that determine the exit code are shown with their hints; of the less severe ones, only the number is
    /// shown.
    /// </summary>
    public static IEnumerable<Line> Remaining(IReadOnlyList<Finding> findings, Terminal terminal)
    {
        var grave = findings.Where(RemainingFindings.IsSevere).ToList();
        if (grave.Count == 0)
        {
            yield break;
        }

        yield return terminal.Bold(terminal.Say(Texts.StillWrong));
        foreach (var line in VerificationView.Findings(grave, terminal))
        {
            yield return Indent + line;
        }

        if (findings.Count > grave.Count)
        {
            yield return Indent + terminal.Say(Texts.MoreWarnings, Number(findings.Count - grave.Count));
        }
    }

    /// <summary>Maps the path of a kubeconfig to the path of the copy of its old file.</summary>
    public static Dictionary<string, string> KeptBeside(IEnumerable<(string Path, string? Old)> kubeconfigs)
        => kubeconfigs.Where(k => k.Old is not null).DistinctBy(k => k.Path).ToDictionary(k => k.Path, k => k.Old!, StringComparer.Ordinal);

    /// <summary>The components that use the written files.</summary>
    public static IEnumerable<Line> Effects(IReadOnlyList<ComponentEffect> effects, Terminal terminal)
    {
        if (effects.Count == 0)
        {
            yield break;
        }

        yield return terminal.Say(Texts.Effects);
        foreach (var effect in effects)
        {
            yield return $"  {effect.Component}: {terminal.Say(effect.MustRestart ? Texts.MustRestart : Texts.PicksUp)} "
                + $"({string.Join(", ", effect.Because)})";
        }
    }

    /// <summary>The skipped items, grouped by reason.</summary>
    public static IEnumerable<Line> Skipped(IReadOnlyList<Skip> skipped, Terminal terminal)
    {
        if (skipped.Count == 0)
        {
            yield break;
        }

        yield return terminal.Say(Texts.Skipped);
        foreach (var alike in skipped.GroupBy(s => s.Reason.What(terminal.Language), s => s.Item.Name))
        {
            yield return alike.Count() == 1
                ? $"{Indent}{alike.First()}: {alike.Key}"
                : $"{Indent}{alike.Key}{terminal.Language.HeadingEnd}";
            if (alike.Count() > 1)
            {
                yield return $"{Indent}  {string.Join(", ", alike)}";
            }
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
