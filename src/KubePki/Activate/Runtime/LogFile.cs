using System.Text;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Activate.Runtime;

/// <summary>Reads the end of a container's log file on the node. The file may have any size.</summary>
internal static class LogFile
{
    /// <summary>Maximum number of bytes read from the end.</summary>
    private const int MaximumTail = 256 * 1024;

    internal static Outcome<IReadOnlyList<LogLine>> ReadLast(NodeRoot root, RuntimeContainer container, int count)
    {
        if (container.LogPath.Length == 0)
        {
            return RuntimeMessages.NoLog.At("", container.Name);
        }

        var tail = root.Resolve(container.LogPath).Then(real => ReadTail(root, container.LogPath, real));
        return tail.Succeeded
            ? LogLines.Read(tail.Value, count)
            : RuntimeMessages.NoLog.At("", container.Name) with { Cause = tail.Problem };
    }

    private static Outcome<byte[]> ReadTail(NodeRoot root, string path, string real)
    {
        var onThisMachine = root.OnThisMachine(real);
        var facts = Posix.Facts(onThisMachine, out var error);
        if (facts is null)
        {
            return error == Posix.NoEntry ? FileMessages.Missing.At(path) : FileMessages.Unreadable.At(path, Posix.Describe(error));
        }

        if (facts.Kind != FileKind.Regular)
        {
            return FileMessages.NotAFile.At(path, facts.Kind.ToString());
        }

        using var file = Posix.OpenForReading(onThisMachine, out error);
        if (file is null)
        {
            return FileMessages.Unreadable.At(path, Posix.Describe(error));
        }

        try
        {
            var start = Math.Max(0, facts.Size - MaximumTail);
            var buffer = new byte[(int)(facts.Size - start)];
            var count = RandomAccess.Read(file, buffer, start);
            var tail = buffer.AsSpan(0, count);

            // A tail that starts within a line is cut to the next line.
            return start == 0 ? tail.ToArray() : tail[(tail.IndexOf((byte)'\n') + 1)..].ToArray();
        }
        catch (IOException)
        {
            return FileMessages.Unreadable.At(path, Posix.Describe(Posix.InputOutput));
        }
    }
}
