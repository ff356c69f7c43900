using System.Globalization;
using System.Net;
using System.Net.Http;
using KubePki.Activate.Wire;
using KubePki.Localization;

namespace KubePki.Activate.Probe;

/// <summary>An HTTP answer of any status.</summary>
internal sealed record HttpAnswer(int Status, byte[] Body);

/// <summary>One request on a connection of its own: an existing connection proves nothing about the current certificates.</summary>
internal static class HttpProbe
{
    /// <summary>Largest answer that is read, in bytes.</summary>
    private const int MaximumAnswer = 4 * 1024 * 1024;

    internal static Task<Outcome<HttpAnswer>> GetAsync(ProbeTarget target, string path, TimeSpan limit, CancellationToken cancellation)
        => SendAsync(target, HttpMethod.Get, path, null, limit, cancellation);

    /// <summary>A request of any method, with a body or without one.</summary>
    internal static Task<Outcome<HttpAnswer>> SendAsync(
        ProbeTarget target, HttpMethod method, string path, HttpContent? content, TimeSpan limit, CancellationToken cancellation)
    {
        var where = target.Address.ToString();
        var asked = $"{method} {path}";
        return ConnectAsync<HttpAnswer>(
            target,
            asked,
            "HTTP",
            limit,
            async (handler, address, clock) =>
            {
                using var http = new HttpMessageInvoker(handler);
                using var request = new HttpRequestMessage(
                    method, new Uri(address, path))
                { Version = HttpVersion.Version11, Content = content };
                using var response = await http.SendAsync(request, clock).ConfigureAwait(false);
                var body = await TimeLimit.ReadAsync(response.Content, MaximumAnswer, clock).ConfigureAwait(false);
                return body is null
                    ? WireMessages.AnswerTooLong.At(where, asked, MaximumAnswer.ToString(CultureInfo.InvariantCulture))
                    : new HttpAnswer((int)response.StatusCode, body);
            },
            cancellation);
    }

    /// <summary>A unary gRPC call.</summary>
    internal static Task<Outcome<T>> CallAsync<T>(
        ProbeTarget target,
        string method, ProtobufWriter message, Func<ProtobufMessage, T> read, TimeSpan limit, CancellationToken cancellation)
        where T : class
        => ConnectAsync(
            target,
            method,
            GrpcConnection.Protocol,
            limit,
            async (handler, address, clock) =>
            {
                using var grpc = new GrpcConnection(handler, address, target.Address.ToString());
                return await grpc.CallAsync(method, message, read, limit, clock).ConfigureAwait(false);
            },
            cancellation);

    private static Task<Outcome<T>> ConnectAsync<T>(
        ProbeTarget target,
        string asked,
        string protocol,
        TimeSpan limit,
        Func<SocketsHttpHandler, Uri, CancellationToken, Task<Outcome<T>>> exchange,
        CancellationToken cancellation)
        where T : class
        => TimeLimit.RunAsync(
            target.Address.ToString(),
            asked,
            protocol,
            limit,
            async clock =>
            {
                var client = new TlsClient(target.Address, target.Trust, target.Identity);
                using var handler = DirectHttp.Handler();
                handler.SslOptions = client.Options();
                try
                {
                    var answer = await exchange(handler, new Uri($"{(target.Tls ? "https" : "http")}://{target.Address}"), clock)
                        .ConfigureAwait(false);
                    return client.TrustProblem ?? answer;
                }
                catch (HttpRequestException) when (client.TrustProblem is not null)
                {
                    return client.TrustProblem;
                }
            },
            cancellation);
}
