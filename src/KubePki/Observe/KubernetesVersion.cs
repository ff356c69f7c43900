using System.Globalization;

namespace KubePki.Observe;

/// <summary>Reads versions as Kubernetes writes them: <c>v1.20.2</c>.</summary>
public static class KubernetesVersion
{
    /// <summary>20 for <c>v1.20.2</c>; null when it is not a version 1.x.</summary>
    public static int? Minor(string? version)
    {
        var parts = version?.TrimStart('v').Split('.');
        return parts is ["1", var minor, ..] && int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
