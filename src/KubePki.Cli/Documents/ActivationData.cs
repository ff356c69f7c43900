using KubePki.Activate;
using KubePki.Language;

namespace KubePki.Cli.Documents;

/// <summary>What happened with a component, and the proof: what its ports serve, when its process started.</summary>
internal sealed class ActivationData
{
    /// <summary>Its name.</summary>
    public required string Component { get; init; }

    /// <summary>What happened; <c>inUse</c> where it used the files already.</summary>
    [OneOf("inUse", "reloaded", "restarted", "started", "failed")]
    public required string Outcome { get; init; }

    /// <summary>When its process started; null where it does not run.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public required long Seconds { get; init; }

    /// <summary>Its ports that serve certificates from files.</summary>
    public required IReadOnlyList<PortData> Ports { get; init; }

    /// <summary>Why it failed; left out where it did not.</summary>
    [Optional]
    public ProblemData? Problem { get; init; }

    /// <summary>The last lines of its log; left out where it did not fail.</summary>
    [Optional]
    public IReadOnlyList<string>? Log { get; init; }

    public static IReadOnlyList<ActivationData> Of(ActivationReport report, Tongue tongue)
        => Parts.Of(report.Results, r => new ActivationData
        {
            Component = r.Component,
            Outcome = r.Outcome switch
            {
                ActivationOutcome.Reloaded => "reloaded",
                ActivationOutcome.Restarted => "restarted",
                ActivationOutcome.Started => "started",
                ActivationOutcome.Failed => "failed",
                _ => "inUse",
            },
            StartedAt = r.Sight.StartedAt,
            Seconds = (long)r.Took.TotalSeconds,
            Ports = Parts.Of(r.Sight.Ports, PortData.Of),
            Problem = r.Problem is { } problem ? ProblemData.Of(problem, tongue) : null,
            Log = r.Problem is null ? null : Parts.Of(r.Log, l => l.Text),
        });
}

/// <summary>A port and the certificate it served in a handshake.</summary>
internal sealed class PortData
{
    /// <summary>Host and port.</summary>
    public required string Address { get; init; }

    /// <summary>Name of the item that it has to serve.</summary>
    public required string Name { get; init; }

    /// <summary>Serial number of the served certificate in hexadecimal; null where there was no handshake.</summary>
    public required string? Serial { get; init; }

    /// <summary>SHA-256 of the served certificate in hexadecimal; null where there was no handshake.</summary>
    public required string? Fingerprint { get; init; }

    /// <summary>Whether it serves the certificate that is on disk.</summary>
    public required bool ServesFile { get; init; }

    public static PortData Of(PortSight port) => new()
    {
        Address = port.Address.ToString(),
        Name = port.Item.Name,
        Serial = port.Served?.Leaf.Serial.ToString("x", System.Globalization.CultureInfo.InvariantCulture).TrimStart('0'),
        Fingerprint = port.Served?.Leaf.Fingerprint,
        ServesFile = port.ServesFile,
    };
}

/// <summary>What has to happen with a component.</summary>
internal sealed class DecisionData
{
    /// <summary>Its name.</summary>
    public required string Component { get; init; }

    /// <summary>What has to happen.</summary>
    [OneOf("nothing", "waitForReload", "restart", "start")]
    public required string Need { get; init; }

    /// <summary>Why.</summary>
    public required IReadOnlyList<ProblemData> Reasons { get; init; }

    public static IReadOnlyList<DecisionData> Of(IReadOnlyList<ActivationDecision> decisions, Tongue tongue)
        => Parts.Of(decisions, d => new DecisionData
        {
            Component = d.Component,
            Need = d.Need switch
            {
                ActivationNeed.WaitForReload => "waitForReload",
                ActivationNeed.Restart => "restart",
                ActivationNeed.Start => "start",
                _ => "nothing"
            },
            Reasons = ProblemData.Of(d.Reasons, tongue),
        });
}
