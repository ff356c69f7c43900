using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Files;

/// <summary>
/// System calls on one name in a directory that is held open. A name contains no slash, and no call follows a link, so renaming parent
/// directories has no effect. Each call returns 0 or the errno, because the last error belongs to the calling thread.
/// </summary>
internal static partial class Posix
{
    internal const int NotEmpty = 39;

    private const int PathOnly = 0x200000;
    private const int AtRemoveDirectory = 0x200;

    /// <summary>openat2(2) has one number on every architecture.</summary>
    private const nint OpenAt2Call = 437;

    /// <summary>RESOLVE_NO_MAGICLINKS, RESOLVE_NO_SYMLINKS and RESOLVE_BENEATH of openat2(2).</summary>
    private const ulong NoMagicLinks = 2, NoSymbolicLinks = 4, Beneath = 8;

    /// <summary>
    /// Opens the root directory of path resolution with O_PATH. Links in <paramref name="path"/> are followed, because the operator named
    /// it.
    /// </summary>
    internal static SafeFileHandle OpenRoot(string path)
        => OpenPlace(path) ?? throw Failure(path);

    /// <summary>
    /// Opens an entry with O_PATH: a directory to continue from, or a link to read. The entry is not opened for reading, and no permission
    /// on the entry itself is needed. Null and the errno on failure.
    /// </summary>
    internal static SafeFileHandle? OpenPlaceAt(SafeFileHandle directory, string name, out int error)
        => OpenAt(directory, name, PathOnly | NoFollow | CloseOnExec, NoSymbolicLinks | Beneath, out error);

    /// <summary>Opens a file for reading without ever blocking; null and the errno on failure.</summary>
    internal static SafeFileHandle? OpenForReadingAt(SafeFileHandle directory, string name, out int error)
        => OpenAt(directory, name, ReadOnly | NonBlocking | NoFollow | CloseOnExec, NoSymbolicLinks | Beneath, out error);

    /// <summary>
    /// Opens a file below a directory for reading. Links on the way are followed as long as they stay below the directory. Null and the
    /// errno on failure. An old kernel always fails if there is a link.
    /// </summary>
    internal static SafeFileHandle? OpenForReadingBeneath(SafeFileHandle directory, string path, out int error)
    {
        var opened = OpenAt2(directory, path, ReadOnly | NonBlocking | CloseOnExec, 0, NoMagicLinks | Beneath, out error);
        if (!IsUnknownCall(error))
        {
            return opened;
        }

        var steps = path.Split('/');
        var at = directory;
        foreach (var step in steps[..^1])
        {
            var next = OpenPlaceAt(at, step, out error);
            if (at != directory)
            {
                at.Dispose();
            }

            if (next is null)
            {
                return null;
            }

            at = next;
        }

        opened = OpenForReadingAt(at, steps[^1], out error);
        if (at != directory)
        {
            at.Dispose();
        }

        return opened;
    }

    /// <summary>
    /// Creates a file that must not exist, readable only by its owner regardless of the umask; null and the errno on failure.
    /// </summary>
    internal static SafeFileHandle? CreateExclusiveAt(SafeFileHandle directory, string name, out int error)
    {
        var descriptor = OpenFileAt(directory, name, WriteOnly | Create | Exclusive | CloseOnExec | NoFollow, OwnerOnly);
        error = descriptor >= 0 ? 0 : Marshal.GetLastPInvokeError();
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
    }

    /// <summary>Facts about an entry itself, or null and the errno.</summary>
    internal static FileFacts? FactsAt(SafeFileHandle directory, string name, out int error)
    {
        var result = StatxAt(directory, name, AtSymlinkNoFollow, BasicStats, out var buffer);
        error = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        return result == 0 ? ToFacts(buffer) : null;
    }

    /// <summary>The target of a link that is open with O_PATH; null and the errno on failure.</summary>
    internal static string? LinkTarget(SafeFileHandle link, out int error)
    {
        var target = new byte[LongestPath];
        var length = ReadLinkAt(link, "", target, target.Length);
        error = length >= 0 ? 0 : Marshal.GetLastPInvokeError();
        return length >= 0 ? Encoding.UTF8.GetString(target.AsSpan(0, (int)length)) : null;
    }

    /// <summary>rename(2) inside one directory.</summary>
    internal static int RenameAt(SafeFileHandle directory, string from, string to) => Result(RenameFileAt(directory, from, directory, to));

    /// <summary>
    /// Same as <see cref="RenameAt"/>, but fails with <see cref="AlreadyThere"/> if the new name is taken. If the file system does not
    /// support this (NFS), first checks whether the name is free.
    /// </summary>
    internal static int RenameNewAt(SafeFileHandle directory, string from, string to)
    {
        var error = Result(RenameFileWith(directory, from, directory, to, NoReplace));
        if (error is not (InvalidArgument or NoSuchCall))
        {
            return error;
        }

        return FactsAt(directory, to, out var unknown) is not null
            ? AlreadyThere
            : MeansAbsent(unknown) ? RenameAt(directory, from, to) : unknown;
    }

    /// <summary>unlink(2); a missing entry is not an error.</summary>
    internal static int RemoveAt(SafeFileHandle directory, string name)
    {
        var error = Result(UnlinkAt(directory, name, 0));
        return error == NoEntry ? 0 : error;
    }

    /// <summary>rmdir(2).</summary>
    internal static int RemoveDirectoryAt(SafeFileHandle directory, string name) => Result(UnlinkAt(directory, name, AtRemoveDirectory));

    /// <summary>
    /// mkdir(2) with exactly this mode, regardless of the umask. An existing directory is not an error and gets this mode too.
    /// </summary>
    internal static int MakeDirectoryAt(SafeFileHandle directory, string name, UnixFileMode mode)
    {
        var error = Result(MakeDirectory(directory, name, (int)mode));
        if (error is not (0 or AlreadyThere))
        {
            return error;
        }

        var descriptor = OpenFileAt(directory, name, ReadOnly | DirectoryOnly | NoFollow | CloseOnExec, 0);
        if (descriptor < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        using var made = new SafeFileHandle(descriptor, ownsHandle: true);
        return SetMode(made, mode);
    }

    /// <summary>symlink(2).</summary>
    internal static int CreateLinkAt(SafeFileHandle directory, string name, string target) => Result(SymlinkAt(target, directory, name));

    /// <summary>Sets owner and group of the entry itself; <see cref="uint.MaxValue"/> leaves one of them unchanged.</summary>
    internal static int SetOwnerAt(SafeFileHandle directory, string name, uint owner, uint group)
        => Result(ChangeOwnerAt(directory, name, owner, group, AtSymlinkNoFollow));

    /// <summary>Sets owner and group of an open file.</summary>
    internal static int SetOwner(SafeFileHandle file, uint owner, uint group)
        => Result(Fchown((int)file.DangerousGetHandle(), owner, group));

    /// <summary>Sets the mode of an open file.</summary>
    internal static int SetMode(SafeFileHandle file, UnixFileMode mode) => Result(Fchmod((int)file.DangerousGetHandle(), (int)mode));

    /// <summary>Sets one extended attribute of an open file.</summary>
    internal static int SetAttribute(SafeFileHandle file, string name, byte[] value)
        => Result(SetAttributeOf(file, name, value, value.Length, 0));

    /// <summary>
    /// Removes one extended attribute of an open file. It is not an error if the attribute is missing or the file system does not support
    /// it.
    /// </summary>
    internal static int RemoveAttribute(SafeFileHandle file, string name)
        => Result(RemoveAttributeOf(file, name)) is var error && error is NoData or NotSupported ? 0 : error;

    /// <summary>Makes the entries of a directory durable whose handle was opened with O_PATH.</summary>
    internal static int SyncAt(SafeFileHandle directory)
    {
        var descriptor = OpenFileAt(directory, ".", ReadOnly | CloseOnExec | DirectoryOnly, 0);
        if (descriptor < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        using var readable = new SafeFileHandle(descriptor, ownsHandle: true);
        return Result(Fsync(descriptor));
    }

    /// <summary>Extended attributes of an open file: SELinux label, ACLs, user attributes. Empty if there are none.</summary>
    internal static IReadOnlyDictionary<string, byte[]> Attributes(SafeFileHandle file)
    {
        var attributes = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var names = Grown((buffer, size) => ListAttributesOf(file, buffer, size));
        foreach (var name in Encoding.UTF8.GetString(names ?? []).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Grown((buffer, size) => GetAttributeOf(file, name, buffer, size)) is { } value)
            {
                attributes[name] = value;
            }
        }

        return attributes;
    }

    private static SafeFileHandle? OpenPlace(string path)
    {
        var descriptor = Open(path, PathOnly | DirectoryOnly | CloseOnExec, 0);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
    }

    /// <summary>
    /// openat2(2), or openat(2) if the kernel or a sandbox does not support it. For a name without a slash, neither follows links.
    /// </summary>
    private static SafeFileHandle? OpenAt(SafeFileHandle directory, string name, int flags, ulong resolve, out int error)
    {
        var opened = OpenAt2(directory, name, flags, 0, resolve, out error);
        if (!IsUnknownCall(error))
        {
            return opened;
        }

        var descriptor = OpenFileAt(directory, name, flags, 0);
        error = descriptor >= 0 ? 0 : Marshal.GetLastPInvokeError();
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
    }

    private static bool IsUnknownCall(int error) => error is NoSuchCall or NotPermitted;

    private static SafeFileHandle? OpenAt2(SafeFileHandle directory, string path, int flags, int mode, ulong resolve, out int error)
    {
        var how = new OpenHow { Flags = (ulong)flags, Mode = (ulong)mode, Resolve = resolve };
        var descriptor = OpenWith(OpenAt2Call, directory, path, ref how, Marshal.SizeOf<OpenHow>());
        error = descriptor >= 0 ? 0 : Marshal.GetLastPInvokeError();
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
    }

    private static int Result(int result) => result == 0 ? 0 : Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "syscall", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint OpenWith(nint call, SafeFileHandle directory, string path, ref OpenHow how, nint size);

    [LibraryImport("libc", EntryPoint = "openat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenFileAt(SafeFileHandle directory, string name, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int StatxAt(SafeFileHandle directory, string name, int flags, uint mask, out StatxBuffer buffer);

    [LibraryImport("libc", EntryPoint = "readlinkat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint ReadLinkAt(SafeFileHandle directory, string name, byte[] target, nint size);

    [LibraryImport("libc", EntryPoint = "renameat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameFileAt(SafeFileHandle fromDirectory, string from, SafeFileHandle toDirectory, string to);

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameFileWith(SafeFileHandle fromDirectory, string from, SafeFileHandle toDirectory, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int UnlinkAt(SafeFileHandle directory, string name, int flags);

    [LibraryImport("libc", EntryPoint = "mkdirat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MakeDirectory(SafeFileHandle directory, string name, int mode);

    [LibraryImport("libc", EntryPoint = "symlinkat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int SymlinkAt(string target, SafeFileHandle directory, string name);

    [LibraryImport("libc", EntryPoint = "fchownat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int ChangeOwnerAt(SafeFileHandle directory, string name, uint owner, uint group, int flags);

    [LibraryImport("libc", EntryPoint = "flistxattr", SetLastError = true)]
    private static partial nint ListAttributesOf(SafeFileHandle file, byte[] names, nint size);

    [LibraryImport("libc", EntryPoint = "fgetxattr", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint GetAttributeOf(SafeFileHandle file, string name, byte[] value, nint size);

    [LibraryImport("libc", EntryPoint = "fremovexattr", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RemoveAttributeOf(SafeFileHandle file, string name);

    [LibraryImport("libc", EntryPoint = "fsetxattr", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int SetAttributeOf(SafeFileHandle file, string name, byte[] value, nint size, int flags);

    /// <summary>struct open_how of openat2(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
