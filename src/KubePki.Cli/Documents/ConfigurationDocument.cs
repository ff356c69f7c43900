using KubePki.Language;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Cli.Documents;

/// <summary>The kubeadm configuration: <c>kubepki config show</c>.</summary>
internal sealed record ConfigurationDocument : Document
{
    public override string Kind => "Configuration";

    /// <summary>Where it is from.</summary>
    [OneOf("cluster", "node")]
    public required string Source { get; init; }

    /// <summary>The configuration as YAML.</summary>
    public required string Configuration { get; init; }

    /// <summary>Where each value is from; one entry without a field for a configuration of the cluster.</summary>
    public required IReadOnlyList<OriginData> Origins { get; init; }

    /// <summary>What is wrong with the files that say where things are.</summary>
    public required IReadOnlyList<ProblemData> Problems { get; init; }

    /// <summary>Whether everything that the node shows could be read; left out for a configuration of the cluster.</summary>
    [Optional]
    public bool? Complete { get; init; }

    public static ConfigurationDocument Of(string source, string text, IReadOnlyList<Origin> origins, NodeState state, Tongue tongue)
        => new()
        {
            Source = source,
            Configuration = text,
            Origins = Parts.Of(origins, o => new OriginData { Field = o.Field, Value = o.Value, Source = o.Source }),
            Problems = ProblemData.Of(state.Problems, tongue),
        };
}

/// <summary>Where a value of a configuration is from.</summary>
internal sealed class OriginData
{
    /// <summary>The field.</summary>
    public required string Field { get; init; }

    /// <summary>Its value.</summary>
    public required string Value { get; init; }

    /// <summary>The file, and what in it.</summary>
    public required string Source { get; init; }
}
