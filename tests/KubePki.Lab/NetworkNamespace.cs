using System.ComponentModel;
using System.Runtime.InteropServices;

namespace KubePki.Lab;

/// <summary>Moves a thread into another network namespace. A socket stays in the network namespace of the thread that created it.</summary>
internal static partial class NetworkNamespace
{
    private const int NewNetwork = 0x40000000;

    /// <summary>Moves the calling thread permanently; it must not be used for anything else.</summary>
    /// <param name="process">A process that is in the network namespace; needs root.</param>
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
