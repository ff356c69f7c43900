using System.Globalization;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Activate.Wire;

/// <summary>
/// Runs one exchange with a peer within a time limit. It returns the outcome, or a problem if the limit has passed or the peer failed. It
/// throws <see cref="OperationCanceledException"/> only if the caller cancelled.
/// </summary>
internal static class TimeLimit
{
    /// <param name="where">The socket, for problems.</param>
    /// <param name="asked">The request, for problems: <c>GET /readyz</c>.</param>
    /// <param name="protocol">The protocol expected of the peer, for problems.</param>
    /// <param name="limit">Time limit for the whole exchange, including the connection.</param>
    /// <param name="exchange">The exchange; it must observe its token.</param>
    /// <param name="cancellation">The caller's cancellation.</param>
    internal static async Task<Outcome<T>> RunAsync<T>(
        string where,
        string asked, string protocol, TimeSpan limit, Func<CancellationToken, Task<Outcome<T>>> exchange, CancellationToken cancellation)
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
            // The type of the exception depends on where the exchange was interrupted. Only the clock tells whether the time limit was the
            // reason.
            cancellation.ThrowIfCancellationRequested();
            return NoAnswer(where, asked, limit);
        }
        catch (Exception e) when (Explain(e, where, asked, protocol) is { } problem)
        {
            return problem;
        }
    }

    /// <summary>Whether a problem means that the machine is reachable but nothing listens on the port.</summary>
    internal static bool IsConnectionRefused(Problem problem)
        => problem.Is(WireMessages.Unreachable) && problem.Arguments[0] == Posix.Describe(Posix.ConnectionRefused);

    internal static Problem NoAnswer(string where, string asked, TimeSpan limit)
        => WireMessages.NoAnswer.At(where, asked, limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));

    /// <summary>The body of an answer; null if it is longer than <paramref name="most"/> bytes.</summary>
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
    /// The problem for an exception of the network; null for an exception that is a bug. The messages of the .NET runtime are not used: the
    /// published binary does not contain them.
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
            // The path is too long for a socket address.
            return WireMessages.Unreachable.At(where, Posix.Describe(Posix.NameTooLong));
        }

        var errors = causes.Select(HttpError).OfType<HttpRequestError>().ToList();
        return exception switch
        {
            _ when errors.Contains(HttpRequestError.ResponseEnded) || errors is [HttpRequestError.Unknown, ..] =>
                WireMessages.HungUp.At(where, asked),
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
    /// .NET rejects bytes that are not TLS; OpenSSL rejects everything else, with its own message. With TLS 1.3, a server rejects the
    /// client after the handshake, in place of the answer.
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
