using System.Net.Security;
using System.Net.Sockets;
using KubePki.Activate.Wire;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Activate.Probe;

/// <summary>Reads the certificate that a port serves. Sends nothing after the handshake, and accepts any certificate.</summary>
internal static class HandshakeProbe
{
    /// <summary>Default time limit of a handshake.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Performs a handshake with a port. A server's certificate is received even if the server requires a client certificate and gets none,
    /// but presenting <paramref name="identity"/> avoids an error in the server's log. <paramref name="limit"/> applies to the connection
    /// and the handshake together.
    /// </summary>
    public static Task<Outcome<ServedCertificate>> AskAsync(
        ProbeAddress address, ClientIdentity? identity, TimeSpan limit, CancellationToken cancellation)
        => TimeLimit.RunAsync(
            address.ToString(),
            "TLS handshake",
            "TLS",
            limit,
            async clock =>
            {
                var seen = await ShakeHandsAsync(address, identity, clock).ConfigureAwait(false);
                return seen.Succeeded || identity is null ? seen : await ShakeHandsAsync(address, null, clock).ConfigureAwait(false);
            },
            cancellation);

    private static async Task<Outcome<ServedCertificate>> ShakeHandsAsync(
        ProbeAddress address, ClientIdentity? identity, CancellationToken cancellation)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, cancellation).ConfigureAwait(false);
        await using var stream = new SslStream(new NetworkStream(socket));
        var client = new TlsClient(address, null, identity);
        var accepted = true;
        try
        {
            await stream.AuthenticateAsClientAsync(client.Options(), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested
            && TimeLimit.Explain(e, address.ToString(), "TLS handshake", "TLS") is { } problem)
        {
            if (client.ServerCertificate is null)
            {
                return problem;
            }

            accepted = false;
        }

        return client.ServerCertificate is null
            ? ProbeMessages.NoCertificate.At(address.ToString())
            : CertificateReader.Read(client.ServerCertificate, address.ToString())
                .Then<ServedCertificate>(leaf => new ServedCertificate(address, leaf, accepted));
    }
}
