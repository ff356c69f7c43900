using System.Globalization;
using System.Text.Json.Nodes;
using KubePki.Language;
using KubePki.Plan;

namespace KubePki.Cli.Present;

/// <summary>The plan of an import as people and programs read it.</summary>
internal static class ImportView
{
    private const string Indent = "  ";

    public static IEnumerable<string> Lines(ImportPlan plan, Terminal terminal)
    {
        if (plan.Actions.Count > 0)
        {
            yield return terminal.Bold(terminal.Say(Texts.ImportTitle, terminal.Items(plan.Actions.Count)));
            var table = new Table(terminal.Say(Texts.Name), terminal.Say(Texts.Old), terminal.Say(Texts.New), terminal.Say(Texts.Key), terminal.Say(Texts.Issuer));
            foreach (var action in plan.Actions)
            {
                var leaf = action.Certificates[0];
                table.Add([action.Item.Name, action.Item.Certificate is { } old ? Date(old.NotAfter) : "-", Date(leaf.NotAfter), terminal.Say(Texts.NewKey, leaf.KeyAlgorithm.Name), leaf.Issuer.Text]);
            }

            foreach (var line in table.Lines(terminal.Width - Indent.Length).Concat(plan.Actions.SelectMany(a => IdentityView.Lines(a.Item.Name, a.Change, terminal))))
            {
                yield return Indent + line;
            }

            yield return terminal.Say(Texts.Writes);
            foreach (var path in plan.Actions.SelectMany(a => a.Paths))
            {
                yield return Indent + path;
            }

            foreach (var line in PlanView.Effects(plan.Effects, terminal))
            {
                yield return line;
            }
        }

        foreach (var line in PlanView.Skipped(plan.Skipped, terminal))
        {
            yield return line;
        }
    }

    public static JsonObject Plan(ImportPlan plan, Tongue tongue)
    {
        var document = Documents.Of("Plan");
        document["actions"] = Documents.Array(plan.Actions.Select(a => (JsonNode)new JsonObject
        {
            ["action"] = "import",
            ["name"] = a.Item.Name,
            ["issuer"] = a.Certificates[0].Issuer.Text,
            ["newNotBefore"] = Documents.Time(a.Certificates[0].NotBefore),
            ["newNotAfter"] = Documents.Time(a.Certificates[0].NotAfter),
            ["keyAlgorithm"] = a.Certificates[0].KeyAlgorithm.Name,
            ["paths"] = Documents.Array(a.Paths.Select(p => (JsonNode)p)),
        }));
        document["skipped"] = Documents.Skipped(plan.Skipped, tongue);
        document["refusals"] = Documents.Array(plan.Refusals.Select(p => Documents.Problem(p, tongue)));
        document["components"] = Documents.Components(plan.Effects);
        return document;
    }

    private static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
