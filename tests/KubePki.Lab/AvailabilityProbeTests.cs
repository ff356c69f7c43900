using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace KubePki.Lab;

/// <summary>The probe against a server of the test: what it counts, and what it does not accept as an answer.</summary>
public sealed class AvailabilityProbeTests
{
    [Fact]
    public void All_is_well_while_the_server_answers()
    {
        using var server = new Server(Certificate(DateTimeOffset.UtcNow.AddDays(1)));
        var report = Watch(server, TimeSpan.FromSeconds(1));
        Assert.Equal(0, report.Failed);
        Assert.Equal(TimeSpan.Zero, report.LongestOutage);
        Assert.InRange(report.Sent, 18, 24);
    }

    [Fact]
    public void A_pause_is_measured_from_the_first_failure_to_the_next_success()
    {
        using var server = new Server(Certificate(DateTimeOffset.UtcNow.AddDays(1)));
        using var probe = AvailabilityProbe.Start(server.Target);
        Thread.Sleep(500);
        server.Refuses = true;
        Thread.Sleep(1000);
        server.Refuses = false;
        Thread.Sleep(500);
        var report = probe.Stop();
        var outage = Assert.Single(report.Outages);
        Assert.InRange(outage.Length.TotalSeconds, 0.8, 1.3);
        Assert.Equal(report.Failed, outage.Failed);
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Internal Server Error\r\n\r\n", "HTTP/1.1 500 Internal Server Error")]
    [InlineData("", "the connection ended without an answer")]
    public void Another_answer_than_200_is_a_failure(string answer, string reason)
    {
        using var server = new Server(Certificate(DateTimeOffset.UtcNow.AddDays(1))) { Answer = answer };
        var report = Watch(server, TimeSpan.FromSeconds(0.5));
        Assert.Equal(report.Sent, report.Failed);
        Assert.All(report.Samples, sample => Assert.Equal(reason, sample.Failure));
    }

    [Fact]
    public void An_expired_certificate_is_a_failure()
    {
        using var server = new Server(Certificate(DateTimeOffset.UtcNow.AddDays(-1)));
        var report = Watch(server, TimeSpan.FromSeconds(0.5));
        Assert.Equal(report.Sent, report.Failed);
        Assert.Contains("NotTimeValid", report.Samples[0].Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_is_a_failure_and_does_not_stop_the_asking()
    {
        using var server = new Server(Certificate(DateTimeOffset.UtcNow.AddDays(1))) { Silent = true };
        var report = Watch(server, TimeSpan.FromSeconds(1));
        Assert.InRange(report.Failed, 18, 24);
        Assert.Equal(report.Sent, report.Failed);
        Assert.Equal("no answer within 3 s", report.Samples[0].Failure);
    }

    private static ProbeReport Watch(Server server, TimeSpan time)
    {
        using var probe = AvailabilityProbe.Start(server.Target);
        Thread.Sleep(time);
        return probe.Stop();
    }

    private static X509Certificate2 Certificate(DateTimeOffset end)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(end.AddDays(-2), end);
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class Server : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 certificate;
        private readonly List<Socket> held = [];
        private readonly Task serving;

        public Server(X509Certificate2 certificate)
        {
            this.certificate = certificate;
            listener.Start();
            Target = new ProbeTarget(
                (IPEndPoint)listener.LocalEndpoint, null, [X509CertificateLoader.LoadCertificate(certificate.RawData)]);
            serving = Serve();
        }

        public ProbeTarget Target { get; }

        public string Answer { get; init; } = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

        public bool Silent { get; init; }

        public volatile bool Refuses;

        public void Dispose()
        {
            listener.Stop();
            serving.GetAwaiter().GetResult();
            held.ForEach(socket => socket.Dispose());
            certificate.Dispose();
        }

        private async Task Serve()
        {
            try
            {
                while (true)
                {
                    var socket = await listener.AcceptSocketAsync();
                    if (Silent)
                    {
                        held.Add(socket);
                    }
                    else if (Refuses)
                    {
                        socket.Dispose();
                    }
                    else
                    {
                        await Converse(socket);
                    }
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The test is over: the server was stopped while it waited or while it served a client.
            }
        }

        private async Task Converse(Socket socket)
        {
            try
            {
                using var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
                await tls.AuthenticateAsServerAsync(certificate);
                _ = await tls.ReadAsync(new byte[4096]);
                await tls.WriteAsync(Encoding.ASCII.GetBytes(Answer));
                await tls.ShutdownAsync();
            }
            catch (IOException)
            {
                // The probe rejected the certificate.
            }
        }
    }
}
