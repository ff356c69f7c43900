using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KubePki.Activate.Probe;

namespace KubePki.Tests.Activate;

/// <summary>
/// A TLS server on a loopback port that answers one HTTP request per connection (or none if it has no answer), and
/// records what it receives.
/// </summary>
internal sealed class TlsPeer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();

    public TlsPeer(
        X509Certificate2 certificate, Func<string, string>? answer = null, SslProtocols protocols = SslProtocols.None,
        bool asksForClient = false)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        var options = new SslServerAuthenticationOptions
        {
            // This peer fetches nothing, so that every download comes from the other side.
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
            CertificateChainPolicy = new X509ChainPolicy
            {
                DisableCertificateDownloads = true,
                RevocationMode = X509RevocationMode.NoCheck,
            },
            EnabledSslProtocols = protocols,
            ClientCertificateRequired = asksForClient,
#pragma warning disable CA5359 // Any client is accepted: the tests check which one it was.
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
        };
        _ = Task.Run(async () =>
        {
            while (!_end.IsCancellationRequested)
            {
                var socket = await _listener.AcceptAsync(_end.Token);
                _ = Task.Run(() => ServeAsync(socket, options, answer));
            }
        });
    }

    public ProbeAddress Address => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndPoint!).Port);

    /// <summary>The data after each handshake: the head of a request, or nothing.</summary>
    public BlockingCollection<string> Received { get; } = [];

    /// <summary>Subjects of the client certificates; empty if there was none.</summary>
    public ConcurrentQueue<string> Clients { get; } = [];

    public static string Ok(string body, string type = "application/json")
        => $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public static string Status(int status, string body)
        => $"HTTP/1.1 {status} Status\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync(Socket socket, SslServerAuthenticationOptions options, Func<string, string>? answer)
    {
        await using var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsServerAsync(options, _end.Token);
            Clients.Enqueue(stream.RemoteCertificate?.Subject ?? "");
            var request = await ReadHeadAsync(stream);
            Received.Add(request);
            if (request.Length > 0)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(answer?.Invoke(request.Split(' ')[1]) ?? ""));
                await ReadHeadAsync(stream);
            }
        }
        catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException)
        {
            Received.Add("");
        }
    }

    private async Task<string> ReadHeadAsync(SslStream stream)
    {
        var head = new StringBuilder();
        var buffer = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, _end.Token);
            if (count == 0)
            {
                break;
            }

            head.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return head.ToString();
    }
}
