using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KubePki.Cli.Serve;

/// <summary>Serves the pages over HTTP/1.1 with Kestrel: read-only, a limited number of connections, no request bodies.</summary>
internal sealed class HttpServer : IHttpApplication<HttpContext>, IDisposable
{
    private const int MostConnections = 64;

    /// <summary>When a client that received a 503 may retry.</summary>
    private const string RetryAfterSeconds = "5";

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(2);
    private readonly Func<string, Task<Answer>> _pages;
    private readonly Action<Exception> _failed;
    private readonly IPEndPoint _at;
    private readonly SocketTransportFactory _transport = new(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
    private readonly KestrelServer _server;

    /// <summary>
    /// Creates a server at an address that answers with the result of <paramref name="pages"/> for a path. An exception of
    /// <paramref name="pages"/> becomes a 500 without details and is passed to <paramref name="failed"/>.
    /// </summary>
    public HttpServer(IPEndPoint at, Func<string, Task<Answer>> pages, Action<Exception> failed)
    {
        (_at, _pages, _failed) = (at, pages, failed);
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = MostConnections;
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.RequestHeadersTimeout = HeadersTimeout;
        options.Limits.KeepAliveTimeout = KeepAlive;
        if (at.Address.Equals(IPAddress.IPv6Any))
        {
            // Listen on both IPv6 and IPv4, or only on IPv4 if the kernel has no IPv6.
            options.ListenAnyIP(at.Port, listen => listen.Protocols = HttpProtocols.Http1);
        }
        else
        {
            options.Listen(at, listen => listen.Protocols = HttpProtocols.Http1);
        }

        _server = new KestrelServer(Options.Create(options), _transport, NullLoggerFactory.Instance);
    }

    /// <summary>Starts listening.</summary>
    /// <exception cref="IOException">The address is in use or not one of this machine.</exception>
    public Task StartAsync() => _server.StartAsync(this, CancellationToken.None);

    /// <summary>Waits for running requests, then stops.</summary>
    public Task StopAsync(CancellationToken cancellation) => _server.StopAsync(cancellation);

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // A client that disconnects before the answer is not an error.
        if (exception is not null && !context.RequestAborted.IsCancellationRequested)
        {
            _failed(exception);
        }
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var answer = Refusal(context.Request) ?? await _pages(context.Request.Path.Value ?? "/");
        var body = Encoding.UTF8.GetBytes(answer.Body);
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.MediaType;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        if (answer.Status == StatusCodes.Status405MethodNotAllowed)
        {
            response.Headers.Allow = "GET, HEAD";
        }

        if (answer.Status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = RetryAfterSeconds;
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    public void Dispose() => _server.Dispose();

    private Answer? Refusal(HttpRequest request)
        => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
            ? new Answer(StatusCodes.Status405MethodNotAllowed, Answer.PlainText, "GET\n")
            : IPAddress.IsLoopback(_at.Address) && !IsThisMachine(request.Host.Host)
                ? new Answer(StatusCodes.Status421MisdirectedRequest, Answer.PlainText, "localhost\n")
            : null;

    /// <summary>
    /// Whether a host name in a request means the loopback interface. A foreign web page could resolve its own name to this server and have
    /// a browser read the answers (DNS rebinding); the browser then still sends that name.
    /// </summary>
    private static bool IsThisMachine(string host)
        => ListenAddress.IsLocalhost(host) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
