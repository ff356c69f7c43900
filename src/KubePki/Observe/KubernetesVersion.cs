using System.Globalization;

namespace KubePki.Observe;

/// <summary>Parses Kubernetes versions: <c>v1.20.2</c>.</summary>
internal static class KubernetesVersion
{
    /// <summary>20 for <c>v1.20.2</c>; null when it is not a version 1.x.</summary>
    public static int? Minor(string? version)
    {
        var parts = version?.TrimStart('v').Split('.');
        return parts is ["1", var minor, ..] && int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    /// <summary>2 for <c>v1.20.2</c>, 1 for <c>v1.20.2-rc.0</c>, which precedes it; null if there is no patch version.</summary>
    public static int? Patch(string? version)
    {
        if (version?.TrimStart('v').Split('.', 3) is not ["1", _, var rest])
        {
            return null;
        }

        var length = rest.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : rest.Length;
        return int.TryParse(rest.AsSpan(0, length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? rest.AsSpan(length).StartsWith("-") ? number - 1 : number
            : null;
    }
}
