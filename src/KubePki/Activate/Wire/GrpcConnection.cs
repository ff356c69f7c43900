using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using KubePki.Localization;

namespace KubePki.Activate.Wire;

/// <summary>Unary gRPC calls (gRPC over HTTP/2, "PROTOCOL-HTTP2.md") over the handler's connection. Messages are not compressed.</summary>
internal sealed class GrpcConnection(SocketsHttpHandler handler, Uri address, string where) : IDisposable
{
    /// <summary>Largest answer that is read, in bytes: the kubelet's limit for its runtime.</summary>
    private const int MaximumAnswer = 16 * 1024 * 1024;

    /// <summary>Name of the protocol, for problems.</summary>
    internal const string Protocol = "gRPC";

    private const int PrefixLength = 5;

    private static readonly string[] StatusNames =
    [
        "OK", "Canceled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists", "PermissionDenied",
        "ResourceExhausted",
        "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented", "Internal", "Unavailable", "DataLoss", "Unauthenticated",
    ];

    private readonly HttpMessageInvoker _http = new(handler);

    /// <summary>
    /// Calls <paramref name="method"/> (<c>/package.Service/Method</c>) and reads the answer with <paramref name="read"/>, which may throw
    /// <see cref="InvalidDataException"/>. A method that the server does not have results in <see cref="WireMessages.Unimplemented"/>, any
    /// other status but OK in <see cref="WireMessages.Refused"/> with the status name as second argument.
    /// </summary>
    internal Task<Outcome<T>> CallAsync<T>(
        string method, ProtobufWriter message, Func<ProtobufMessage, T> read, TimeSpan limit, CancellationToken cancellation)
        where T : class
    {
        var asked = method[(method.LastIndexOf('/') + 1)..];
        return TimeLimit.RunAsync(
            where,
            asked,
            Protocol,
            limit,
            async clock =>
            {
                using var request = Request(method, message.ToArray(), limit);
                using var response = await _http.SendAsync(request, clock).ConfigureAwait(false);
                if (response.StatusCode != HttpStatusCode.OK
                    || response.Content.Headers.ContentType?.MediaType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
                {
                    return WireMessages.WrongProtocol.At(where, Protocol);
                }

                var body = await TimeLimit.ReadAsync(response.Content, MaximumAnswer, clock).ConfigureAwait(false);
                if (body is null)
                {
                    return WireMessages.AnswerTooLong.At(where, asked, MaximumAnswer.ToString(CultureInfo.InvariantCulture));
                }

                return Status(response, asked, limit) is { } problem ? problem : (Outcome<T>)read(ProtobufMessage.Read(Unframe(body)));
            },
            cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(string method, byte[] message, TimeSpan limit)
    {
        var frame = new byte[PrefixLength + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, PrefixLength);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));

        // The server stops too once the client no longer waits.
        request.Headers.TryAddWithoutValidation(
            "grpc-timeout", ((long)limit.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) + "m");
        return request;
    }

    /// <summary>The status is in the trailers, or in the headers of an answer without a message.</summary>
    private Problem? Status(HttpResponseMessage response, string asked, TimeSpan limit)
    {
        var status = Header(response, "grpc-status");
        if (status == "0")
        {
            return null;
        }

        if (!int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            return WireMessages.WrongProtocol.At(where, Protocol);
        }

        var name = code < StatusNames.Length ? StatusNames[code] : status;
        return name == "Unimplemented" ? WireMessages.Unimplemented.At(where, asked)
            : name == "DeadlineExceeded" ? TimeLimit.NoAnswer(where, asked, limit)
            : WireMessages.Refused.At(where, asked, name, Uri.UnescapeDataString(Header(response, "grpc-message") ?? ""));
    }

    private static string? Header(HttpResponseMessage response, string name)
        => response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values)
            ? values.First()
            : null;

    /// <summary>The only message of a body: one byte for compression, four for the length, then the message.</summary>
    private static byte[] Unframe(byte[] body)
        => body.Length >= PrefixLength && body[0] == 0 && BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1)) == body.Length - PrefixLength
            ? body[PrefixLength..]
            : throw new InvalidDataException("grpc");
}
