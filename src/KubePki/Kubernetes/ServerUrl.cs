namespace KubePki.Kubernetes;

/// <summary>The URL of an API server or an etcd member in kubeconfigs and flags.</summary>
internal static class ServerUrl
{
    /// <summary>A URL with a scheme and a host; null for anything else.</summary>
    public static Uri? Parse(string? text)
        => Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var url) && url.Host.Length > 0 ? url : null;

    /// <summary>The name or address in a URL, an IPv6 address without its brackets; null if there is none.</summary>
    public static string? Host(string? text) => Parse(text)?.BareHost();

    /// <summary>The name or address in a URL, an IPv6 address without its brackets.</summary>
    public static string BareHost(this Uri url) => url.Host.Trim('[', ']');
}
