using System.Runtime.InteropServices;

namespace KubePki.Cli.Present;

/// <summary>Asks for a secret in the terminal, without showing what is typed. It is never taken from anywhere else.</summary>
internal static partial class SecretPrompt
{
    private const string Terminal = "/dev/tty";

    /// <summary>What was typed; null when there is no terminal.</summary>
    public static string? Ask(string prompt)
    {
        try
        {
            // getpass(3) would read stdin where there is no terminal.
            using var terminal = File.OpenHandle(Terminal, FileMode.Open, FileAccess.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return Marshal.PtrToStringUTF8(ReadHidden(prompt));
    }

    [LibraryImport("libc", EntryPoint = "getpass", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ReadHidden(string prompt);
}
