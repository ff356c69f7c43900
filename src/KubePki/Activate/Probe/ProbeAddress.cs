using System.Globalization;

namespace KubePki.Activate.Probe;

/// <summary>The address at which a component listens.</summary>
/// <param name="Host">An address or a name; an IPv6 address without brackets.</param>
/// <param name="Port">The port.</param>
internal sealed record ProbeAddress(string Host, int Port)
{
    /// <summary>Host and port of a URL, or null if it is not a URL. Without a port, that of the scheme is used.</summary>
    public static ProbeAddress? Of(string? url)
        => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.Port > 0
            ? new ProbeAddress(uri.Host.Trim('[', ']'), uri.Port)
            : null;

    /// <inheritdoc/>
    public override string ToString()
        => Host.Contains(':')
            ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
            : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
