using System.Text;
using KubePki.Localization;

namespace KubePki.Activate.Probe;

/// <summary>A component's answer about its health.</summary>
/// <param name="IsHealthy">Whether the status was 200.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The text of the answer, at most 4096 characters; that of an unhealthy API server names the failed checks.</param>
internal sealed record HealthAnswer(bool IsHealthy, int Status, string Text);

/// <summary>Asks a component for its health.</summary>
internal static class HealthProbe
{
    /// <summary>Whether the API server accepts requests (1.16 and newer; older ones have <see cref="Health"/>).</summary>
    public const string Ready = "/readyz";

    /// <summary>Whether the API server is alive and needs no restart (1.16 and newer).</summary>
    public const string Live = "/livez";

    /// <summary>The health of every component in every version.</summary>
    public const string Health = "/healthz";

    private const int MaximumText = 4096;

    /// <summary>
    /// Sends GET for one of the paths above on a new connection. An unhealthy component is an answer; no answer within
    /// <paramref name="limit"/>, or a server whose certificate is not trusted, is a problem.
    /// </summary>
    public static async Task<Outcome<HealthAnswer>> CheckAsync(
        ProbeTarget target, string path, TimeSpan limit, CancellationToken cancellation)
    {
        var answer = await HttpProbe.GetAsync(target, path, limit, cancellation).ConfigureAwait(false);
        return answer.Then<HealthAnswer>(a =>
        {
            var text = Encoding.UTF8.GetString(a.Body);
            return new HealthAnswer(a.Status == 200, a.Status, text.Length > MaximumText ? text[..MaximumText] : text);
        });
    }
}
