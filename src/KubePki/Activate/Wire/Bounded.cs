using System.Globalization;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Language;

namespace KubePki.Activate.Wire;

/// <summary>
/// Runs one exchange with a peer so that it ends: with its outcome, or with a problem when the limit has passed or the peer
/// failed. Only the caller's own cancellation leaves as <see cref="OperationCanceledException"/>.
/// </summary>
internal static class Bounded
{
    /// <param name="where">The socket, for problems.</param>
    /// <param name="asked">What is asked of the peer, for problems: <c>GET /readyz</c>.</param>
    /// <param name="protocol">What the peer is expected to speak, for problems.</param>
    /// <param name="limit">How long the whole exchange may take, the connection included.</param>
    /// <param name="exchange">The exchange; it must obey its token.</param>
    /// <param name="cancellation">The caller's wish to stop.</param>
    internal static async Task<Outcome<T>> RunAsync<T>(
        string where, string asked, string protocol, TimeSpan limit, Func<CancellationToken, Task<Outcome<T>>> exchange, CancellationToken cancellation)
        where T : class
    {
        using var clock = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        clock.CancelAfter(limit);
        try
        {
            return await exchange(clock.Token).ConfigureAwait(false);
        }
        catch (Exception) when (clock.IsCancellationRequested)
        {
            // What a cut-off exchange throws depends on where it was cut; the clock alone tells why.
            cancellation.ThrowIfCancellationRequested();
            return NoAnswer(where, asked, limit);
        }
        catch (Exception e) when (Explain(e, where, asked, protocol) is { } problem)
        {
            return problem;
        }
    }

    /// <summary>Whether a problem says that the machine was reached and nothing listens on the port.</summary>
    internal static bool NobodyListens(Problem problem)
        => problem.Is(WireMessages.Unreachable) && problem.Arguments[0] == Posix.Describe(Posix.ConnectionRefused);

    internal static Problem NoAnswer(string where, string asked, TimeSpan limit)
        => WireMessages.NoAnswer.At(where, asked, limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));

    /// <summary>An answer's body, at most <paramref name="most"/> bytes of it; null when there is more.</summary>
    internal static async Task<byte[]?> ReadAsync(HttpContent content, int most, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (var count = 0; (count = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
        {
            body.Write(buffer, 0, count);
            if (body.Length > most)
            {
                return null;
            }
        }

        return body.ToArray();
    }

    /// <summary>
    /// The problem an exception of the network stands for; null for one that is a bug. Messages of the runtime are not used:
    /// the published binary has none.
    /// </summary>
    internal static Problem? Explain(Exception exception, string where, string asked, string protocol)
    {
        var causes = Causes(exception).ToList();
        if (causes.Any(c => c is AuthenticationException or CryptographicException))
        {
            return Tls(causes[^1], where);
        }

        if (causes.OfType<FileNotFoundException>().Any())
        {
            return WireMessages.Unreachable.At(where, Posix.Describe(Posix.NoEntry));
        }

        if (causes.OfType<SocketException>().FirstOrDefault() is { } socket)
        {
            return socket.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown
                ? WireMessages.HungUp.At(where, asked)
                : WireMessages.Unreachable.At(where, Reason(socket));
        }

        if (exception is HttpRequestException && exception.InnerException is ArgumentException)
        {
            // A path that does not fit into a socket address.
            return WireMessages.Unreachable.At(where, Posix.Describe(Posix.NameTooLong));
        }

        var errors = causes.Select(HttpError).OfType<HttpRequestError>().ToList();
        return exception switch
        {
            _ when errors.Contains(HttpRequestError.ResponseEnded) || errors is [HttpRequestError.Unknown, ..] => WireMessages.HungUp.At(where, asked),
            _ when errors.Count > 0 => WireMessages.WrongProtocol.At(where, protocol),
            IOException => WireMessages.HungUp.At(where, asked),
            InvalidDataException => WireMessages.WrongProtocol.At(where, protocol),
            _ => null,
        };
    }

    private static HttpRequestError? HttpError(Exception exception) => exception switch
    {
        HttpRequestException e => e.HttpRequestError,
        HttpIOException e => e.HttpRequestError,
        _ => null,
    };

    /// <summary>
    /// Bytes that are no TLS at all are turned down by .NET, everything else by OpenSSL, whose words come with it. With TLS 1.3
    /// a server's refusal of the client comes after the handshake, in place of the answer.
    /// </summary>
    private static Problem Tls(Exception innermost, string where)
        => innermost is AuthenticationException || innermost.Message.Contains("wrong version number", StringComparison.Ordinal)
            ? WireMessages.WrongProtocol.At(where, "TLS")
            : WireMessages.TlsFailed.At(where, OpenSslReason(innermost.Message));

    /// <summary>The last part of <c>error:0A000412:SSL routines::sslv3 alert bad certificate</c>.</summary>
    private static string OpenSslReason(string message) => message[(message.LastIndexOf(':') + 1)..].Trim();

    private static string Reason(SocketException socket)
        => socket.SocketErrorCode is SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData
            ? "unknown host"
            : Posix.Describe(socket.NativeErrorCode);

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
