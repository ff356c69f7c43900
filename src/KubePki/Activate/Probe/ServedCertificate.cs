using KubePki.X509;

namespace KubePki.Activate.Probe;

/// <summary>The certificate that a port serves, as observed in a handshake.</summary>
/// <param name="Address">The port.</param>
/// <param name="Leaf">The certificate of the server.</param>
/// <param name="WasAccepted">Whether the handshake succeeded. False for a server that requires a client certificate and was shown none, or
/// one that it rejects; with TLS 1.3, the server rejects it only after the handshake, so the value is true.</param>
internal sealed record ServedCertificate(ProbeAddress Address, Certificate Leaf, bool WasAccepted);
