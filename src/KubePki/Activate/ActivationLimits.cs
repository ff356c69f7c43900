namespace KubePki.Activate;

/// <summary>How long activation waits.</summary>
/// <param name="Reload">For a component that reloads by itself; the API server looks once a minute (dynamiccertificates, 1.17 and later).</param>
/// <param name="Healthy">For a component to be healthy after its start; the kubelet may take its back-off before it starts one again.</param>
public sealed record ActivationLimits(TimeSpan Reload, TimeSpan Healthy)
{
    /// <summary>A minute and a half, and five minutes.</summary>
    public static readonly ActivationLimits Default = new(TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(5));
}
