using System.Runtime.InteropServices;

namespace KubePki.Cli;

/// <summary>Keeps the memory of this process, which holds private keys, out of core dumps and away from other users' debuggers.</summary>
internal static partial class CoreDumps
{
    /// <summary>PR_SET_DUMPABLE, prctl(2).</summary>
    private const int SetDumpable = 4;

    public static void Forbid() => _ = ProcessControl(SetDumpable, 0, 0, 0, 0);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
