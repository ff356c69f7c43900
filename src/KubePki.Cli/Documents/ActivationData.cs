using KubePki.Activate;
using KubePki.Localization;

namespace KubePki.Cli.Documents;

/// <summary>
/// The activation of a component, with the proof: the certificates that its ports serve, and the start time of its process.
/// </summary>
internal sealed class ActivationData
{
    /// <summary>Name of the component.</summary>
    public required string Component { get; init; }

    /// <summary>The outcome; <c>inUse</c> if the component already used the files.</summary>
    [OneOf("inUse", "reloaded", "restarted", "started", "failed")]
    public required string Outcome { get; init; }

    /// <summary>When the process of the component started; null if it does not run.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>Duration of the activation, in seconds.</summary>
    public required long Seconds { get; init; }

    /// <summary>Ports of the component that serve certificates from files.</summary>
    public required IReadOnlyList<PortData> Ports { get; init; }

    /// <summary>Why the activation failed; omitted if it did not.</summary>
    [Optional]
    public ProblemData? Problem { get; init; }

    /// <summary>The last lines of the component's log; omitted if the activation did not fail.</summary>
    [Optional]
    public IReadOnlyList<string>? Log { get; init; }

    public static IReadOnlyList<ActivationData> Of(ActivationReport report, Language language)
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
            StartedAt = r.LastObservation.StartedAt,
            Seconds = (long)r.Took.TotalSeconds,
            Ports = Parts.Of(r.LastObservation.Ports, PortData.Of),
            Problem = r.Problem is { } problem ? ProblemData.Of(problem, language) : null,
            Log = r.Problem is null ? null : Parts.Of(r.Log, l => l.Text),
        });
}

/// <summary>A port and the certificate that it served in a handshake.</summary>
internal sealed class PortData
{
    /// <summary>Host and port.</summary>
    public required string Address { get; init; }

    /// <summary>Name of the item that the port must serve.</summary>
    public required string Name { get; init; }

    /// <summary>Serial number of the served certificate in hexadecimal; null if there was no handshake.</summary>
    public required string? Serial { get; init; }

    /// <summary>SHA-256 of the served certificate in hexadecimal; null if there was no handshake.</summary>
    public required string? Fingerprint { get; init; }

    /// <summary>Whether the port serves the certificate on disk.</summary>
    public required bool ServesFile { get; init; }

    public static PortData Of(PortObservation port) => new()
    {
        Address = port.Address.ToString(),
        Name = port.Item.Name,
        Serial = port.Served?.Leaf.Serial.ToString("x", System.Globalization.CultureInfo.InvariantCulture).TrimStart('0'),
        Fingerprint = port.Served?.Leaf.Fingerprint,
        ServesFile = port.ServesFile,
    };
}

/// <summary>What a component needs.</summary>
internal sealed class DecisionData
{
    /// <summary>Name of the component.</summary>
    public required string Component { get; init; }

    /// <summary>The action that the component needs.</summary>
    [OneOf("nothing", "waitForReload", "restart", "start")]
    public required string Need { get; init; }

    /// <summary>The reasons for the action.</summary>
    public required IReadOnlyList<ProblemData> Reasons { get; init; }

    public static IReadOnlyList<DecisionData> Of(IReadOnlyList<ActivationDecision> decisions, Language language)
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
            Reasons = ProblemData.Of(d.Reasons, language),
        });
}
