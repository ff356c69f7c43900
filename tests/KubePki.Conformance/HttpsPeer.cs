using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace KubePki.Conformance;

/// <summary>
/// An HTTPS server on a socket that already listens: each request (its path and body) gets one JSON answer, then the connection is closed.
/// </summary>
internal sealed class HttpsPeer : IDisposable
{
    private readonly Socket listener;
    private readonly SslStreamCertificateContext certificate;
    private readonly Func<string, string, string> answer;
    private readonly CancellationTokenSource end = new();

    public HttpsPeer(Socket listener, X509Certificate2 certificate, Func<string, string, string> answer)
    {
        (this.listener, this.certificate,
            this.answer) = (listener, SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true), answer);
        _ = Task.Run(AcceptAsync);
    }

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!end.IsCancellationRequested)
        {
            Socket socket = await listener.AcceptAsync(end.Token);
            _ = Task.Run(() => ServeAsync(socket));
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = certificate,
                    ApplicationProtocols = [SslApplicationProtocol.Http11],
                },
                end.Token);
            (string path, string body) = await ReadAsync(stream);
            byte[] told = Encoding.UTF8.GetBytes(answer(path, body));
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {told.Length}\r\nConnection: close\r\n\r\n"),
                end.Token);
            await stream.WriteAsync(told, end.Token);
        }
        catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException)
        {
            // The client sees that no answer comes; the test checks the client's reaction.
        }
    }

    /// <summary>Reads one request: Go sends a length with every body.</summary>
    private async Task<(string Path, string Body)> ReadAsync(SslStream stream)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[8192];
        int start, length;
        do
        {
            int count = await stream.ReadAsync(buffer, end.Token);
            if (count == 0)
            {
                throw new IOException("the request ended early");
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            start = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            string? given = text.ToString().Split("\r\n")
                .FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
            length = given is null ? 0 : int.Parse(given.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        while (start < 4 || text.Length < start + length);
        return (text.ToString().Split(' ')[1], text.ToString(start, length));
    }
}
