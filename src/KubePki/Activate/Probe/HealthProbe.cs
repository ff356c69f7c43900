using System.Text;
using KubePki.Language;

namespace KubePki.Activate.Probe;

/// <summary>What a component answered about its health.</summary>
/// <param name="IsHealthy">Whether the status was 200.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The answer's text, at most 4096 characters; of an unhealthy API server it names the failed checks.</param>
internal sealed record HealthAnswer(bool IsHealthy, int Status, string Text);

/// <summary>Asks a component for its health.</summary>
internal static class HealthProbe
{
    /// <summary>The API server takes requests (1.16 and newer; before that <see cref="Health"/>).</summary>
    public const string Ready = "/readyz";

    /// <summary>The API server need not be restarted (1.16 and newer).</summary>
    public const string Live = "/livez";

    /// <summary>Every component of every version.</summary>
    public const string Health = "/healthz";

    private const int MaximumText = 4096;

    /// <summary>
    /// GETs one of the paths above on a fresh connection. An unhealthy component is an answer; no answer within
    /// <paramref name="limit"/>, or a server that is not believed, is a problem.
    /// </summary>
    public static async Task<Outcome<HealthAnswer>> CheckAsync(ProbeTarget target, string path, TimeSpan limit, CancellationToken cancellation)
    {
        var answer = await HttpProbe.GetAsync(target, path, limit, cancellation).ConfigureAwait(false);
        return answer.Then<HealthAnswer>(a =>
        {
            var text = Encoding.UTF8.GetString(a.Body);
            return new HealthAnswer(a.Status == 200, a.Status, text.Length > MaximumText ? text[..MaximumText] : text);
        });
    }
}
