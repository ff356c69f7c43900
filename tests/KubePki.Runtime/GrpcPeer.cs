using KubePki.Activate.Runtime;
using KubePki.Activate.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace KubePki.Runtime;

/// <summary>An HTTP/2 server on its own unix socket, for answers that no available runtime gives.</summary>
internal sealed class GrpcPeer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-grpc-").FullName;
    private readonly WebApplication _server;

    private GrpcPeer(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.ListenUnixSocket(Socket, l => l.Protocols = HttpProtocols.Http2));
        _server = builder.Build();
        _server.Run(answer);
    }

    public string Socket => Path.Combine(_folder, "s");

    public RuntimeEndpoint Endpoint => new(RuntimeKind.Cri, Socket);

    public static async Task<GrpcPeer> StartAsync(RequestDelegate answer)
    {
        var peer = new GrpcPeer(answer);
        await peer._server.StartAsync(TestContext.Current.CancellationToken);
        return peer;
    }

    /// <summary>
    /// A runtime before v1: it does not know the v1 service name, and forwards requests with the older name to a real runtime.
    /// </summary>
    public static Task<GrpcPeer> StartOlderAsync(string realSocket)
    {
        var real = new HttpMessageInvoker(DirectHttp.UnixHandler(realSocket));
        return StartAsync(async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/runtime.v1alpha2.RuntimeService"))
            {
                await FailAsync(context, 12, "unknown service");
                return;
            }

            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(DirectHttp.UnixAuthority, context.Request.Path))
            {
                Version = new Version(2, 0),
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent(body.ToArray()),
            };
            request.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
            request.Headers.TryAddWithoutValidation("te", "trailers");
            using var response = await real.SendAsync(request, context.RequestAborted);
            await SendAsync(
                context, await response.Content.ReadAsByteArrayAsync(), response.TrailingHeaders.GetValues("grpc-status").First());
        });
    }

    /// <summary>A status without a message, as gRPC servers send it: everything is in the headers.</summary>
    public static Task FailAsync(HttpContext context, int status, string text)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = status.ToString();
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(text);
        return Task.CompletedTask;
    }

    /// <summary>A body, then the status in the trailers.</summary>
    public static async Task SendAsync(HttpContext context, byte[] body, string status = "0")
    {
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(body);
        context.Response.AppendTrailer("grpc-status", status);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
