using System.Runtime.InteropServices;

namespace KubePki.Files;

/// <summary>
/// Changes the identity of one thread for file access. It uses the raw system calls, because glibc's own setgroups(3) changes every thread
/// of the process.
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
    /// Sets the user and group of the calling thread for file access, without supplementary groups and without root's file capabilities
    /// (credentials(7), capabilities(7)). False if the kernel does not allow this. The thread must then not continue.
    /// </summary>
    internal static bool BecomeForFiles(uint user, uint group)
    {
        // The kernel resets the dumpable flag when an identity changes. Restore it, so that debuggers that were locked out stay locked out.
        var dumpable = ProcessControl(GetDumpable, 0, 0, 0, 0);
        var became = Call(SetGroupsCall, 0, 0) == 0 && SetsTo(SetFileGroupCall, group) && SetsTo(SetFileUserCall, user);
        _ = ProcessControl(SetDumpable, (nuint)Math.Max(dumpable, 0), 0, 0, 0);
        return became;
    }

    /// <summary>Sets the ID and checks it. setfsuid(2) and setfsgid(2) return the previous ID; an invalid ID only queries it.</summary>
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
