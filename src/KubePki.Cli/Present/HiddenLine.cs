using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using KubePki.Localization;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Cli.Present;

/// <summary>
/// Reads a line from a terminal without showing it. The terminal itself does the line editing, and echo is off from before the question is
/// asked. The terminal settings are restored afterwards, also after a signal, except SIGKILL.
/// </summary>
internal static partial class HiddenLine
{
    private const string Terminal = "/dev/tty";
    private const int Most = 4096;
    private const int ApplyAfterOutput = 1;

    /// <summary>The offset of c_lflag in struct termios, and ECHO in it (termios(3), asm-generic).</summary>
    private const int LocalFlags = 12;
    private const byte Echo = 8;

    /// <summary>Larger than struct termios of any libc.</summary>
    private const int TermiosSize = 128;

    /// <summary>
    /// Asks on the controlling terminal of this process, even if stdin is not that terminal; null if there is no controlling terminal.
    /// </summary>
    public static string? Ask(string question)
    {
        try
        {
            using var terminal = File.OpenHandle(Terminal, FileMode.Open, FileAccess.ReadWrite);
            var descriptor = (int)terminal.DangerousGetHandle();
            var line = Read(
                descriptor, descriptor, () => StandardStreams.Write(descriptor, Encoding.UTF8.GetBytes(VisibleText.Of(question))))
                ?? [];
            var typed = Encoding.UTF8.GetString(line);
            CryptographicOperations.ZeroMemory(line);
            return typed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Asks, and reads a line from stdin without its line feed; null if nothing was typed or stdin is not a terminal.</summary>
    public static byte[]? Read(Action ask) => Read(StandardStreams.Input, StandardStreams.Error, ask);

    /// <param name="question">The descriptor to which the question was written, and to which the line break after the answer is
    /// written.</param>
    private static byte[]? Read(int terminal, int question, Action ask)
    {
        var before = new byte[TermiosSize];
        if (GetAttributes(terminal, before) != 0)
        {
            return null;
        }

        byte[] hidden = [.. before];
        hidden[LocalFlags] &= unchecked((byte)~Echo);
        void Restore(PosixSignalContext _) => SetAttributes(terminal, ApplyAfterOutput, before);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Restore);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Restore);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Restore);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Restore);
        try
        {
            _ = SetAttributes(terminal, ApplyAfterOutput, hidden);
            ask();
            return FirstLine(terminal);
        }
        finally
        {
            _ = SetAttributes(terminal, ApplyAfterOutput, before);
            _ = StandardStreams.Write(question, "\n"u8.ToArray());
        }
    }

    /// <summary>The first line from a file descriptor, without its line feed; null if it is empty.</summary>
    public static byte[]? FirstLine(int descriptor)
    {
        var buffer = new byte[Most];
        try
        {
            using var stream = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Read, bufferSize: 0);
            var length = 0;
            while (length < buffer.Length && stream.Read(buffer, length, 1) == 1 && buffer[length] != (byte)'\n')
            {
                length++;
            }

            return length > 0 ? buffer[..length] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetAttributes(int descriptor, byte[] attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetAttributes(int descriptor, int when, byte[] attributes);
}
