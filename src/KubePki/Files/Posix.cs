using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Files;

/// <summary>
/// The few system calls .NET does not offer. Rules of this file: every descriptor is close-on-exec, nothing follows a
/// symbolic link unless the name says so, and opening never blocks on a FIFO.
/// </summary>
internal static partial class Posix
{
    internal const int NoEntry = 2;
    internal const int AccessDenied = 13;
    internal const int TooManyLinks = 40;

    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int AtFdCwd = -100;
    private const int AtSymlinkNoFollow = 0x100;
    private const uint BasicStats = 0x7ff;

    private static int NoFollow => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    private static int DirectoryOnly => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    /// <summary>Facts about the entry at <paramref name="path"/> itself (a link is not followed), or null and the errno.</summary>
    internal static FileFacts? Facts(string path, out int error)
    {
        var result = Statx(AtFdCwd, path, AtSymlinkNoFollow, BasicStats, out var buffer);
        error = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        return result == 0 ? ToFacts(buffer) : null;
    }

    /// <summary>Opens for reading without following a final link and without ever blocking; null and the errno on failure.</summary>
    internal static SafeFileHandle? OpenForReading(string path, out int error)
    {
        var descriptor = Open(path, ReadOnly | NonBlocking | CloseOnExec | NoFollow, 0);
        error = descriptor >= 0 ? 0 : Marshal.GetLastPInvokeError();
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
    }

    /// <summary>Makes a directory's entries durable. Returns 0 or the errno.</summary>
    internal static int SyncDirectory(string path)
    {
        var descriptor = Open(path, ReadOnly | CloseOnExec | DirectoryOnly, 0);
        if (descriptor < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        return Fsync(descriptor) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>The system's own words for an errno.</summary>
    internal static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);

    private static FileFacts ToFacts(in StatxBuffer s) => new(
        (FileKind)(s.Mode & 0xf000),
        (UnixFileMode)(s.Mode & 0xfff),
        s.Uid,
        s.Gid,
        (long)s.Size,
        s.Inode,
        ((ulong)s.DeviceMajor << 32) | s.DeviceMinor,
        s.Links);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out StatxBuffer buffer);

    /// <summary>struct statx: the same layout on every architecture (Linux 4.11, glibc 2.28), unlike struct stat.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxBuffer
    {
        [FieldOffset(16)] public uint Links;
        [FieldOffset(20)] public uint Uid;
        [FieldOffset(24)] public uint Gid;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public ulong Size;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }
}
