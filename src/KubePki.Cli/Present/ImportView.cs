using System.Text.Json.Nodes;
using KubePki.Language;
using KubePki.Operations;
using KubePki.Plan;

namespace KubePki.Cli.Present;

/// <summary>The plan of an import as people and programs read it.</summary>
internal static class ImportView
{
    private const string Indent = "  ";

    public static IEnumerable<Line> Lines(ImportPlan plan, Terminal terminal)
    {
        if (plan.Actions.Count > 0)
        {
            yield return terminal.Bold(terminal.Say(Texts.ImportTitle, terminal.Items(plan.Actions.Count)));
            var table = new Table(terminal.Say(Texts.Name), terminal.Say(Texts.Old), terminal.Say(Texts.New), terminal.Say(Texts.Key), terminal.Say(Texts.Issuer));
            foreach (var action in plan.Actions)
            {
                var leaf = action.Certificates[0];
                table.Add([action.Item.Name, action.Item.Certificate is { } old ? Times.Day(old.NotAfter) : "-", Times.Day(leaf.NotAfter), terminal.Say(Texts.NewKey, leaf.KeyAlgorithm.Name), leaf.Issuer.Text]);
            }

            foreach (var line in table.Lines(terminal.Width - Indent.Length)
                .Concat(PlanView.Notes(plan.Actions.SelectMany(a => a.Notes.Select(n => (a.Item, (Problem?)n))), terminal))
                .Concat(plan.Actions.SelectMany(a => IdentityView.Lines(a.Item.Name, a.Change, terminal))))
            {
                yield return Indent + line;
            }
        }

        foreach (var line in PlanView.Consequences(
            [.. plan.Actions.SelectMany(a => a.Paths).Distinct()], plan.Effects, plan.Skipped, terminal, PlanView.KeptBeside(plan.Actions.SelectMany(a => a.Companions.Select(c => (c.Path, a.KeptAs(c)))))))
        {
            yield return line;
        }
    }

    public static JsonObject Plan(ImportPlan plan, Tongue tongue)
    {
        var document = Documents.Of("Plan");
        document["actions"] = Documents.Array(plan.Actions.Select(a => (JsonNode)Action(a, tongue)));
        document["skipped"] = Documents.Skipped(plan.Skipped, tongue);
        document["refusals"] = Documents.Array(plan.Refusals.Select(p => Documents.Problem(p, tongue)));
        document["components"] = Documents.Components(plan.Effects);
        return document;
    }

    /// <summary>The result of an import that had nothing to put in place.</summary>
    public static JsonObject Nothing(ImportPlan plan, Tongue tongue)
    {
        var document = Documents.Result("csr", Documents.NothingToDoOutcome);
        document["imported"] = new JsonArray();
        document["skipped"] = Documents.Skipped(plan.Skipped, tongue);
        return document;
    }

    private static JsonObject Action(ImportAction action, Tongue tongue)
    {
        var node = new JsonObject
        {
            ["action"] = "import",
            ["name"] = action.Item.Name,
            ["issuer"] = action.Certificates[0].Issuer.Text,
            ["newNotBefore"] = Documents.Time(action.Certificates[0].NotBefore),
            ["newNotAfter"] = Documents.Time(action.Certificates[0].NotAfter),
            ["keyAlgorithm"] = action.Certificates[0].KeyAlgorithm.Name,
            ["paths"] = Documents.Array(action.Paths.Select(p => (JsonNode)p)),
        };
        Documents.Notes(node, action.Notes, tongue);
        return node;
    }

    public static JsonObject Result(ImportPlan plan, ChangedNode done, int code, Tongue tongue)
    {
        var document = Documents.Transaction("csr", Documents.Outcome(code), done.Transaction, tongue);
        document["imported"] = Documents.Array(done.Verdicts.Select(v => Documents.Item(v, tongue)));
        document["skipped"] = Documents.Skipped(plan.Skipped, tongue);
        document["remaining"] = VerificationView.Findings(done.Remaining, tongue);
        return document;
    }
}
