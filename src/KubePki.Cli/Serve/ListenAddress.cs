using System.Globalization;
using System.Net;
using KubePki.Cli.Commands;
using KubePki.Language;

namespace KubePki.Cli.Serve;

/// <summary>Where a server listens: <c>127.0.0.1:9797</c>, <c>[::1]:9797</c>, <c>localhost:9797</c>, or <c>:9797</c> for every address of the machine.</summary>
internal sealed record ListenAddress(IPEndPoint EndPoint)
{
    /// <summary>Of this machine only: who else is to see it has to be decided.</summary>
    public static readonly ListenAddress Default = new(new IPEndPoint(IPAddress.Loopback, 9797));

    /// <summary>Reads an address. Names other than localhost are not looked up.</summary>
    public static Outcome<ListenAddress> Read(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? text : text[..colon];
        IPAddress? address = host switch
        {
            "" => IPAddress.IPv6Any,
            _ when IsLocalhost(host) => IPAddress.Loopback,
            ['[', .. var inner, ']'] => IPAddress.TryParse(inner, out var six) ? six : null,
            _ => IPAddress.TryParse(host, out var four) && four.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? four : null,
        };
        return colon >= 0 && address is not null && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort
            ? new ListenAddress(new IPEndPoint(address, port))
            : CliMessages.BadListenAddress.At("", text);
    }

    /// <summary>Whether a name is localhost: names are compared without case, and one that ends with a dot is complete (RFC 1034, 3.1).</summary>
    public static bool IsLocalhost(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.Equals("localhost.", StringComparison.OrdinalIgnoreCase);

    /// <summary>The address as a browser takes it.</summary>
    public string Url => $"http://{EndPoint}/";
}
