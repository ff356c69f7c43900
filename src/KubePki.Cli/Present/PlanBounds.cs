using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Cli.Present;

/// <summary>
/// How a plan differs from the request or from the previous state: keys that are kept, readers that lose access, certificates that expire
/// sooner.
/// </summary>
internal static class PlanBounds
{
    /// <summary>Notes that are only planned because <c>--allow-shorter</c> was given.</summary>
    private static readonly Message[] Allowed = [PlanMessages.ExpiresSooner, PlanMessages.LessThanADay];

    public static IEnumerable<Line> Lines(RenewalPlan plan, Terminal terminal) => Lines(Of(plan), terminal, _ => true);

    public static IEnumerable<Line> Lines(CreationPlan plan, Terminal terminal) => Lines(Of(plan), terminal, _ => true);

    public static IEnumerable<Line> Lines(ImportPlan plan, Terminal terminal) => Lines(Of(plan), terminal, _ => true);

    /// <summary>The warnings of a plan that is not shown: all except those that an option allows.</summary>
    public static IEnumerable<Line> Warnings(RenewalPlan plan, Terminal terminal)
        => Lines(Of(plan), terminal, IsNews).Concat(PlanView.Notes(plan.Notes, terminal));

    public static IEnumerable<Line> Warnings(CreationPlan plan, Terminal terminal) => Lines(Of(plan), terminal, IsNews);

    public static IEnumerable<Line> Warnings(ImportPlan plan, Terminal terminal) => Lines(Of(plan), terminal, IsNews);

    /// <summary>What the operator should know about items, and what to do about it. Items with the same note are combined.</summary>
    public static IEnumerable<Line> Notes(IEnumerable<(PkiEntry Item, Statement? Note)> notes, Terminal terminal)
    {
        var told = notes.Where(n => n.Note is not null);
        foreach (var alike in told.GroupBy(n => (What: n.Note!.What(terminal.Language), Hint: HintOf(n.Note, terminal)), n => n.Item.Name))
        {
            yield return terminal.Yellow($"! {string.Join(", ", alike)}: {alike.Key.What}");
            if (alike.Key.Hint.Length > 0)
            {
                yield return terminal.Dim("  " + alike.Key.Hint);
            }
        }
    }

    private static IEnumerable<Bound> Of(RenewalPlan plan)
        => plan.Actions.Select(
            a => new Bound(a.Item, a.Notes, a.CappedFrom is { } from ? new Cap(a.Authority.Name, a.NotAfter, from) : null));

    private static IEnumerable<Bound> Of(CreationPlan plan)
        => plan.Actions.Select(
            a => new Bound(a.Item, a.Notes, a.CappedFrom is { } from ? new Cap(a.Item.Entry.Issuer!, a.NotAfter!.Value, from) : null));

    private static IEnumerable<Bound> Of(ImportPlan plan) => plan.Actions.Select(a => new Bound(a.Item, a.Notes, null));

    private static string HintOf(Statement note, Terminal terminal) => note is Problem problem ? terminal.Hint(problem) : "";

    private static bool IsNews(Statement note) => !Allowed.Any(note.Is);

    private static IEnumerable<Line> Lines(IEnumerable<Bound> bounds, Terminal terminal, Func<Statement, bool> isTold)
    {
        List<Bound> all = [.. bounds];
        foreach (var line in Notes(all.SelectMany(b => b.Notes.Where(isTold).Select(n => (b.Item, (Statement?)n))), terminal))
        {
            yield return line;
        }

        foreach (var capped in all.Where(b => b.Cap is not null).GroupBy(b => b.Cap!, b => b.Item.Name))
        {
            var cap = capped.Key;
            yield return terminal.Yellow("! " + terminal.Say(Texts.Capped, cap.Authority, Times.Day(cap.NotAfter), Times.Day(cap.From)));
            yield return $"  {string.Join(", ", capped)}";
        }
    }

    /// <summary>The limits that apply to the result of one action.</summary>
    private sealed record Bound(PkiEntry Item, IReadOnlyList<Statement> Notes, Cap? Cap);

    /// <summary>An expiry date that is limited by that of the CA.</summary>
    private sealed record Cap(string Authority, DateTimeOffset NotAfter, DateTimeOffset From);
}
