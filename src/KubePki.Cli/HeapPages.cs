using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KubePki.Cli;

/// <summary>
/// Requests the heap pages that a command needs to read a node from the system in a single call. Otherwise each page costs a page fault,
/// and in a virtual machine hundreds of page faults are a considerable part of a short command's time.
/// </summary>
internal static unsafe partial class HeapPages
{
    /// <summary>About as much as <c>status</c> allocates for one node. More is allocated as needed.</summary>
    private const int Size = 1792 * 1024;

    /// <summary>
    /// MADV_POPULATE_WRITE, madvise(2). A kernel before 5.14 does not support it, and the pages are faulted in one by one.
    /// </summary>
    private const int PopulateWrite = 23;

    private static bool _had;

    /// <summary>To be called before the first node is read. Further calls have no effect.</summary>
    public static void Prepare()
    {
        // This makes that much memory usable at once. The garbage collector runs again as soon as it is used up.
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
