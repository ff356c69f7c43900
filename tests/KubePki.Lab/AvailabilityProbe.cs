using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace KubePki.Lab;

/// <summary>
/// Polls an API server at a fixed rate, whether or not earlier requests have been answered. Each request has its own TCP and TLS
/// connection with a full handshake. It measures the availability that a new client would see.
/// </summary>
internal sealed class AvailabilityProbe : IDisposable
{
    /// <summary>Requests per second.</summary>
    public const int Rate = 20;

    /// <summary>A request without a complete answer by then has failed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ProbeTarget target;
    private readonly Thread ticker;
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task<ProbeSample>> samples = [];
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private Exception? broken;

    private AvailabilityProbe(ProbeTarget target, int? process)
    {
        this.target = target;
        ticker = new Thread(() => Tick(process)) { IsBackground = true, Name = "availability probe" };
        ticker.Start();
    }

    /// <summary>Starts polling at once.</summary>
    /// <param name="process">A process whose network namespace to use; null for this machine's own network.</param>
    public static AvailabilityProbe Start(ProbeTarget target, int? process = null) => new(target, process);

    /// <summary>Stops polling, waits for the last answers and returns the report.</summary>
    public ProbeReport Stop()
    {
        stop.Cancel();
        ticker.Join();
        var length = clock.Elapsed;
        if (broken is not null)
        {
            throw new InvalidOperationException("the probe itself failed", broken);
        }

        return new ProbeReport(Task.WhenAll(samples).GetAwaiter().GetResult(), length);
    }

    public void Dispose()
    {
        stop.Cancel();
        ticker.Join();
        stop.Dispose();
    }

    private void Tick(int? process)
    {
        try
        {
            if (process is { } id)
            {
                NetworkNamespace.EnterWithThisThread(id);
            }

            for (var number = 0; !stop.IsCancellationRequested; number++)
            {
                var due = TimeSpan.FromSeconds((double)number / Rate);
                if (due > clock.Elapsed && stop.Token.WaitHandle.WaitOne(due - clock.Elapsed))
                {
                    return;
                }

                // The socket is created here, because the thread determines the network namespace.
                samples.Add(Ask(new Socket(target.Server.AddressFamily, SocketType.Stream, ProtocolType.Tcp), due));
            }
        }
        catch (Exception exception) when (exception is SocketException or System.ComponentModel.Win32Exception or IOException)
        {
            broken = exception;
        }
    }

    private async Task<ProbeSample> Ask(Socket socket, TimeSpan due)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using (socket)
            {
                await socket.ConnectAsync(target.Server, patience.Token);
                using var tls = new SslStream(new NetworkStream(socket));
                await tls.AuthenticateAsClientAsync(Handshake(), patience.Token);
                var answer = await Get(tls, patience.Token);
                return new ProbeSample(due, answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) ? null : FirstLine(answer));
            }
        }
        catch (OperationCanceledException)
        {
            return new ProbeSample(due, $"no answer within {Patience.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is SocketException or IOException
            or System.Security.Authentication.AuthenticationException)
        {
            return new ProbeSample(due, (exception.InnerException ?? exception).Message);
        }
    }

    private SslClientAuthenticationOptions Handshake() => new()
    {
        TargetHost = target.Server.Address.ToString(),
        AllowTlsResume = false,
        ClientCertificateContext = target.Client is null ? null : SslStreamCertificateContext.Create(target.Client, null, offline: true),
        CertificateChainPolicy = Policy(),
    };

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(target.Authorities);
        return policy;
    }

    private async Task<string> Get(SslStream tls, CancellationToken cancellation)
    {
        var request = $"GET {target.Path} HTTP/1.1\r\nHost: {target.Server}\r\nConnection: close\r\n\r\n";
        await tls.WriteAsync(Encoding.ASCII.GetBytes(request), cancellation);
        // Read to the end: a truncated answer does not count.
        using var answer = new MemoryStream();
        await tls.CopyToAsync(answer, cancellation);
        return Encoding.UTF8.GetString(answer.GetBuffer(), 0, (int)answer.Length);
    }

    private static string FirstLine(string answer)
        => answer.Length == 0 ? "the connection ended without an answer" : answer.Split('\r', 2)[0];
}
