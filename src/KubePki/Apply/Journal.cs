using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using KubePki.Files;

namespace KubePki.Apply;

/// <summary>One line of a journal.</summary>
internal sealed record JournalEntry(TransactionStage Stage, DateTimeOffset At, string Verb, string Summary, string? Reverses, IReadOnlyList<StagedFile> Files)
{
    /// <summary>Directories that are made for the files, the outer before the inner; those of journals without any are none.</summary>
    public IReadOnlyList<string> Directories { get; init; } = [];

    /// <summary>Files in home directories that are still to be changed after this, under the same run; none once they are done or given up.</summary>
    public IReadOnlyList<string> Homes { get; init; } = [];
}

/// <summary>The first and the last whole entry of a journal; they are the same where there is one.</summary>
internal sealed record JournalEnds(JournalEntry First, JournalEntry Last);

/// <summary>
/// A file or link on its way into place. <paramref name="StagedPath"/> is null for a removal, <paramref name="LinkTarget"/> set for a
/// link. Paths are the node's, after links.
/// </summary>
internal sealed record StagedFile(string Path, string? StagedPath, string? Sha256, string? LinkTarget = null);

/// <summary>
/// The journal of a transaction: a line per stage, each with a checksum and made durable before the next step. A last line
/// that was cut off does not count; the stage before it does, and the next line takes its place.
/// </summary>
internal sealed class Journal(string path)
{
    private const int ChecksumLength = 16;

    /// <summary>As many lines as a transaction can come to have, and one more: each stage, and those of a commit that failed and was taken back.</summary>
    private const int MostLines = 8;

    /// <summary>Whether not even the first line was written whole: then nothing outside the state directory was touched.</summary>
    internal bool WasNeverBegun
    {
        get
        {
            try
            {
                return DurableFiles.Read(path)?.Contains((byte)'\n') != true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>Writes the next line. Throws <see cref="IOException"/> before anything is written where the line could not be read back.</summary>
    internal void Write(JournalEntry entry)
    {
        if (!StoredRecords.IsSound(entry))
        {
            throw new IOException($"{path}: what is to be recorded could not be read back");
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(entry, ApplyJson.Default.JournalEntry);
        byte[] line = [.. Checksum(json), (byte)' ', .. json, (byte)'\n'];
        if (DurableFiles.Read(path) is not { } content)
        {
            DurableFiles.WriteNew(path, line, FileAttributesSnapshot.Private);
            DurableFiles.SyncDirectory(Path.GetDirectoryName(path)!);
        }
        else
        {
            DurableFiles.Append(path, Lines(content).LastOrDefault().End.GetOffset(content.Length), line);
        }
    }

    /// <summary>
    /// Sets room aside on the disk for the lines that will follow the first: a disk that fills up meanwhile must not keep a
    /// transaction from saying how it ended. Throws <see cref="IOException"/> when there is none.
    /// </summary>
    internal void Reserve()
    {
        if (DurableFiles.Read(path) is { } content)
        {
            DurableFiles.Reserve(path, (long)content.Length * MostLines);
        }
    }

    /// <summary>
    /// How it began and how far it got; null when there is no journal with a whole entry, or something else in its place. Throws
    /// <see cref="IOException"/> when that cannot be found out.
    /// </summary>
    internal JournalEnds? Read() => IsPlausible && DurableFiles.Read(path) is { } content ? Read(content) : null;

    /// <summary>Whether a file that kubepki may have written lies there: no link, FIFO or device, and not larger than anything it reads.</summary>
    private bool IsPlausible => Posix.Look(path) is null or { Kind: FileKind.Regular, Size: <= NodeRoot.MaximumFileSize };

    /// <summary>
    /// Likewise from a journal's content. Only the two entries asked for are parsed: every command looks at every transaction
    /// there is. Where the last whole line is no sound entry, nobody can tell how far it got, and there is none.
    /// </summary>
    internal static JournalEnds? Read(byte[] content)
    {
        var lines = Lines(content);
        return lines is [var first, ..] && !HasWholeLine(content.AsSpan(lines[^1].End.Value))
            && Entry(content.AsSpan(first)) is { } begun && Entry(content.AsSpan(lines[^1])) is { } last
            ? new JournalEnds(begun, last)
            : null;
    }

    /// <summary>Whether a whole line follows one that is damaged: then more was done than the lines before it say.</summary>
    private static bool HasWholeLine(ReadOnlySpan<byte> rest)
    {
        while (rest.IndexOf((byte)'\n') is var end and >= 0)
        {
            if (IsWhole(rest[..end]))
            {
                return true;
            }

            rest = rest[(end + 1)..];
        }

        return false;
    }

    /// <summary>Where the lines with a right checksum lie, each with its line feed, from the beginning to the first that is not whole.</summary>
    private static List<Range> Lines(byte[] content)
    {
        var lines = new List<Range>();
        for (var at = 0; Array.IndexOf(content, (byte)'\n', at) is var end and >= 0 && IsWhole(content.AsSpan(at, end - at)); at = end + 1)
        {
            lines.Add(at..(end + 1));
        }

        return lines;
    }

    private static bool IsWhole(ReadOnlySpan<byte> line)
        => line.Length > ChecksumLength && line[..ChecksumLength].SequenceEqual(Checksum(line[(ChecksumLength + 1)..]));

    private static JournalEntry? Entry(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line[(ChecksumLength + 1)..], ApplyJson.Default.JournalEntry) is { } entry && StoredRecords.IsSound(entry) ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Checksum(ReadOnlySpan<byte> json)
        => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, ChecksumLength / 2)));
}

/// <summary>The shapes stored on disk.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class ApplyJson : JsonSerializerContext;
