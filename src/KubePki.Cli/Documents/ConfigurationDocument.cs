using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Cli.Documents;

/// <summary>The kubeadm configuration: <c>kubepki config show</c>.</summary>
internal sealed record ConfigurationDocument : Document
{
    public override string Kind => "Configuration";

    /// <summary>The source of the configuration.</summary>
    [OneOf("cluster", "node")]
    public required string Source { get; init; }

    /// <summary>The configuration as YAML.</summary>
    public required string Configuration { get; init; }

    /// <summary>The source of each value; for a configuration of the cluster, a single entry without a field.</summary>
    public required IReadOnlyList<OriginData> Origins { get; init; }

    /// <summary>Problems of the files that contain the paths and settings of the node.</summary>
    public required IReadOnlyList<ProblemData> Problems { get; init; }

    /// <summary>Whether all relevant files of the node could be read; omitted for a configuration of the cluster.</summary>
    [Optional]
    public bool? Complete { get; init; }

    public static ConfigurationDocument Of(string source, string text, IReadOnlyList<Origin> origins, NodeState state, Language language)
        => new()
        {
            Source = source,
            Configuration = text,
            Origins = Parts.Of(origins, o => new OriginData { Field = o.Field, Value = o.Value, Source = o.Source }),
            Problems = ProblemData.Of(state.Problems, language),
        };
}

/// <summary>The source of a value of a configuration.</summary>
internal sealed class OriginData
{
    /// <summary>The field.</summary>
    public required string Field { get; init; }

    /// <summary>The value of the field.</summary>
    public required string Value { get; init; }

    /// <summary>The file, and the flag or field in it.</summary>
    public required string Source { get; init; }
}
