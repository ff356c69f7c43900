using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Files;

/// <summary>
/// The few system calls that .NET does not offer. Rules of this file: every file descriptor is close-on-exec, no call follows a symbolic
/// link unless its name says so, and opening never blocks on a FIFO.
/// </summary>
internal static partial class Posix
{
    internal const int NoEntry = 2;
    internal const int Interrupted = 4;
    internal const int InputOutput = 5;

    /// <summary>ENXIO: the entry to open is a socket, or a device without a driver.</summary>
    internal const int NoSuchDevice = 6;
    internal const int WouldBlock = 11;
    internal const int AccessDenied = 13;
    internal const int AlreadyThere = 17;
    internal const int NotADirectory = 20;
    internal const int NameTooLong = 36;
    internal const int ConnectionRefused = 111;
    internal const int TooManyLinks = 40;
    internal const int TimedOut = 110;

    internal const int InvalidArgument = 22;
    private const int InterruptedCall = 4;
    private const int NoSuchCall = 38;
    private const int NoData = 61;
    private const int NotSupported = 95;
    private const int TerminateSignal = 15;
    private const int NoSuchProcess = 3;
    private const int TooSmall = 34;
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const int ReadWrite = 2;
    private const int ReleaseLock = 8;
    private const int ExclusiveLock = 2;
    private const int DoNotWait = 4;
    internal const int NotPermitted = 1;
    private const int Create = 0x40;
    private const int Exclusive = 0x80;
    private const int OwnerOnly = 0b110_000_000;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int AtFdCwd = -100;
    private const int AtSymlinkNoFollow = 0x100;
    private const int AtEmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;

    /// <summary>STATX_ATTR_IMMUTABLE and STATX_ATTR_APPEND, statx(2); a file system without these attributes never sets them.</summary>
    private const ulong ImmutableAttribute = 0x10, AppendOnlyAttribute = 0x20;

    /// <summary>PATH_MAX, limits.h: the maximum number of bytes that realpath(3) writes.</summary>
    private const int LongestPath = 4096;

    /// <summary>FALLOC_FL_KEEP_SIZE, fallocate(2).</summary>
    private const int KeepSize = 1;

    /// <summary>RENAME_NOREPLACE, renameat2(2).</summary>
    private const uint NoReplace = 1;

    /// <summary>SYNC_FILE_RANGE_WRITE, sync_file_range(2).</summary>
    private const uint BeginWriting = 2;

    private static int NoFollow => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    private static int DirectoryOnly => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    /// <summary>Facts about the entry at <paramref name="path"/> itself (a link is not followed), or null and the errno.</summary>
    internal static FileFacts? Facts(string path, out int error)
    {
        var result = Statx(AtFdCwd, path, AtSymlinkNoFollow, BasicStats, out var buffer);
        error = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        return result == 0 ? ToFacts(buffer) : null;
    }

    /// <summary>Whether an errno means that the entry does not exist, rather than that its existence is unknown.</summary>
    internal static bool MeansAbsent(int error) => error is NoEntry or NotADirectory;

    /// <summary>
    /// Facts about the entry itself, or null if it does not exist; throws <see cref="IOException"/> if that cannot be determined.
    /// </summary>
    internal static FileFacts? Look(string path)
        => Facts(path, out var error) is { } facts ? facts : MeansAbsent(error) ? null : throw Failure(path, error);

    /// <summary>Facts about an open file, or null and the errno.</summary>
    internal static FileFacts? Facts(SafeFileHandle file, out int error)
    {
        var result = Statx((int)file.DangerousGetHandle(), "", AtEmptyPath, BasicStats, out var buffer);
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

    /// <summary>
    /// Opens a path that an operator named for reading, following links, without ever blocking; null and the errno on failure.
    /// </summary>
    internal static SafeFileHandle? OpenGiven(string path, out int error)
    {
        var descriptor = Open(path, ReadOnly | NonBlocking | CloseOnExec, 0);
        error = descriptor >= 0 ? 0 : Marshal.GetLastPInvokeError();
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
    }

    /// <summary>Reads the bytes that a pipe currently holds: returns their number, 0 at the end of the pipe, or -1 and the errno.</summary>
    internal static int ReadPipe(SafeFileHandle pipe, byte[] content, int from, out int error)
    {
        var count = (int)ReadSome(pipe, ref content[from], content.Length - from);
        error = count >= 0 ? 0 : Marshal.GetLastPInvokeError();
        return count;
    }

    /// <summary>
    /// Starts the writeback of a file and does not wait. This is only a hint: a file system that does not support it does all the work in
    /// <see cref="Sync"/>.
    /// </summary>
    internal static void BeginSync(SafeFileHandle file) => _ = SyncRange((int)file.DangerousGetHandle(), 0, 0, BeginWriting);

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

    /// <summary>
    /// Creates a file that must not exist, readable only by its owner regardless of the umask; throws <see cref="IOException"/>.
    /// </summary>
    internal static SafeFileHandle CreateExclusive(string path)
    {
        var descriptor = Open(path, WriteOnly | Create | Exclusive | CloseOnExec | NoFollow, OwnerOnly);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure(path);
    }

    /// <summary>
    /// Opens one of this program's own files, creating it if needed, and locks it for this process (flock(2)). Returns null and the errno
    /// on failure; <see cref="WouldBlock"/> if another process holds the lock. The file must be a regular file with one hard link, because
    /// its content is overwritten.
    /// </summary>
    internal static SafeFileHandle? OpenLock(string path, out int error)
    {
        var descriptor = Open(path, ReadWrite | Create | NonBlocking | CloseOnExec | NoFollow, OwnerOnly);
        if (descriptor < 0)
        {
            error = Marshal.GetLastPInvokeError();
            return null;
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        error = Facts(handle, out var unknown) is not { Kind: FileKind.Regular, Links: 1 } ? Math.Max(unknown, NotPermitted)
            : FileLock(descriptor, ExclusiveLock | DoNotWait) != 0 ? Marshal.GetLastPInvokeError() : 0;
        if (error == 0)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    /// <summary>
    /// Releases a lock. Closing the file is not enough: a child process that is just being started has a copy of the file descriptor, and
    /// with it the lock, until it executes its program.
    /// </summary>
    internal static void Unlock(SafeFileHandle file) => _ = FileLock((int)file.DangerousGetHandle(), ReleaseLock);

    /// <summary>
    /// Sets the owner and mode of an open file, in this order, so that it never allows more than <paramref name="mode"/>.
    /// </summary>
    internal static void SetOwnerAndMode(SafeFileHandle file, string path, uint owner, uint group, UnixFileMode mode)
    {
        var descriptor = (int)file.DangerousGetHandle();
        Check(Fchown(descriptor, owner, group), path);
        Check(Fchmod(descriptor, (int)mode), path);
    }

    /// <summary>
    /// Reserves blocks for a file up to a length, which may be beyond its end; throws <see cref="IOException"/>. On a file system that does
    /// not support this, nothing is guaranteed.
    /// </summary>
    internal static void Reserve(SafeFileHandle file, string path, long length)
    {
        if (Allocate((int)file.DangerousGetHandle(), KeepSize, 0, length) != 0
            && Marshal.GetLastPInvokeError() is not (NotSupported or NoSuchCall))
        {
            throw Failure(path);
        }
    }

    /// <summary>Makes a file's content durable; throws <see cref="IOException"/>.</summary>
    internal static void Sync(SafeFileHandle file, string path) => Check(Fsync((int)file.DangerousGetHandle()), path);

    /// <summary>rename(2): atomic, replaces an existing entry; throws <see cref="IOException"/>.</summary>
    internal static void Rename(string from, string to) => Check(RenameFile(from, to), to);

    /// <summary>
    /// Renames, but returns false if the new name is taken; throws <see cref="IOException"/>. If the file system does not support this
    /// (NFS), first checks whether the name is free.
    /// </summary>
    internal static bool RenameNew(string from, string to)
    {
        if (RenameWith(AtFdCwd, from, AtFdCwd, to, NoReplace) == 0)
        {
            return true;
        }

        switch (Marshal.GetLastPInvokeError())
        {
            case AlreadyThere:
                return false;
            case InvalidArgument or NoSuchCall:
                var isFree = Look(to) is null;
                if (isFree)
                {
                    Rename(from, to);
                }

                return isFree;
            default:
                throw Failure(to);
        }
    }

    /// <summary>unlink(2); a missing entry is not an error.</summary>
    internal static void Remove(string path)
    {
        if (Unlink(path) != 0 && Marshal.GetLastPInvokeError() != NoEntry)
        {
            throw Failure(path);
        }
    }

    /// <summary>The access control list of an open file; null if it has none.</summary>
    internal static AccessList? AccessListOf(SafeFileHandle file)
        => Grown((buffer, size) => GetAttributeOf(file, AccessList.Attribute, buffer, size)) is { } value ? AccessList.Read(value) : null;

    /// <summary>
    /// The result of a call that fills a buffer. The buffer grows up to the kernel's limit of 64 KiB. Null if the call failed.
    /// </summary>
    private static byte[]? Grown(Func<byte[], nint, nint> read)
    {
        var buffer = new byte[1024];
        var length = read(buffer, buffer.Length);
        if (length < 0 && Marshal.GetLastPInvokeError() == TooSmall)
        {
            buffer = new byte[65536];
            length = read(buffer, buffer.Length);
        }

        return length < 0 ? null : buffer[..(int)length];
    }

    /// <summary>Writes everything to an open descriptor, at its current position. Throws <see cref="IOException"/>.</summary>
    internal static void Write(int descriptor, ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            var count = WriteSome(descriptor, in MemoryMarshal.GetReference(content), content.Length);
            var error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error == WouldBlock)
            {
                Thread.Sleep(1);
            }
            else if (error is not (0 or InterruptedCall))
            {
                throw new IOException(Describe(error), error);
            }

            content = content[(int)Math.Max(0, count)..];
        }
    }

    /// <summary>
    /// Asks a process to end (SIGTERM); false if that is not possible. A process that has already ended counts as success.
    /// </summary>
    internal static bool Terminate(int process) => Kill(process, TerminateSignal) == 0 || Marshal.GetLastPInvokeError() == NoSuchProcess;

    /// <summary>The effective user of this process.</summary>
    internal static uint EffectiveUser => GetEffectiveUser();

    /// <summary>The system's message for an errno.</summary>
    internal static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);

    private static void Check(int result, string path)
    {
        if (result != 0)
        {
            throw Failure(path);
        }
    }

    private static IOException Failure(string path) => Failure(path, Marshal.GetLastPInvokeError());

    private static IOException Failure(string path, int error) => new($"{path}: {Describe(error)}", error);

    private static FileFacts ToFacts(in StatxBuffer s) => new(
        (FileKind)(s.Mode & 0xf000),
        (UnixFileMode)(s.Mode & 0xfff),
        s.Uid,
        s.Gid,
        (long)s.Size,
        s.Inode,
        ((ulong)s.DeviceMajor << 32) | s.DeviceMinor,
        s.Links)
    {
        IsImmutable = (s.Attributes & ImmutableAttribute) != 0,
        IsAppendOnly = (s.Attributes & AppendOnlyAttribute) != 0,
        ChangedAt = DateTimeOffset.FromUnixTimeSeconds(s.ChangedSeconds).AddTicks(s.ChangedNanoseconds / 100),
    };

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteSome(int descriptor, ref readonly byte content, nint count);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadSome(SafeFileHandle descriptor, ref byte to, nint size);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FileLock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int Fchown(int descriptor, uint owner, uint group);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int Fchmod(int descriptor, int mode);

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameFile(string from, string to);

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameWith(int fromDirectory, string from, int toDirectory, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "unlink", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Unlink(string path);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(int descriptor, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncRange(int descriptor, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out StatxBuffer buffer);

    /// <summary>struct statx: the same layout on every architecture (Linux 4.11, glibc 2.28), unlike struct stat.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxBuffer
    {
        [FieldOffset(8)] public ulong Attributes;
        [FieldOffset(16)] public uint Links;
        [FieldOffset(20)] public uint Uid;
        [FieldOffset(24)] public uint Gid;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public ulong Size;
        [FieldOffset(96)] public long ChangedSeconds;
        [FieldOffset(104)] public uint ChangedNanoseconds;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }
}
