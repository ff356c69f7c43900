using System.ComponentModel;
using System.Runtime.InteropServices;

namespace KubePki.Lab;

/// <summary>Moves a thread into another network. A socket stays for life in the network of the thread that made it.</summary>
internal static partial class NetworkNamespace
{
    private const int NewNetwork = 0x40000000;

    /// <summary>Moves the calling thread, for good: it must be one that nobody else will use.</summary>
    /// <param name="process">A process that is in the network; needs root.</param>
    public static void EnterWithThisThread(int process)
    {
        using var handle = File.OpenHandle($"/proc/{process}/ns/net");
        if (SetNamespace(handle, NewNetwork) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"cannot enter the network of process {process}");
        }
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeHandle descriptor, int kind);
}
