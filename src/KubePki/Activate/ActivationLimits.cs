namespace KubePki.Activate;

/// <summary>How long activation waits.</summary>
/// <param name="Reload">For a component that reloads by itself; the API server checks once a minute (dynamiccertificates, 1.17 and
/// later).</param>
/// <param name="Healthy">For a component to become healthy after its start; the kubelet may wait for its back-off before it starts a
/// component again.</param>
public sealed record ActivationLimits(TimeSpan Reload, TimeSpan Healthy)
{
    /// <summary>90 seconds for a reload, and five minutes for health.</summary>
    public static readonly ActivationLimits Default = new(TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(5));
}
