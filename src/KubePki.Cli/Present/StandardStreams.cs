using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Cli.Present;

/// <summary>
/// File descriptors 0, 1 and 2, used through the system calls themselves: System.Console configures a terminal as for a full-screen program
/// as soon as something is written to it.
/// </summary>
internal static partial class StandardStreams
{
    public const int Input = 0;
    public const int Output = 1;
    public const int Error = 2;

    /// <summary>The result of <see cref="Write"/> on success.</summary>
    public const int Written = 0;

    /// <summary>EPIPE.</summary>
    public const int ReaderIsGone = 32;

    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int BrokenPipeSignal = 13;
    private const nint Ignore = 1;
    private const int CloseOnExec = 0x80000;

    /// <summary>TIOCGWINSZ, ioctl_tty(2).</summary>
    private const nuint GetWindowSize = 0x5413;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly List<SafeFileHandle> Fillers = [];

    /// <summary>
    /// Makes the three file descriptors safe to use. A caller may have closed one (<c>kubepki … &gt;&amp;-</c>): the next opened file would
    /// then get its number, and results would be written to it. A pipe without a reader must also not terminate the process in the middle
    /// of its work.
    /// </summary>
    public static void Prepare()
    {
        _ = Signal(BrokenPipeSignal, Ignore);
        while (true)
        {
            // A new file descriptor always gets the lowest free number.
            var handle = Filler();
            if (handle.IsInvalid || handle.DangerousGetHandle() > Error)
            {
                handle.Dispose();
                return;
            }

            Fillers.Add(handle);
        }
    }

    /// <summary>
    /// Opens something that occupies a file descriptor: reads return the end of the file, and writes fail with EBADF as on a closed file
    /// descriptor, so that a lost result is noticed. On a machine without /dev/null (a chroot, a broken /dev) it is the root directory.
    /// Invalid if nothing can be opened.
    /// </summary>
    private static SafeFileHandle Filler()
    {
        try
        {
            return File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SafeFileHandle(Open("/", CloseOnExec), ownsHandle: true);
        }
    }

    /// <summary>The columns of the terminal on stdout, or null.</summary>
    public static int? OutputWidth => Ioctl(Output, GetWindowSize, out var size) == 0 && size.Columns > 0 ? size.Columns : null;

    /// <summary>Writes everything. Returns the errno if that is not possible.</summary>
    public static int Write(int descriptor, byte[] bytes)
    {
        while (bytes.Length > 0)
        {
            var count = WriteSome(descriptor, bytes, bytes.Length);
            var error = count < 0 ? Marshal.GetLastPInvokeError() : Written;
            if (error == TryAgain)
            {
                Thread.Sleep(Pause);
            }
            else if (error is not (Written or Interrupted))
            {
                return error;
            }

            bytes = bytes[(int)Math.Max(0, count)..];
        }

        return Written;
    }

    /// <summary>A line from stdin; null at the end.</summary>
    public static string? ReadLine()
    {
        using var input = new StreamReader(new FileStream(new SafeFileHandle(Input, ownsHandle: false), FileAccess.Read, bufferSize: 0));
        return input.ReadLine();
    }

    /// <summary>All of stdin, or its beginning if it is longer.</summary>
    public static byte[] ReadInput(int most)
    {
        using var input = new FileStream(new SafeFileHandle(Input, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        var content = new byte[4096];
        var filled = 0;
        while (input.Read(content, filled, content.Length - filled) is var count and > 0 && (filled += count) < most)
        {
            if (filled == content.Length)
            {
                Array.Resize(ref content, Math.Min(2 * content.Length, most));
            }
        }

        return content[..filled];
    }

    /// <summary>The system's message for an errno.</summary>
    public static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteSome(int descriptor, byte[] bytes, nint count);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint handler);

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
