using System.Formats.Asn1;
using System.Text;
using System.Text.RegularExpressions;

namespace KubePki.Faults.Secret;

/// <summary>
/// Every private key in a tree, in the forms in which it could leak: pieces of its base64 (single, and double for kubeconfigs) and of its
/// bytes. Only the secret part counts: the public half is also in the certificate, possibly in the same letters.
/// </summary>
internal sealed partial class KeyPieces
{
    /// <summary>Base64 letters per piece: a leak that is a few letters longer contains at least one complete piece.</summary>
    private const int TextLength = 24;

    /// <summary>Letters per line of PEM.</summary>
    private const int PemLine = 64;

    /// <summary>Bytes of a key per piece.</summary>
    private const int RawLength = 16;

    /// <summary>Base64 letters that encode a whole number of bytes.</summary>
    private const int Group = 4;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly List<(string Path, byte[] Raw)> _raws = [];

    public static KeyPieces Of(params string[] trees)
        => OfFiles(trees.SelectMany(tree => Directory.EnumerateFiles(tree, "*", SearchOption.AllDirectories))
            .Where(f => new FileInfo(f).LinkTarget is null && Path.GetFileName(f) is not ("lock" or "activation.lock")));

    public static KeyPieces OfFiles(IEnumerable<string> files)
    {
        var pieces = new KeyPieces();
        foreach (var file in files)
        {
            pieces.Remember(Path.GetFileName(file), Encoding.Latin1.GetString(File.ReadAllBytes(file)));
        }

        return pieces;
    }

    public int Count => _raws.Count;

    /// <summary>Returns the pieces that are not among the others.</summary>
    public KeyPieces Without(KeyPieces others)
    {
        var pieces = new KeyPieces();
        pieces._raws.AddRange(_raws.Where(r => !others._raws.Exists(o => o.Raw.AsSpan().SequenceEqual(r.Raw))));
        foreach (var (text, path) in _texts.Where(t => !others._texts.ContainsKey(t.Key)))
        {
            pieces._texts.Add(text, path);
        }

        return pieces;
    }

    /// <summary>Returns what a reader of the text could learn, or null.</summary>
    public string? FindIn(string text)
        => text.Contains("PRIVATE KEY", StringComparison.Ordinal) ? "the words PRIVATE KEY"
            : _texts.FirstOrDefault(piece => text.Contains(piece.Key, StringComparison.Ordinal)) is { Key: not null, Value: var path }
                ? $"a piece of the key in {path}"
                : null;

    /// <summary>The keys, by file, of which a piece occurs in a range of memory.</summary>
    public IEnumerable<string> FindIn(byte[] memory)
        => _raws.Where(r => memory.AsSpan().IndexOf(r.Raw) >= 0).Select(r => $"{r.Path} (bytes)")
            .Concat(_texts.Where(t => memory.AsSpan().IndexOf(Encoding.ASCII.GetBytes(t.Key)) >= 0).Select(t => $"{t.Value} (text)"));

    private void Remember(string path, string content, string? encoded = null)
    {
        foreach (Match key in PemKey().Matches(content))
        {
            var base64 = key.Groups[1].Value.Replace("\n", "", StringComparison.Ordinal);
            var raw = Convert.FromBase64String(base64);
            var (start, end) = Secret(raw);
            _raws.Add((path, raw[start..Math.Min(start + RawLength, end)]));
            Cut(path, base64, start, end);
            if (encoded is not null)
            {
                // The position of a secret letter in the PEM, including line breaks.
                int Place(int letter) => key.Groups[1].Index + letter + (letter / PemLine);
                Cut(path, encoded, Place(start * Group / 3), Place(end * Group / 3));
            }
        }

        foreach (Match data in KeyData().Matches(content))
        {
            Remember(path, Encoding.Latin1.GetString(Convert.FromBase64String(data.Groups[1].Value)), data.Groups[1].Value);
        }
    }

    /// <summary>
    /// Position of the secret numbers in a key's DER: in an EC key (SEC 1) one number, in an RSA key (PKCS#1) all after the public ones.
    /// </summary>
    private static (int Start, int End) Secret(byte[] der)
    {
        var key = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        key.ReadInteger();
        if (key.PeekTag() == Asn1Tag.PrimitiveOctetString)
        {
            var number = key.ReadOctetString();
            var at = der.AsSpan().IndexOf(number);
            return (at, at + number.Length);
        }

        key.ReadIntegerBytes();
        key.ReadIntegerBytes();
        return (der.AsSpan().IndexOf(key.ReadIntegerBytes().Span), der.Length);
    }

    /// <summary>Remembers every piece of a base64 text that encodes only bytes from one position to another.</summary>
    private void Cut(string path, string base64, int start, int end)
    {
        for (var i = (start + 2) / 3 * Group; (i + TextLength) * 3 / Group <= end && i + TextLength <= base64.Length; i += Group)
        {
            _texts.TryAdd(base64.Substring(i, TextLength), path);
        }
    }

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----\n([A-Za-z0-9+/=\n]+)")]
    private static partial Regex PemKey();

    [GeneratedRegex("client-key-data: *\"?([A-Za-z0-9+/=]+)")]
    private static partial Regex KeyData();
}
