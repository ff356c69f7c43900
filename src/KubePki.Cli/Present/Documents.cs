using System.Text.Json.Nodes;
using KubePki.Apply;
using KubePki.Catalogue;
using KubePki.Cli.Results;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Language;
using KubePki.Observe;
using KubePki.Operations;
using KubePki.Plan;

namespace KubePki.Cli.Present;

/// <summary>
/// The JSON documents of the contract: <c>apiVersion: kubepki/v1</c>, a <c>kind</c>, times in RFC 3339 UTC, durations in
/// whole seconds, fields in camelCase. Texts are in the language asked for; ids never change.
/// </summary>
internal static class Documents
{
    public static JsonObject Of(string kind) => new() { ["apiVersion"] = "kubepki/v1", ["kind"] = kind };

    public static JsonObject Status(NodeState state, Verification verification, Tongue tongue)
    {
        var document = Of("Status");
        document["observedAt"] = Time(state.ObservedAt);
        document["certificatesDirectory"] = state.Layout.CertificatesDirectory;
        document["externalEtcd"] = state.HasExternalEtcd;
        document["items"] = Array(verification.Verdicts.Select(v => Item(v, tongue)));
        document["problems"] = Problems(state, tongue);
        document["findings"] = VerificationView.Findings(verification.Findings, tongue);
        return document;
    }

    /// <summary>What is wrong with the files that say where things are.</summary>
    public static JsonArray Problems(NodeState state, Tongue tongue) => Array(state.Problems.Select(p => Problem(p, tongue)));

    public static JsonObject Plan(RenewalPlan plan, Tongue tongue)
    {
        var document = Of("Plan");
        document["actions"] = Array(plan.Actions.Select(a => Action(a, tongue)));
        if (plan.Trust.Count > 0)
        {
            document["trust"] = Array(plan.Trust.Select(t => (JsonNode)new JsonObject { ["name"] = t.Item.Name, ["path"] = t.Item.Path, ["cluster"] = t.Cluster, ["authority"] = t.Authority.Name }));
        }

        document["skipped"] = Skipped(plan.Skipped, tongue);
        document["refusals"] = Array(plan.Refusals.Select(p => Problem(p, tongue)));
        document["components"] = Components(plan.Effects);
        document["remaining"] = VerificationView.Findings(plan.Remaining, tongue);
        AddNotes(document, plan, tongue);
        return document;
    }

    /// <summary>What else is to be known, where there is anything.</summary>
    private static void AddNotes(JsonObject document, RenewalPlan plan, Tongue tongue)
    {
        if (plan.Notes.Count > 0)
        {
            document["notes"] = Array(plan.Notes.Select(p => Problem(p, tongue)));
        }
    }

    /// <summary>The outcomes a <c>Result</c> can tell.</summary>
    public const string DoneOutcome = "done", NothingToDoOutcome = "nothingToDo", PlannedOutcome = "planned", FailedOutcome = "failed", HalfWayOutcome = "halfWay", UsageOutcome = "usage";

    /// <summary>How a command ended.</summary>
    public static JsonObject Result(string verb, string outcome)
    {
        var document = Of("Result");
        document["verb"] = verb;
        document["outcome"] = outcome;
        return document;
    }

    /// <summary>A renewal that was carried out, or had nothing to do (<paramref name="done"/> is null).</summary>
    public static JsonObject Renewal(RenewalPlan plan, ChangedNode? done, Activated? activated, Tongue tongue)
    {
        var document = done is null ? Result("renew", NothingToDoOutcome) : Transaction("renew", Outcome(ExitCode.Of(activated)), done.Transaction, tongue);
        document["renewed"] = Array((done?.Verdicts ?? []).Select(v => Item(v, tongue)));
        document["skipped"] = Skipped(plan.Skipped, tongue);
        document["components"] = Components(plan.Effects);
        document["remaining"] = VerificationView.Findings(done?.Remaining ?? plan.Remaining, tongue);
        AddNotes(document, plan, tongue);
        if (activated is not null)
        {
            document["activation"] = ActivationView.Document(activated.Report, tongue);
            document["takenBack"] = activated.AfterUndo is not null;
        }

        return document;
    }

    /// <summary>The outcome that goes with an exit code.</summary>
    public static string Outcome(int exitCode) => exitCode switch
    {
        ExitCode.HalfWay => HalfWayOutcome,
        ExitCode.Usage => UsageOutcome,
        ExitCode.Failed => FailedOutcome,
        _ => DoneOutcome,
    };

    /// <summary>A transaction as the result of a command, and why files in home directories were left.</summary>
    public static JsonObject Transaction(string verb, string outcome, TransactionRecord transaction, Tongue tongue)
    {
        var document = Result(verb, outcome);
        document["transaction"] = Record(transaction);
        SetLeft(document, transaction.Left, tongue);
        return document;
    }

    /// <summary>What <c>recover</c> did.</summary>
    public static JsonObject Recovery(RecoveryReport report, IReadOnlyList<Problem> unreadable, Tongue tongue)
    {
        var document = Result("recover", report.NothingToDo ? NothingToDoOutcome : DoneOutcome);
        document["rolledForward"] = Array(report.RolledForward.Select(Record));
        document["rolledBack"] = Array(report.RolledBack.Select(Record));
        document["problems"] = Array(unreadable.Concat(report.Left).Select(p => Problem(p, tongue)));
        return document;
    }

    private static void SetLeft(JsonObject document, IReadOnlyList<Problem> left, Tongue tongue)
    {
        if (left.Count > 0)
        {
            document["left"] = Array(left.Select(p => Problem(p, tongue)));
        }
    }

    public static JsonObject History(IReadOnlyList<TransactionRecord> transactions)
    {
        var document = Of("History");
        var undone = UndoneTransactions.Of(transactions);
        document["transactions"] = Array(transactions.Select(t =>
        {
            var node = (JsonObject)Record(t);
            Set(node, "undoneBy", undone.GetValueOrDefault(t.Id));
            return (JsonNode)node;
        }));
        return document;
    }

    public static JsonObject Backups(IReadOnlyList<BackupRecord> backups, Tongue tongue)
    {
        var document = Of("Backups");
        document["backups"] = Array(backups.Select(b => Backup(b, tongue)));
        return document;
    }

    /// <summary>What a prune removes, and the damaged ones it leaves.</summary>
    public static JsonObject Prune(PrunePlan plan, Tongue tongue)
    {
        var document = Backups(plan.Removed, tongue);
        document["damagedLeft"] = Array(plan.DamagedLeft.Select(b => Backup(b, tongue)));
        return document;
    }

    private static JsonNode Backup(BackupRecord backup, Tongue tongue)
    {
        var node = new JsonObject
        {
            ["id"] = backup.Id,
            ["madeAt"] = backup.MadeAt is { } made ? Time(made) : null,
            ["damaged"] = backup.IsDamaged,
            ["paths"] = Array(backup.Paths.Select(p => (JsonNode)p)),
        };
        if (backup.Damage is { } damage)
        {
            node["problem"] = Problem(damage, tongue);
        }

        return node;
    }

    /// <summary>What is told, and what to do about it where it is a problem.</summary>
    public static JsonNode Problem(Statement told, Tongue tongue) => new JsonObject
    {
        ["id"] = told.Id,
        ["where"] = told.Where,
        ["message"] = told.What(tongue),
        ["hint"] = (told as Problem)?.Hint(tongue) ?? "",
    };

    public static JsonArray Array(IEnumerable<JsonNode> nodes) => [.. nodes];

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    public static JsonArray Skipped(IReadOnlyList<Skip> skipped, Tongue tongue)
        => Array(skipped.Select(s => (JsonNode)new JsonObject { ["name"] = s.Item.Name, ["path"] = s.Item.Path, ["reason"] = Problem(s.Reason, tongue) }));

    public static JsonArray Components(IReadOnlyList<ComponentEffect> effects) => Array(effects.Select(e => (JsonNode)new JsonObject
    {
        ["name"] = e.Component,
        ["mustRestart"] = e.MustRestart,
        ["uses"] = Array(e.Because.Select(b => (JsonNode)b)),
    }));

    private static JsonNode Record(TransactionRecord transaction)
    {
        var node = new JsonObject
        {
            ["id"] = transaction.Id,
            ["verb"] = transaction.Verb,
            ["summary"] = transaction.Summary,
            ["startedAt"] = Time(transaction.StartedAt),
            ["stage"] = Stage(transaction.Stage),
            ["paths"] = Array(transaction.Paths.Select(p => (JsonNode)p)),
        };
        Set(node, "reverses", transaction.Reverses);
        return node;
    }

    public static JsonNode Item(Verdict verdict, Tongue tongue)
    {
        var item = verdict.Item;
        var certificate = verdict.Certificate;

        // The fields of the contract are always there, null where there is nothing to tell.
        var node = new JsonObject
        {
            ["name"] = item.Name,
            ["kind"] = Kind(item.Entry.Kind),
            ["path"] = item.Path,
            ["state"] = State(verdict.Standing),
            ["externallyManaged"] = verdict.ExternallyManaged,
            ["notBefore"] = certificate is null ? null : Time(certificate.NotBefore),
            ["notAfter"] = certificate is null ? null : Time(certificate.NotAfter),
            ["secondsLeft"] = verdict.Left is { } left ? (long)left.TotalSeconds : null,
            ["issuer"] = certificate?.Issuer.Text,
            ["subject"] = certificate?.Subject.Text,
            ["sans"] = certificate is null ? null : Array(certificate.Names.All.Select(n => (JsonNode)n)),
            ["serial"] = certificate is null ? null : Serial(certificate.Serial),
            ["keyAlgorithm"] = certificate?.KeyAlgorithm.Name ?? item.KeyAlgorithm?.Name,
            ["fingerprint"] = certificate?.Fingerprint,
            ["authority"] = item.Entry.Issuer,
        };
        Set(node, "keyPath", item.KeyPath);
        Set(node, "pointsAt", item.PointsAt);
        Set(node, "user", item.UserName);
        if (verdict.Problem is { } problem)
        {
            node["problem"] = Problem(problem, tongue);
        }

        return node;
    }

    private static JsonNode Action(RenewalAction action, Tongue tongue)
    {
        var node = new JsonObject
        {
            ["action"] = "renew",
            ["name"] = action.Item.Name,
            ["authority"] = action.Authority.Name,
            ["reason"] = Problem(action.Reason, tongue),
            ["oldNotAfter"] = Time(action.Existing.NotAfter),
            ["newNotBefore"] = Time(action.NotBefore),
            ["newNotAfter"] = Time(action.NotAfter),
            ["keyAlgorithm"] = action.KeyAlgorithm.Name,
            ["reuseKey"] = action.KeepsKey,
            ["paths"] = Array(action.Paths.Select(p => (JsonNode)p)),
        };
        if (action.CappedFrom is { } wished)
        {
            node["cappedFrom"] = Time(wished);
        }

        Notes(node, action.Notes, tongue);
        if (action.Change is { } change)
        {
            node["change"] = IdentityView.Document(change);
        }

        return node;
    }

    /// <summary>Adds what the operator should know of an action, where there is something.</summary>
    public static void Notes(JsonObject action, IReadOnlyList<Statement> notes, Tongue tongue)
    {
        if (notes.Count > 0)
        {
            action["notes"] = Array(notes.Select(n => Problem(n, tongue)));
        }
    }

    /// <summary>Hexadecimal, lower case, without leading zeros.</summary>
    private static string Serial(System.Numerics.BigInteger serial) => serial.IsZero ? "0" : serial.ToString("x").TrimStart('0');

    private static void Set(JsonObject node, string name, string? value)
    {
        if (value is not null)
        {
            node[name] = value;
        }
    }

    public static string State(Standing standing) => standing switch
    {
        Standing.Expiring => "expiring",
        Standing.Expired => "expired",
        Standing.NotYetValid => "notYetValid",
        Standing.Missing => "missing",
        Standing.Unreadable => "unreadable",
        Standing.Unknown => "unknown",
        _ => "ok",
    };

    public static string Stage(TransactionStage stage) => stage switch
    {
        TransactionStage.Begun => "begun",
        TransactionStage.Staging => "staging",
        TransactionStage.Committing => "committing",
        TransactionStage.Committed => "committed",
        TransactionStage.Activated => "activated",
        TransactionStage.RolledBack => "rolledBack",
        _ => "unreadable",
    };

    public static string Kind(EntryKind kind) => kind switch
    {
        EntryKind.CertificateAuthority => "ca",
        EntryKind.Kubeconfig => "kubeconfig",
        EntryKind.ServiceAccountKey => "serviceAccountKey",
        EntryKind.KubeletCertificate => "kubeletCertificate",
        EntryKind.CredentialFile => "credentialFile",
        EntryKind.TrustedAuthority => "trustedCa",
        _ => "certificate",
    };
}
