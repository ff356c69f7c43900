using KubePki.Activate.Probe;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Activate;

/// <summary>The certificate that a port serves, with the file that it should serve.</summary>
/// <param name="Address">The port.</param>
/// <param name="Item">The item whose certificate the port should serve.</param>
/// <param name="Served">The certificate observed in the handshake, or null.</param>
/// <param name="Problem">Why none was observed, or null.</param>
internal sealed record PortObservation(ProbeAddress Address, PkiEntry Item, ServedCertificate? Served, Problem? Problem)
{
    /// <summary>Whether the port serves the certificate that is on disk.</summary>
    public bool ServesFile => Served is not null && Item.Certificate is not null && Served.Leaf.Equals(Item.Certificate);
}

/// <summary>An observation of a running component.</summary>
/// <param name="Component">Its name.</param>
/// <param name="StartedAt">When its process started; null if it does not run.</param>
/// <param name="Ports">Its ports that serve certificates from files.</param>
internal sealed record ComponentObservation(string Component, DateTimeOffset? StartedAt, IReadOnlyList<PortObservation> Ports)
{
    /// <summary>Whether its process runs.</summary>
    public bool IsRunning => StartedAt is not null;
}
