using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KubePki.Cli;

/// <summary>
/// The pages of the heap that a command which reads a node is going to use, had from the system in one call. One by one, each
/// costs a fault, and in a virtual machine hundreds of faults are a good part of the time a short command takes.
/// </summary>
internal static unsafe partial class HeapPages
{
    /// <summary>About what <c>status</c> allocates on one node. More is had as it is needed.</summary>
    private const int Size = 1792 * 1024;

    /// <summary>MADV_POPULATE_WRITE, madvise(2). A kernel before 5.14 does not know it, and faults the pages in as before.</summary>
    private const int PopulateWrite = 23;

    private static bool _had;

    /// <summary>Before the first node is read; once more does nothing.</summary>
    public static void Prepare()
    {
        // The collector makes that much memory usable at once, and collects again as soon as it is used up.
        if (!Interlocked.Exchange(ref _had, true) && GC.TryStartNoGCRegion(Size))
        {
            var next = new object();
            var page = *(nuint*)Unsafe.AsPointer(ref next) & ~((nuint)Environment.SystemPageSize - 1);
            _ = Advise(page, Size, PopulateWrite);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint address, nuint length, int advice);
}
