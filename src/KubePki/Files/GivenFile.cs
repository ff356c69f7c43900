using System.Diagnostics;
using System.Security.Cryptography;
using KubePki.Localization;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Files;

/// <summary>
/// Reads files of this machine that an operator names, and files beside them. FIFOs, devices and sockets are refused without waiting for
/// them, except a pipe that a shell made (<c>&lt;(…)</c>, <c>/dev/stdin</c>): it is read to its end, for a limited time.
/// </summary>
internal static class GivenFile
{
    /// <summary>The time limit for reading a pipe to its end.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Reads a file of at most <see cref="NodeRoot.MaximumFileSize"/>. Problems name <paramref name="path"/> in full.</summary>
    internal static Outcome<NodeFile> Read(string path)
    {
        var full = Path.GetFullPath(path);
        if (!full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/proc/", StringComparison.Ordinal))
        {
            return new NodeRoot("/").Read(full);
        }

        using var handle = Posix.OpenGiven(full, out var error);
        return handle is null
            ? (Posix.MeansAbsent(error) ? FileMessages.Missing.At(full) : FileMessages.Unreadable.At(full, Posix.Describe(error)))
            : Posix.Facts(handle, out error) is not { } facts ? FileMessages.Unreadable.At(full, Posix.Describe(error))
            : facts.Kind == FileKind.Fifo ? ReadPipe(full, handle, facts)
            : NodeRoot.ReadOpened(full, full, handle);
    }

    private static Outcome<NodeFile> ReadPipe(string path, SafeFileHandle pipe, FileFacts facts)
    {
        var (content, filled, began) = (PinnedMemory.Bytes(4096), 0, Stopwatch.GetTimestamp());
        try
        {
            while (Stopwatch.GetElapsedTime(began) < Patience)
            {
                var count = Posix.ReadPipe(pipe, content, filled, out var error);
                switch (count)
                {
                    case 0:
                        return new NodeFile(path, path, PinnedMemory.IfKey(content.AsSpan(0, filled)), facts);
                    case > 0:
                        filled += count;
                        if (filled > NodeRoot.MaximumFileSize)
                        {
                            return FileMessages.TooLarge.At(path, filled.ToString(), NodeRoot.MaximumFileSize.ToString());
                        }

                        if (filled == content.Length)
                        {
                            var larger = PinnedMemory.Bytes(2 * filled);
                            content.CopyTo(larger, 0);
                            CryptographicOperations.ZeroMemory(content);
                            content = larger;
                        }

                        break;
                    default:
                        if (error is not (Posix.WouldBlock or Posix.Interrupted))
                        {
                            return FileMessages.Unreadable.At(path, Posix.Describe(error));
                        }

                        Thread.Sleep(Pause);
                        break;
                }
            }

            return FileMessages.Unreadable.At(path, Posix.Describe(Posix.TimedOut));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }
}
