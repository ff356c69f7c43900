using System.Text.Json.Nodes;
using KubePki.Cli.Results;
using KubePki.Language;
using KubePki.Operations;
using KubePki.Plan;

namespace KubePki.Cli.Present;

/// <summary>The documents of <c>create</c>: a <c>Plan</c> and a <c>Result</c> like those of a renewal.</summary>
internal static class CreationDocuments
{
    public static JsonObject Plan(CreationPlan plan, Tongue tongue)
    {
        var document = Documents.Of("Plan");
        document["nodeName"] = plan.Facts.NodeName;
        document["server"] = plan.Facts.Server;
        document["actions"] = Documents.Array(plan.Actions.Select(a => Action(a, tongue)));
        document["skipped"] = Documents.Skipped(plan.Skipped, tongue);
        document["refusals"] = Documents.Array(plan.Refusals.Select(p => Documents.Problem(p, tongue)));
        document["components"] = Documents.Components(plan.Effects);
        document["outdated"] = Outdated(plan);
        document["remaining"] = VerificationView.Findings(plan.Remaining, tongue);
        return document;
    }

    /// <summary>What was carried out; nothing to do when <paramref name="done"/> is null.</summary>
    public static JsonObject Result(CreationPlan plan, ChangedNode? done, Activated? activated, Tongue tongue)
    {
        var document = done is null
            ? Documents.Result("create", Documents.NothingToDoOutcome)
            : Documents.Transaction("create", Documents.Outcome(ExitCode.Of(activated)), done.Transaction, tongue);
        document["created"] = Documents.Array((done?.Verdicts ?? []).Select(v => Documents.Item(v, tongue)));
        document["skipped"] = Documents.Skipped(plan.Skipped, tongue);
        document["components"] = Documents.Components(plan.Effects);
        document["outdated"] = Outdated(plan);
        document["remaining"] = VerificationView.Findings(done?.Remaining ?? plan.Remaining, tongue);
        if (activated is not null)
        {
            document["activation"] = ActivationView.Document(activated.Report, tongue);
            document["takenBack"] = activated.AfterUndo is not null;
        }

        return document;
    }

    private static JsonArray Outdated(CreationPlan plan) => Documents.Array(plan.Outdated.Select(o => (JsonNode)new JsonObject
    {
        ["path"] = o.Path,
        ["field"] = o.Field,
        ["old"] = o.Old,
        ["new"] = o.New,
    }));

    private static JsonNode Action(CreationAction action, Tongue tongue)
    {
        var node = new JsonObject
        {
            ["action"] = action.Replaces ? "recreate" : "create",
            ["name"] = action.Item.Name,
            ["authority"] = action.Item.Entry.Issuer,
            ["reason"] = Documents.Problem(action.Reason, tongue),
            ["newNotBefore"] = action.NotBefore is { } from ? Documents.Time(from) : null,
            ["newNotAfter"] = action.NotAfter is { } until ? Documents.Time(until) : null,
            ["keyAlgorithm"] = action.KeyAlgorithm.Name,
            ["reuseKey"] = action.KeepsKey,
            ["paths"] = Documents.Array(action.Paths.Select(p => (JsonNode)p)),
        };
        if (action.Identity is { } identity)
        {
            node["commonName"] = identity.CommonName;
            node["organizations"] = Documents.Array(identity.Organizations.Select(o => (JsonNode)o));
            node["sans"] = Documents.Array(identity.Names.Select(n => (JsonNode)n));
        }

        if (action.Server is { } server)
        {
            node["server"] = server;
        }

        if (action.CappedFrom is { } wished)
        {
            node["cappedFrom"] = Documents.Time(wished);
        }

        Documents.Notes(node, action.Notes, tongue);
        if (action.Change is { } change)
        {
            node["change"] = IdentityView.Document(change);
        }

        return node;
    }
}
