using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KubePki.Tests.Activate;

/// <summary>A peer that misbehaves in one way, on its own unix socket or on a loopback port.</summary>
internal sealed class SocketPeer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-peer-").FullName;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Socket> _accepted = [];

    private SocketPeer(bool tcp, int backlog)
    {
        SocketPath = Path.Combine(_folder, "s");
        _listener = tcp
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(tcp ? new IPEndPoint(IPAddress.Loopback, 0) : new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen(backlog);
    }

    public string SocketPath { get; private set; }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Accepts connections and never sends anything.</summary>
    public static SocketPeer Silent(bool tcp = false) => new SocketPeer(tcp, 16).Serve(_ => Task.Delay(Timeout.Infinite));

    /// <summary>Listens and never accepts a connection.</summary>
    public static SocketPeer Deaf(bool tcp = false) => new(tcp, 0);

    /// <summary>Reads the request and closes the connection, in an orderly way or with a reset.</summary>
    public static SocketPeer HangingUp(bool reset, bool tcp = false) => new SocketPeer(tcp, 16).Serve(async s =>
    {
        await s.ReceiveAsync(new byte[1]);
        if (!reset)
        {
            await EndAsync(s);
        }
    });

    /// <summary>Answers every request with the same bytes, then closes.</summary>
    public static SocketPeer Saying(byte[] bytes, bool tcp = false) => new SocketPeer(tcp, 16).Serve(async s =>
    {
        await s.ReceiveAsync(new byte[4096]);
        await s.SendAsync(bytes);
        await EndAsync(s);
    });

    /// <summary>Answers every request with the same text, then closes.</summary>
    public static SocketPeer Saying(string text, bool tcp = false) => Saying(Encoding.UTF8.GetBytes(text), tcp);

    /// <summary>Sends a byte at intervals, without end.</summary>
    public static SocketPeer Dripping(string text, bool tcp = false) => new SocketPeer(tcp, 16).Serve(async s =>
    {
        await s.ReceiveAsync(new byte[4096]);
        await s.SendAsync(Encoding.UTF8.GetBytes(text));
        while (true)
        {
            await s.SendAsync(new byte[] { (byte)'a' });
            await Task.Delay(50);
        }
    });

    /// <summary>Leaves its socket behind, without a listener.</summary>
    public static SocketPeer Dead()
    {
        var peer = new SocketPeer(tcp: false, 1);

        // A listener removes its socket when it ends, unless the socket was renamed.
        File.Move(peer.SocketPath, peer.SocketPath + "-dead");
        peer.SocketPath += "-dead";
        peer._listener.Dispose();
        return peer;
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        lock (_accepted)
        {
            _accepted.ForEach(s => s.Dispose());
        }

        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Closes without a reset: reads whatever the other side still sends.</summary>
    private static async Task EndAsync(Socket socket)
    {
        socket.Shutdown(SocketShutdown.Send);
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer) > 0)
        {
        }
    }

    private SocketPeer Serve(Func<Socket, Task> talk)
    {
        _ = Task.Run(async () =>
        {
            while (!_end.IsCancellationRequested)
            {
                var socket = await _listener.AcceptAsync(_end.Token);
                lock (_accepted)
                {
                    _accepted.Add(socket);
                }

                _ = Task.Run(async () =>
                {
                    using (socket)
                    {
                        await talk(socket);
                    }
                });
            }
        });
        return this;
    }
}
