using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.X509;

/// <summary>
/// Reads and writes PEM (RFC 7468) as Go's encoding/pem does, because every component reads these files with it: a block starts at the
/// start of a line; text around blocks and damaged blocks are skipped. Works on bytes throughout: a private key never becomes a string,
/// which could not be wiped.
/// </summary>
internal static class Pem
{
    /// <summary>The label of a certificate.</summary>
    public const string CertificateLabel = "CERTIFICATE";

    /// <summary>The most blocks read from one file.</summary>
    public const int MaximumBlocks = 5_000;

    private const int LineLength = 64;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN "u8;

    private static ReadOnlySpan<byte> LineThenBegin => "\n-----BEGIN "u8;

    private static ReadOnlySpan<byte> LineThenEnd => "\n-----END "u8;

    private static ReadOnlySpan<byte> Dashes => "-----"u8;

    /// <summary>All complete blocks of a file, in order. An empty file is a problem, and so is a file with too many blocks.</summary>
    public static Outcome<PemFile> Read(ReadOnlySpan<byte> content, string where)
    {
        if (content.IsEmpty)
        {
            return X509Messages.Empty.At(where);
        }

        var blocks = new List<PemBlock>();
        string? damaged = null;
        var end = -1;
        for (var at = NextBlock(content, 0); at >= 0;)
        {
            var label = Line(content, ref at);
            var isLabelled = label.EndsWith(Dashes);
            var headers = isLabelled ? Headers(content, ref at) : default;

            // The search for the end starts at the line break before the content. Its position is kept, so that a file of starts without
            // ends is not searched repeatedly.
            end = end < at - 1 && end != content.Length ? Find(content, at - 1, LineThenEnd) : end;
            if (isLabelled && Block(content, ref at, end, label[..^Dashes.Length], headers) is { } block)
            {
                blocks.Add(block);
                if (blocks.Count > MaximumBlocks)
                {
                    return X509Messages.TooManyBlocks.At(where, MaximumBlocks.ToString());
                }
            }
            else
            {
                damaged ??= Shown(label);
            }

            at = NextBlock(content, at);
        }

        return new PemFile(blocks, damaged);
    }

    /// <summary>
    /// Reports a damaged block in a file whose other blocks are complete, or null. The components skip it silently; an operator should know
    /// about it.
    /// </summary>
    public static Problem? Damage(ReadOnlySpan<byte> content, string where)
    {
        var file = Read(content, where).Value;
        file?.WipeKeys();
        return file?.Damaged is { } label ? X509Messages.TruncatedPem.At(where, label) : null;
    }

    /// <summary>One block as bytes, with the line length and final line break that Go writes.</summary>
    public static byte[] Write(string label, ReadOnlySpan<byte> der)
    {
        var (head, foot) = (Encoding.ASCII.GetBytes($"-----BEGIN {label}-----\n"), Encoding.ASCII.GetBytes($"-----END {label}-----\n"));
        var base64 = PinnedMemory.IfKey(head, Base64.GetMaxEncodedToUtf8Length(der.Length));
        Base64.EncodeToUtf8(der, base64, out _, out _);
        var pem = PinnedMemory.IfKey(head, head.Length + base64.Length + ((base64.Length + LineLength - 1) / LineLength) + foot.Length);
        head.CopyTo(pem, 0);
        var at = head.Length;
        for (var i = 0; i < base64.Length; i += LineLength)
        {
            var line = base64.AsSpan(i, Math.Min(LineLength, base64.Length - i));
            line.CopyTo(pem.AsSpan(at));
            pem[at + line.Length] = (byte)'\n';
            at += line.Length + 1;
        }

        foot.CopyTo(pem, at);
        Array.Clear(base64);
        return pem;
    }

    /// <summary>The position of the next block's label, or -1.</summary>
    private static int NextBlock(ReadOnlySpan<byte> content, int at)
    {
        if (content[at..].StartsWith(Begin) && (at == 0 || content[at - 1] == '\n'))
        {
            return at + Begin.Length;
        }

        var found = Find(content, at, LineThenBegin);
        return found == content.Length ? -1 : found + LineThenBegin.Length;
    }

    /// <summary>The headers before the content (RFC 1421): whether there are any, and whether they mark the content as encrypted.</summary>
    private static (bool Any, bool Encrypted) Headers(ReadOnlySpan<byte> content, ref int at)
    {
        var headers = (Any: false, Encrypted: false);
        for (var next = at; next < content.Length; at = next)
        {
            var line = Line(content, ref next);
            var colon = line.IndexOf((byte)':');
            if (colon < 0)
            {
                break;
            }

            headers = (true,
                headers.Encrypted
                    || (line[..colon].Trim((byte)' ').SequenceEqual("Proc-Type"u8) && line[colon..].IndexOf("ENCRYPTED"u8) >= 0));
        }

        return headers;
    }

    /// <summary>
    /// The block whose content starts at <paramref name="at"/>, which then moves behind the block; null if the block is not complete.
    /// </summary>
    private static PemBlock? Block(
        ReadOnlySpan<byte> content, ref int at, int end, ReadOnlySpan<byte> label, (bool Any, bool Encrypted) headers)
    {
        if (end >= content.Length || end < at - 1)
        {
            return null;
        }

        var after = end + 1;
        var expected = Encoding.ASCII.GetBytes($"-----END {Encoding.Latin1.GetString(label)}-----");
        if (!Line(content, ref after).SequenceEqual(expected))
        {
            return null;
        }

        // A dash most likely starts another block. Check for it first, because that is cheap.
        var base64 = end < at ? default : content[at..end];
        if (base64.Contains((byte)'-'))
        {
            return null;
        }

        var der = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(base64.Length));
        var isWhole = Base64.DecodeFromUtf8(base64, der, out _, out var length) == OperationStatus.Done;
        var exact = isWhole ? PinnedMemory.IfKey(label, length) : null;
        der.AsSpan(0, exact?.Length ?? 0).CopyTo(exact);
        CryptographicOperations.ZeroMemory(der);
        ArrayPool<byte>.Shared.Return(der);
        if (exact is null)
        {
            return null;
        }

        at = after;
        return new PemBlock(Encoding.Latin1.GetString(label), exact) { HasHeaders = headers.Any, IsEncrypted = headers.Encrypted };
    }

    /// <summary>The line at <paramref name="at"/> without its break and trailing blanks; <paramref name="at"/> moves behind it.</summary>
    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> content, ref int at)
    {
        var rest = content[at..];
        var length = rest.IndexOf((byte)'\n');
        at += length < 0 ? rest.Length : length + 1;
        return (length < 0 ? rest : rest[..length]).TrimEnd("\r \t"u8);
    }

    /// <summary>The first occurrence from <paramref name="at"/> on, or the end of the content.</summary>
    private static int Find(ReadOnlySpan<byte> content, int at, ReadOnlySpan<byte> text)
        => content[at..].IndexOf(text) is var found && found >= 0 ? at + found : content.Length;

    /// <summary>A label that is safe to show: a label can be anything, even a key's own bytes.</summary>
    private static string Shown(ReadOnlySpan<byte> label)
    {
        var text = Encoding.Latin1.GetString(label).TrimEnd('-');
        return text.Length <= 40 && text.All(c => c is ' ' or (>= 'A' and <= 'Z') or (>= '0' and <= '9')) ? text : "?";
    }
}
