using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Cli.Present;

/// <summary>
/// Descriptors 0, 1 and 2. A caller may have closed one (<c>kubepki … &gt;&amp;-</c>); the next file that is opened would then
/// take its number, and results would be written into it.
/// </summary>
internal static partial class StandardStreams
{
    private const int Output = 1;
    private const int LastStandard = 2;

    /// <summary>TIOCGWINSZ, ioctl_tty(2).</summary>
    private const nuint GetWindowSize = 0x5413;

    private static readonly List<SafeFileHandle> Fillers = [];

    /// <summary>
    /// Columns of the terminal behind stdout, or null. Asked from the kernel: Console.WindowWidth would set the terminal up
    /// for a full-screen program.
    /// </summary>
    public static int? OutputWidth => Ioctl(Output, GetWindowSize, out var size) == 0 && size.Columns > 0 ? size.Columns : null;

    /// <summary>Opens <c>/dev/null</c> in the place of each closed one: a new descriptor always takes the lowest free number.</summary>
    public static void FillClosed()
    {
        while (true)
        {
            var handle = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            if (handle.DangerousGetHandle() > LastStandard)
            {
                handle.Dispose();
                return;
            }

            Fillers.Add(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int descriptor, nuint request, out WindowSize size);

    private readonly struct WindowSize
    {
        public readonly ushort Rows;
        public readonly ushort Columns;
        public readonly ushort Width;
        public readonly ushort Height;
    }
}
