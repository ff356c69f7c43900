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
}

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

    internal void Write(JournalEntry entry)
    {
        var json = JsonSerializer.Serialize(entry, ApplyJson.Default.JournalEntry);
        var line = Encoding.UTF8.GetBytes($"{Checksum(json)} {json}\n");
        if (DurableFiles.Read(path) is not { } content)
        {
            DurableFiles.WriteNew(path, line, FileAttributesSnapshot.Private);
            DurableFiles.SyncDirectory(Path.GetDirectoryName(path)!);
        }
        else
        {
            DurableFiles.Append(path, Lines(content).Sum(l => (long)l.Length), line);
        }
    }

    /// <summary>The entries that are whole, in order; empty when there is no journal.</summary>
    internal IReadOnlyList<JournalEntry> Read() => DurableFiles.Read(path) is { } content ? Read(content) : [];

    /// <summary>The whole entries of a journal's content.</summary>
    internal static IReadOnlyList<JournalEntry> Read(byte[] content) => [.. Lines(content).Select(l => l.Entry)];

    /// <summary>The whole lines from the beginning on, with their lengths in bytes.</summary>
    private static List<(JournalEntry Entry, int Length)> Lines(byte[] content)
    {
        var lines = new List<(JournalEntry, int)>();
        for (var at = 0; Array.IndexOf(content, (byte)'\n', at) is var end and >= 0; at = end + 1)
        {
            if (Entry(Encoding.UTF8.GetString(content, at, end - at)) is not { } entry)
            {
                break;
            }

            lines.Add((entry, end + 1 - at));
        }

        return lines;
    }

    private static JournalEntry? Entry(string line)
    {
        try
        {
            return line.Length > ChecksumLength && Checksum(line[(ChecksumLength + 1)..]) == line[..ChecksumLength]
                ? JsonSerializer.Deserialize(line[(ChecksumLength + 1)..], ApplyJson.Default.JournalEntry)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Checksum(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..ChecksumLength];
}

/// <summary>The shapes stored on disk.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class ApplyJson : JsonSerializerContext;
