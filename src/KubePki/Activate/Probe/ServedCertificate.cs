using KubePki.X509;

namespace KubePki.Activate.Probe;

/// <summary>What a port serves, as seen in a handshake.</summary>
/// <param name="Address">The port.</param>
/// <param name="Leaf">The server's certificate: serial, dates, fingerprint and all.</param>
/// <param name="WasAccepted">
/// Whether the handshake went through. False for a server that insists on a client certificate and was shown none or one it
/// refuses; with TLS 1.3 such a server refuses only later, and this is true.
/// </param>
internal sealed record ServedCertificate(ProbeAddress Address, Certificate Leaf, bool WasAccepted);
