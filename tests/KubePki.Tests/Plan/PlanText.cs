using System.Text;
using KubePki.Plan;

namespace KubePki.Tests.Plan;

/// <summary>A plan with all its details as text, for comparison.</summary>
internal static class PlanText
{
    public static string Of(RenewalPlan plan)
    {
        var text = new StringBuilder();
        foreach (var action in plan.Actions)
        {
            text.AppendLine(
                $"{action.Item.Name} {action.Existing.Fingerprint} by {action.Authority.Name}: {action.Reason} {action.NotBefore:O} "
                    + $"{action.NotAfter:O} {action.CappedFrom:O} {action.KeyAlgorithm} {action.KeepsKey} "
                    + $"{string.Join(' ', action.Paths)} + {string.Join(' ', action.HomeCopies.Select(c => c.Name))}");
        }

        foreach (var skip in plan.Skipped)
        {
            text.AppendLine($"{skip.Item.Name} left: {skip.Reason}");
        }

        foreach (var effect in plan.Effects)
        {
            text.AppendLine($"{effect.Component} {effect.MustRestart} {string.Join(' ', effect.Because)}");
        }

        return text.AppendJoin('\n', plan.Refusals).ToString();
    }
}
