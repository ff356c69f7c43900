using System.Net.Http;
using System.Net.Sockets;

namespace KubePki.Activate.Wire;

/// <summary>HTTP to exactly one endpoint: without a proxy from the environment, redirects, cookies or trace headers.</summary>
internal static class DirectHttp
{
    /// <summary>The host name in requests to a unix socket, where it has no meaning.</summary>
    internal static readonly Uri UnixAuthority = new("http://localhost");

    internal static SocketsHttpHandler Handler() => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
    };

    /// <summary>A handler that connects only to the unix socket at <paramref name="path"/>.</summary>
    internal static SocketsHttpHandler UnixHandler(string path)
    {
        var handler = Handler();
        handler.ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception e)
            {
                socket.Dispose();
                if (e is SocketException { SocketErrorCode: SocketError.AddressNotAvailable })
                {
                    // The error code with which .NET reports a missing socket.
                    throw new FileNotFoundException(null, path, e);
                }

                throw;
            }
        };
        return handler;
    }
}
