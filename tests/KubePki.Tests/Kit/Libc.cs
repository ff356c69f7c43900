using System.Runtime.InteropServices;

namespace KubePki.Tests.Kit;

/// <summary>System calls for tests that .NET does not provide.</summary>
internal static partial class Libc
{
    private const int ThreadClock = 3;
    private const int NotBlocking = 0x800;

    /// <summary>FS_IOC_GETFLAGS and FS_IOC_SETFLAGS of a 64-bit system, ioctl_iflags(2).</summary>
    private const nuint GetFlagsRequest = 0x80086601, SetFlagsRequest = 0x40086602;

    /// <summary>True if this process is root, as on most build machines.</summary>
    public static bool IsRoot => GetEffectiveUser() == 0;

    public static void MakeFifo(string path) => Assert.Equal(0, MakeFifo(path, 0x180));

    /// <summary>A duplicate of an open file descriptor, as a process that is being started has one.</summary>
    public static Microsoft.Win32.SafeHandles.SafeFileHandle Duplicate(int descriptor)
        => new(DuplicateDescriptor(descriptor), ownsHandle: true);

    /// <summary>Runs an action while a directory exists whose name is <paramref name="path"/> and two bytes that are not UTF-8.</summary>
    public static void WithUndecodable(string path, Action work)
    {
        byte[] bytes = [.. System.Text.Encoding.UTF8.GetBytes(path), 0xfc, 0xe4, 0];
        Assert.Equal(0, MakeDirectory(bytes, 0x1c0));
        try
        {
            work();
        }
        finally
        {
            Assert.Equal(0, RemoveDirectory(bytes));
        }
    }

    public static void MakeHardLink(string existing, string path) => Assert.Equal(0, Link(existing, path));

    public static void SetOwner(string path, uint user, uint group) => Assert.Equal(0, ChangeOwner(path, user, group));

    public static bool SetAttribute(string path, string name, byte[] value) => SetExtended(path, name, value, value.Length, 0) == 0;

    /// <summary>
    /// Runs an action while a file or directory has attributes of chattr(1). Skips the test if the file system does not support them.
    /// </summary>
    public static void WithFlags(string path, int flags, Action work)
    {
        Assert.SkipUnless(SetFlags(path, flags), "the file system, or this user, cannot set attributes");
        try
        {
            work();
        }
        finally
        {
            Assert.True(SetFlags(path, 0));
        }
    }

    /// <summary>FS_IMMUTABLE_FL: the file cannot be changed.</summary>
    public const int Immutable = 0x10;

    /// <summary>FS_APPEND_FL: the file can only be appended to.</summary>
    public const int AppendOnly = 0x20;

    private static bool SetFlags(string path, int flags)
    {
        var descriptor = Open(path, NotBlocking);
        Assert.True(descriptor >= 0, path);
        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true);
        return Control(descriptor, GetFlagsRequest, out var now) == 0
            && SetControl(descriptor, SetFlagsRequest, (now & ~(Immutable | AppendOnly)) | flags) == 0;
    }

    /// <summary>Extended attributes of an entry itself, without following links; empty if there are none.</summary>
    public static Dictionary<string, byte[]> AttributesOf(string path)
    {
        var buffer = new byte[65536];
        var length = (int)ListExtended(path, buffer, buffer.Length);
        var names = System.Text.Encoding.UTF8.GetString(buffer, 0, Math.Max(length, 0)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return names.ToDictionary(
            name => name, name => buffer[..(int)GetExtended(path, name, buffer, buffer.Length)], StringComparer.Ordinal);
    }

    /// <summary>Runs a function in its own thread, which accesses files as the user nobody.</summary>
    public static T AsNobody<T>(Func<T> work)
    {
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            _ = SetFileSystemUser(65534);
            try
            {
                result = work();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw failure;
    }

    /// <summary>
    /// Fails the test if <paramref name="action"/> takes more than five seconds of processor time. Other programs do not count.
    /// </summary>
    public static void IsBounded(Action action)
    {
        var before = ThreadTime();
        action();
        var spent = ThreadTime() - before;
        Assert.True(spent < TimeSpan.FromSeconds(5), $"took {spent}");
    }

    private static TimeSpan ThreadTime()
    {
        Assert.Equal(0, GetTime(ThreadClock, out var time));
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / 100);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, out int flags);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int SetControl(int descriptor, nuint request, in int flags);

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int DuplicateDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out ClockTime time);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdir")]
    private static partial int MakeDirectory(byte[] path, uint mode);

    [LibraryImport("libc", EntryPoint = "rmdir")]
    private static partial int RemoveDirectory(byte[] path);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string path);

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "setxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetExtended(string path, string name, byte[] value, nint size, int flags);

    [LibraryImport("libc", EntryPoint = "llistxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ListExtended(string path, [Out] byte[] names, nint size);

    [LibraryImport("libc", EntryPoint = "lgetxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetExtended(string path, string name, [Out] byte[] value, nint size);

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileSystemUser(uint user);

    private struct ClockTime
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
