using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using KubePki.Files;

namespace KubePki.Apply;

/// <summary>One line of a journal.</summary>
internal sealed record JournalEntry(
    TransactionStage Stage, DateTimeOffset At, string Verb, string Summary, string? Reverses, IReadOnlyList<StagedFile> Files)
{
    /// <summary>
    /// Directories that are created for the files, each parent before its children. Empty for a journal without this field.
    /// </summary>
    public IReadOnlyList<string> Directories { get; init; } = [];

    /// <summary>Files in home directories that the same run changes after this transaction. Empty once they are done or given up.</summary>
    public IReadOnlyList<string> Homes { get; init; } = [];
}

/// <summary>The first and the last intact entry of a journal; they are the same if there is only one.</summary>
internal sealed record JournalEnds(JournalEntry First, JournalEntry Last);

/// <summary>
/// A file or link to be committed. <paramref name="StagedPath"/> is null for a removal. <paramref name="LinkTarget"/> is set for a link.
/// Paths are the node's, with links resolved.
/// </summary>
internal sealed record StagedFile(string Path, string? StagedPath, string? Sha256, string? LinkTarget = null);

/// <summary>
/// The journal of a transaction: one line per stage, each with a checksum and durable before the next step. A truncated last line does not
/// count: the stage before it is the current one, and the next line overwrites it.
/// </summary>
internal sealed class Journal(string path)
{
    private const int ChecksumLength = 16;

    /// <summary>
    /// One more than the maximum number of lines of a transaction: one for each stage, plus those of a commit that failed and was rolled
    /// back.
    /// </summary>
    private const int MostLines = 8;

    /// <summary>
    /// Whether not even the first line was written completely. In that case, nothing outside the state directory was changed.
    /// </summary>
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

    /// <summary>
    /// Writes the next line. Throws <see cref="IOException"/> and writes nothing if a later run could not read the line back.
    /// </summary>
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
    /// Reserves disk space for the lines after the first: a disk that fills up meanwhile must not keep a transaction from recording how it
    /// ended. Throws <see cref="IOException"/> if there is no space.
    /// </summary>
    internal void Reserve()
    {
        if (DurableFiles.Read(path) is { } content)
        {
            DurableFiles.Reserve(path, (long)content.Length * MostLines);
        }
    }

    /// <summary>
    /// The first and the last entry; null if there is no journal with an intact entry, or something else is at its path. Throws
    /// <see cref="IOException"/> if that cannot be determined.
    /// </summary>
    internal JournalEnds? Read() => IsPlausible && DurableFiles.Read(path) is { } content ? Read(content) : null;

    /// <summary>
    /// Whether kubepki may have written the file: it is not a link, FIFO or device, and not larger than anything that kubepki reads. True
    /// if there is no file.
    /// </summary>
    private bool IsPlausible => Posix.Look(path) is null or { Kind: FileKind.Regular, Size: <= NodeRoot.MaximumFileSize };

    /// <summary>
    /// Same as <see cref="Read()"/>, from a journal's content. Only the first and the last entry are parsed, because every command reads
    /// every transaction. If the last intact line is not a sound entry, the progress is unknown and the result is null.
    /// </summary>
    internal static JournalEnds? Read(byte[] content)
    {
        var lines = Lines(content);
        return lines is [var first, ..] && !HasWholeLine(content.AsSpan(lines[^1].End.Value))
            && Entry(content.AsSpan(first)) is { } begun && Entry(content.AsSpan(lines[^1])) is { } last
            ? new JournalEnds(begun, last)
            : null;
    }

    /// <summary>
    /// Whether an intact line follows the damaged one. In that case, the transaction got further than the lines before the damage show.
    /// </summary>
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

    /// <summary>
    /// The ranges of the lines with a valid checksum, each including its line feed, from the start to the first damaged line.
    /// </summary>
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
            return JsonSerializer.Deserialize(line[(ChecksumLength + 1)..], ApplyJson.Default.JournalEntry) is { } entry
                && StoredRecords.IsSound(entry)
                ? entry
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Checksum(ReadOnlySpan<byte> json)
        => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, ChecksumLength / 2)));
}

/// <summary>The JSON types that are stored on disk.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class ApplyJson : JsonSerializerContext;
