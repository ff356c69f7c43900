using System.Text;
using System.Text.RegularExpressions;

namespace KubePki.Faults.Secret;

/// <summary>
/// Every private key that lies in a tree, in the forms it could show up in: pieces of its base64 (single and, for kubeconfigs,
/// double) and of its bytes.
/// </summary>
internal sealed partial class KeyPieces
{
    /// <summary>Characters of base64 that make a piece: whoever shows twice as many shows at least one piece whole.</summary>
    private const int TextLength = 24;

    /// <summary>Bytes of a key that make a piece.</summary>
    private const int RawLength = 16;

    /// <summary>The first bytes of a key say what it is and nothing of its secret.</summary>
    private const int Heading = 8;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly List<(string Path, byte[] Raw)> _raws = [];

    public static KeyPieces Of(params string[] trees)
    {
        var pieces = new KeyPieces();
        foreach (var file in trees.SelectMany(tree => Directory.EnumerateFiles(tree, "*", SearchOption.AllDirectories)).Where(f => new FileInfo(f).LinkTarget is null && Path.GetFileName(f) != "lock"))
        {
            pieces.Remember(Path.GetFileName(file), Encoding.Latin1.GetString(File.ReadAllBytes(file)));
        }

        return pieces;
    }

    public int Count => _raws.Count;

    /// <summary>What a reader of a text could learn, or null.</summary>
    public string? FindIn(string text)
        => text.Contains("PRIVATE KEY", StringComparison.Ordinal) ? "the words PRIVATE KEY"
            : _texts.FirstOrDefault(piece => text.Contains(piece.Key, StringComparison.Ordinal)) is { Key: not null, Value: var path } ? $"a piece of the key in {path}" : null;

    /// <summary>The keys, by the file they lie in, of which some piece stands in a stretch of memory.</summary>
    public IEnumerable<string> FindIn(byte[] memory)
        => _raws.Where(r => memory.AsSpan().IndexOf(r.Raw) >= 0).Select(r => $"{r.Path} (bytes)")
            .Concat(_texts.Where(t => memory.AsSpan().IndexOf(Encoding.ASCII.GetBytes(t.Key)) >= 0).Select(t => $"{t.Value} (text)"));

    private void Remember(string path, string content)
    {
        foreach (Match key in PemKey().Matches(content))
        {
            var base64 = key.Groups[1].Value.Replace("\n", "", StringComparison.Ordinal);
            Cut(path, base64);
            var raw = new byte[base64.Length];
            if (Convert.TryFromBase64String(base64, raw, out var length) && length > Heading + RawLength)
            {
                // SEC 1 and PKCS#1 begin with a header; the secret number of an EC key follows it at once.
                _raws.Add((path, raw[Heading..(Heading + RawLength)]));
            }
        }

        foreach (Match data in KeyData().Matches(content))
        {
            Cut(path, data.Groups[1].Value);
            var pem = new byte[data.Groups[1].Length];
            if (Convert.TryFromBase64String(data.Groups[1].Value, pem, out var length))
            {
                Remember(path, Encoding.Latin1.GetString(pem, 0, length));
            }
        }
    }

    private void Cut(string path, string base64)
    {
        // The first piece is the same in every key of a kind.
        for (var i = TextLength; i + TextLength <= base64.Length; i += TextLength)
        {
            _texts.TryAdd(base64.Substring(i, TextLength), path);
        }
    }

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----\n([A-Za-z0-9+/=\n]+)")]
    private static partial Regex PemKey();

    [GeneratedRegex("client-key-data: *\"?([A-Za-z0-9+/=]+)")]
    private static partial Regex KeyData();
}
