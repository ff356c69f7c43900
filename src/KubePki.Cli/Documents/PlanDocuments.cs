using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Cli.Documents;

/// <summary>What a renewal would do: <c>kubepki renew --dry-run</c>.</summary>
internal sealed record RenewalPlanDocument : Document
{
    public override string Kind => "Plan";

    /// <summary>The certificates to renew, in order.</summary>
    public required IReadOnlyList<RenewalActionData> Actions { get; init; }

    /// <summary>Kubeconfigs that will trust another CA; omitted if there are none.</summary>
    [Optional]
    public IReadOnlyList<TrustData>? Trust { get; init; }

    /// <summary>Requested items that stay as they are.</summary>
    public required IReadOnlyList<SkipData> Skipped { get; init; }

    /// <summary>Why nothing would be done at all; empty if the plan can be carried out.</summary>
    public required IReadOnlyList<ProblemData> Refusals { get; init; }

    /// <summary>The components that use the renewed items, in restart order.</summary>
    public required IReadOnlyList<ComponentData> Components { get; init; }

    /// <summary>Remaining findings.</summary>
    public required IReadOnlyList<FindingData> Remaining { get; init; }

    /// <summary>What else the operator must know; omitted if there is nothing.</summary>
    [Optional]
    public IReadOnlyList<ProblemData>? Notes { get; init; }

    public static RenewalPlanDocument Of(RenewalPlan plan, Language language) => new()
    {
        Actions = Parts.Of(plan.Actions, a => RenewalActionData.Of(a, language)),
        Trust = plan.Trust.Count == 0 ? null
            : Parts.Of(
                plan.Trust, t
                    => new TrustData { Name = t.Item.Name, Path = t.Item.Path, Cluster = t.Cluster, Authority = t.Authority.Name }),
        Skipped = SkipData.Of(plan.Skipped, language),
        Refusals = ProblemData.Of(plan.Refusals, language),
        Components = ComponentData.Of(plan.Effects),
        Remaining = FindingData.Of(plan.Remaining, language),
        Notes = ProblemData.IfAny(plan.Notes, language),
    };
}

/// <summary>What a creation would do: <c>kubepki create --dry-run</c>.</summary>
internal sealed record CreationPlanDocument : Document
{
    public override string Kind => "Plan";

    /// <summary>The name under which the node is registered.</summary>
    public required string NodeName { get; init; }

    /// <summary>URL of the API server.</summary>
    public required string Server { get; init; }

    /// <summary>The items to create, in order.</summary>
    public required IReadOnlyList<CreationActionData> Actions { get; init; }

    /// <summary>Requested items that stay as they are.</summary>
    public required IReadOnlyList<SkipData> Skipped { get; init; }

    /// <summary>Why nothing would be done at all; empty if the plan can be carried out.</summary>
    public required IReadOnlyList<ProblemData> Refusals { get; init; }

    /// <summary>The components that use the created items, in restart order.</summary>
    public required IReadOnlyList<ComponentData> Components { get; init; }

    /// <summary>Values on the node that no longer match the configuration and are not changed.</summary>
    public required IReadOnlyList<OutdatedData> Outdated { get; init; }

    /// <summary>Remaining findings.</summary>
    public required IReadOnlyList<FindingData> Remaining { get; init; }

    public static CreationPlanDocument Of(CreationPlan plan, Language language) => new()
    {
        NodeName = plan.Facts.NodeName,
        Server = plan.Facts.Server,
        Actions = Parts.Of(plan.Actions, a => CreationActionData.Of(a, language)),
        Skipped = SkipData.Of(plan.Skipped, language),
        Refusals = ProblemData.Of(plan.Refusals, language),
        Components = ComponentData.Of(plan.Effects),
        Outdated = OutdatedData.Of(plan.Outdated),
        Remaining = FindingData.Of(plan.Remaining, language),
    };
}

/// <summary>What an import of signed certificates would do: <c>kubepki csr import --dry-run</c>.</summary>
internal sealed record ImportPlanDocument : Document
{
    public override string Kind => "Plan";

    /// <summary>The certificates to install.</summary>
    public required IReadOnlyList<ImportActionData> Actions { get; init; }

    /// <summary>Requested items that stay as they are.</summary>
    public required IReadOnlyList<SkipData> Skipped { get; init; }

    /// <summary>Why nothing would be done at all; empty if the plan can be carried out.</summary>
    public required IReadOnlyList<ProblemData> Refusals { get; init; }

    /// <summary>The components that use the installed items, in restart order.</summary>
    public required IReadOnlyList<ComponentData> Components { get; init; }

    public static ImportPlanDocument Of(ImportPlan plan, Language language) => new()
    {
        Actions = Parts.Of(plan.Actions, a => ImportActionData.Of(a, language)),
        Skipped = SkipData.Of(plan.Skipped, language),
        Refusals = ProblemData.Of(plan.Refusals, language),
        Components = ComponentData.Of(plan.Effects),
    };
}

/// <summary>A requested item that stays as it is.</summary>
internal sealed class SkipData
{
    /// <summary>Name of the item.</summary>
    public required string Name { get; init; }

    /// <summary>Path of the item's file on the node.</summary>
    public required string Path { get; init; }

    /// <summary>Why the item is skipped.</summary>
    public required ProblemData Reason { get; init; }

    public static IReadOnlyList<SkipData> Of(IReadOnlyList<Skip> skipped, Language language)
        => Parts.Of(skipped, s => new SkipData { Name = s.Item.Name, Path = s.Item.Path, Reason = ProblemData.Of(s.Reason, language) });
}

/// <summary>A component that uses changed items.</summary>
internal sealed class ComponentData
{
    /// <summary>Name of the component.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the component must be restarted; otherwise it picks up the change by itself.</summary>
    public required bool MustRestart { get; init; }

    /// <summary>The changed items that the component uses.</summary>
    public required IReadOnlyList<string> Uses { get; init; }

    public static IReadOnlyList<ComponentData> Of(IReadOnlyList<ComponentEffect> effects)
        => Parts.Of(effects, e => new ComponentData { Name = e.Component, MustRestart = e.MustRestart, Uses = e.Because });
}

/// <summary>A kubeconfig that will trust another CA.</summary>
internal sealed class TrustData
{
    /// <summary>Name of the kubeconfig.</summary>
    public required string Name { get; init; }

    /// <summary>Path of the kubeconfig on the node.</summary>
    public required string Path { get; init; }

    /// <summary>The cluster entry in the kubeconfig.</summary>
    public required string Cluster { get; init; }

    /// <summary>Name of the CA.</summary>
    public required string Authority { get; init; }
}

/// <summary>A value on the node that no longer matches the configuration.</summary>
internal sealed class OutdatedData
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The flag or field.</summary>
    public required string Field { get; init; }

    /// <summary>The current value.</summary>
    public required string Old { get; init; }

    /// <summary>The required value.</summary>
    public required string New { get; init; }

    public static IReadOnlyList<OutdatedData> Of(IReadOnlyList<OutdatedValue> values)
        => Parts.Of(values, o => new OutdatedData { Path = o.Path, Field = o.Field, Old = o.Old, New = o.New });
}
