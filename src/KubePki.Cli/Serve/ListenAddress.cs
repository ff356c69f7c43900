using System.Globalization;
using System.Net;
using KubePki.Cli.Commands;
using KubePki.Localization;

namespace KubePki.Cli.Serve;

/// <summary>
/// The address of a server: <c>127.0.0.1:9797</c>, <c>[::1]:9797</c>, <c>localhost:9797</c>, or <c>:9797</c> for every address of the
/// machine.
/// </summary>
internal sealed record ListenAddress(IPEndPoint EndPoint)
{
    /// <summary>The default: reachable only from this machine. Access from other machines must be chosen explicitly.</summary>
    public static readonly ListenAddress Default = new(new IPEndPoint(IPAddress.Loopback, 9797));

    /// <summary>Parses an address. Names other than localhost are not resolved.</summary>
    public static Outcome<ListenAddress> Read(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? text : text[..colon];
        IPAddress? address = host switch
        {
            "" => IPAddress.IPv6Any,
            _ when IsLocalhost(host) => IPAddress.Loopback,
            ['[', .. var inner, ']'] => IPAddress.TryParse(inner, out var six) ? six : null,
            _ => IPAddress.TryParse(host, out var four) && four.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
                ? four
                : null,
        };
        return colon >= 0 && address is not null
            && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= IPEndPoint.MaxPort
            ? new ListenAddress(new IPEndPoint(address, port))
            : CliMessages.BadListenAddress.At("", text);
    }

    /// <summary>
    /// Whether a name is localhost. Names are compared case-insensitively, and a name that ends with a dot is complete (RFC 1034, 3.1).
    /// </summary>
    public static bool IsLocalhost(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.Equals("localhost.", StringComparison.OrdinalIgnoreCase);

    /// <summary>The address as a URL for a browser.</summary>
    public string Url => $"http://{EndPoint}/";
}
