using System.Runtime.InteropServices;

namespace KubePki.Files;

/// <summary>
/// Whom one thread is for the file system. These are the raw calls: glibc's own setgroups(3) changes every thread of the process.
/// </summary>
internal static partial class Posix
{
    private const int GetDumpable = 3;
    private const int SetDumpable = 4;

    private static nint SetGroupsCall => IsX64 ? 116 : 159;

    private static nint SetFileUserCall => IsX64 ? 122 : 151;

    private static nint SetFileGroupCall => IsX64 ? 123 : 152;

    private static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>
    /// Makes the calling thread a user and a group for the file system, without any supplementary group and without root's power over
    /// files (credentials(7), capabilities(7)). False when the kernel does not allow it; then the thread must not go on.
    /// </summary>
    internal static bool BecomeForFiles(uint user, uint group)
    {
        // The kernel sets this anew when an identity changes: what was forbidden to debuggers stays so.
        var dumpable = ProcessControl(GetDumpable, 0, 0, 0, 0);
        var became = Call(SetGroupsCall, 0, 0) == 0 && SetsTo(SetFileGroupCall, group) && SetsTo(SetFileUserCall, user);
        _ = ProcessControl(SetDumpable, (nuint)Math.Max(dumpable, 0), 0, 0, 0);
        return became;
    }

    /// <summary>setfsuid(2) and setfsgid(2) return what was before; an id that does not exist only asks.</summary>
    private static bool SetsTo(nint call, uint id)
    {
        _ = Call(call, (nint)id, 0);
        return (uint)Call(call, -1, 0) == id;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint call, nint first, nint second);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
