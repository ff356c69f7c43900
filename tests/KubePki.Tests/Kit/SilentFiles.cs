using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Tests.Kit;

/// <summary>
/// A file system of a user's own (FUSE, include/uapi/linux/fuse.h), kept in memory. It answers a number of requests and then stops
/// responding. Nothing is cached: each system call of a program is a request.
/// </summary>
internal sealed partial class SilentFiles(uint user, int answers = int.MaxValue) : IDisposable
{
    private const int ReadWriteCloseOnExec = 0x80002;
    private const int InHeader = 40, OutHeader = 16, Largest = 65536;
    private const int NoEntry = 2, AlreadyThere = 17, NotEmpty = 39, NoSuchCall = 38;
    private readonly Dictionary<ulong, Node> _nodes = new() { [1] = new Node { Mode = 0x41ed, User = user } };
    private SafeFileHandle? _device;
    private int _left = answers;

    /// <summary>The descriptor to mount.</summary>
    public int Descriptor => (int)_device!.DangerousGetHandle();

    /// <summary>The number of requests so far.</summary>
    public int Requests { get; private set; }

    /// <summary>Adds a file and its parent directories.</summary>
    public void Add(string path, byte[] content)
    {
        var parts = path.Split('/');
        var at = 1ul;
        foreach (var part in parts[..^1])
        {
            at = _nodes[at].Entries.TryGetValue(part, out var there) ? there : Add(at, part, new Node { Mode = 0x41c0, User = user });
        }

        Add(at, parts[^1], new Node { Mode = 0x8180, User = user, Content = content });
    }

    /// <summary>The content of a file, or null.</summary>
    public byte[]? Content(string path)
    {
        var at = 1ul;
        return path.Split('/').All(part => _nodes[at].Entries.TryGetValue(part, out at)) ? _nodes[at].Content : null;
    }

    /// <summary>Opens the device; skips the test if the machine has none.</summary>
    public void OpenDevice()
    {
        var descriptor = Open("/dev/fuse", ReadWriteCloseOnExec);
        Assert.SkipUnless(descriptor >= 0, "there is no /dev/fuse");
        _device = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Starts answering requests; it ends when the file system is unmounted.</summary>
    public void Begin() => new Thread(Serve) { IsBackground = true }.Start();

    public void Dispose() => _device?.Dispose();

    private void Serve()
    {
        var request = new byte[Largest + 4096];
        for (; ; )
        {
            var length = Read(Descriptor, request, request.Length);
            if (length < 0)
            {
                if (Marshal.GetLastPInvokeError() == 4)
                {
                    continue;
                }

                return;
            }

            var call = new Request(request.AsMemory(0, (int)length));

            // Forgetting is not answered.
            if (call.Operation is 2 or 36 or 42)
            {
                continue;
            }

            Requests += call.Operation == 26 ? 0 : 1;
            if (call.Operation != 26 && _left-- <= 0)
            {
                continue;
            }

            var (error, body) = Answer(call);
            var answer = new byte[OutHeader + body.Length];
            BinaryPrimitives.WriteInt32LittleEndian(answer, answer.Length);
            BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(4), -error);
            BinaryPrimitives.WriteUInt64LittleEndian(answer.AsSpan(8), call.Unique);
            body.CopyTo(answer, OutHeader);
            _ = Write(Descriptor, answer, answer.Length);
        }
    }

    private (int Error, byte[] Body) Answer(Request call)
    {
        var node = _nodes.GetValueOrDefault(call.Node)!;
        switch (call.Operation)
        {
            case 1: // LOOKUP
                return node.Entries.TryGetValue(call.Name(0), out var found) ? (0, Entry(found)) : (NoEntry, []);
            case 3: // GETATTR
                return (0, Attributes(call.Node));
            case 4: // SETATTR
                var valid = call.Int(0);
                node.Mode = (valid & 1) != 0 ? (node.Mode & 0xf000) | (call.Int(68) & 0xfff) : node.Mode;
                node.User = (valid & 2) != 0 ? call.Int(76) : node.User;
                node.Group = (valid & 4) != 0 ? call.Int(80) : node.Group;
                if ((valid & 8) != 0)
                {
                    Array.Resize(ref node.Content, (int)call.Int(16));
                }

                return (0, Attributes(call.Node));
            case 5: // READLINK
                return (0, node.Content);
            case 6: // SYMLINK
                var link = new Node { Mode = 0xa1ff, User = call.User, Content = Encoding.UTF8.GetBytes(call.Second(0)) };
                return (0, Entry(Add(call.Node, call.Name(0), link)));
            case 9: // MKDIR
                return (0, Entry(Add(call.Node, call.Name(8), new Node { Mode = 0x4000 | (call.Int(0) & 0xfff), User = call.User })));
            case 10 or 11: // UNLINK, RMDIR
                return node.Entries.TryGetValue(call.Name(0), out var gone) && _nodes[gone].Entries.Count > 0 ? (NotEmpty, [])
                    : node.Entries.Remove(call.Name(0)) ? (0, []) : (NoEntry, []);
            case 12 or 45: // RENAME, RENAME2
                var names = call.Operation == 12 ? 8 : 16;
                var target = _nodes[call.Int(0)].Entries;
                if (call.Operation == 45 && (call.Int(8) & 1) != 0 && target.ContainsKey(call.Second(names)))
                {
                    return (AlreadyThere, []);
                }

                node.Entries.Remove(call.Name(names), out var moved);
                target[call.Second(names)] = moved;
                return (0, []);
            case 14 or 27: // OPEN, OPENDIR
                return (0, new byte[16]);
            case 15: // READ
                var from = (int)Math.Min(call.Int(8), (uint)node.Content.Length);
                return (0, node.Content[from..Math.Min(node.Content.Length, from + (int)call.Int(16))]);
            case 16: // WRITE
                var (offset, size) = ((int)call.Int(8), (int)call.Int(16));
                Array.Resize(ref node.Content, Math.Max(node.Content.Length, offset + size));
                call.Body[40..(40 + size)].CopyTo(node.Content.AsMemory(offset));
                return (0, BitConverter.GetBytes((ulong)size));
            case 17: // STATFS
                return (0, new byte[80]);
            case 18 or 20 or 25 or 29 or 30 or 34: // RELEASE, FSYNC, FLUSH, RELEASEDIR, FSYNCDIR, ACCESS
                return (0, []);
            case 26: // INIT
                var settings = new byte[64];
                BinaryPrimitives.WriteInt32LittleEndian(settings, 7);
                BinaryPrimitives.WriteInt32LittleEndian(settings.AsSpan(4), 31);
                BinaryPrimitives.WriteInt32LittleEndian(settings.AsSpan(20), Largest);
                return (0, settings);
            case 28: // READDIR
                return (0, []);
            case 35: // CREATE
                var file = new Node { Mode = 0x8000 | (call.Int(4) & 0xfff), User = call.User, Group = call.Group };
                return node.Entries.ContainsKey(call.Name(16)) ? (AlreadyThere, [])
                    : (0, [.. Entry(Add(call.Node, call.Name(16), file)), .. new byte[16]]);
            default:
                return (NoSuchCall, []);
        }
    }

    private ulong Add(ulong directory, string name, Node node)
    {
        var id = (ulong)_nodes.Count + 1;
        _nodes[id] = node;
        _nodes[directory].Entries[name] = id;
        return id;
    }

    private byte[] Entry(ulong id)
    {
        var entry = new byte[128];
        BinaryPrimitives.WriteUInt64LittleEndian(entry, id);
        Describe(id, entry.AsSpan(40));
        return entry;
    }

    private byte[] Attributes(ulong id)
    {
        var attributes = new byte[104];
        Describe(id, attributes.AsSpan(16));
        return attributes;
    }

    private void Describe(ulong id, Span<byte> to)
    {
        var node = _nodes[id];
        BinaryPrimitives.WriteUInt64LittleEndian(to, id);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], node.Content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(to[60..], node.Mode);
        BinaryPrimitives.WriteUInt32LittleEndian(to[64..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(to[68..], node.User);
        BinaryPrimitives.WriteUInt32LittleEndian(to[72..], node.Group);
        BinaryPrimitives.WriteUInt32LittleEndian(to[80..], 4096);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, byte[] buffer, nint size);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte[] buffer, nint size);

    private sealed class Node
    {
        public byte[] Content = [];

        public uint Mode { get; set; }

        public uint User { get; set; }

        public uint Group { get; set; }

        public Dictionary<string, ulong> Entries { get; } = new(StringComparer.Ordinal);
    }

    private readonly struct Request(ReadOnlyMemory<byte> all)
    {
        public uint Operation => BinaryPrimitives.ReadUInt32LittleEndian(all.Span[4..]);

        public ulong Unique => BinaryPrimitives.ReadUInt64LittleEndian(all.Span[8..]);

        public ulong Node => BinaryPrimitives.ReadUInt64LittleEndian(all.Span[16..]);

        public uint User => BinaryPrimitives.ReadUInt32LittleEndian(all.Span[24..]);

        public uint Group => BinaryPrimitives.ReadUInt32LittleEndian(all.Span[28..]);

        public ReadOnlyMemory<byte> Body => all[InHeader..];

        public uint Int(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Body.Span[at..]);

        public string Name(int at)
        {
            var rest = Body.Span[at..];
            return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
        }

        public string Second(int at) => Name(at + Encoding.UTF8.GetByteCount(Name(at)) + 1);
    }
}
