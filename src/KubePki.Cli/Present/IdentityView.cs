using KubePki.Plan;

namespace KubePki.Cli.Present;

/// <summary>How an identity changes: added and removed names.</summary>
internal static class IdentityView
{
    public static IEnumerable<Line> Lines(string name, IdentityChange? change, Terminal terminal)
    {
        if (change is null or { IsNone: true, Kept.Count: 0 })
        {
            yield break;
        }

        yield return terminal.Say(Texts.IdentityOf, name);
        if (change.OldSubject is not null)
        {
            yield return terminal.Red($"  - {change.OldSubject}");
            yield return terminal.Green($"  + {change.NewSubject}");
        }

        foreach (var gone in change.Removed)
        {
            yield return terminal.Red($"  - {gone}");
        }

        foreach (var added in change.Added)
        {
            yield return terminal.Green($"  + {added}");
        }

        foreach (var kept in change.Kept)
        {
            yield return $"  = {terminal.Say(Texts.NameStays, kept)}";
        }
    }
}
