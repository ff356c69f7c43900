using System.Text;
using System.Text.RegularExpressions;

namespace KubePki.Scripts;

/// <summary>Remembers every private key in a folder, and finds pieces of them in a program's output.</summary>
internal sealed partial class Secrets(string folder)
{
    /// <summary>Base64 characters per piece: a leak of twice as many contains at least one complete piece.</summary>
    private const int PieceLength = 24;

    /// <summary>Larger files are not key files.</summary>
    private const int MaximumSize = 1_000_000;

    private readonly HashSet<string> _pieces = new(StringComparer.Ordinal);
    private readonly HashSet<(string, long, DateTime)> _seen = [];

    /// <summary>Reads the files that are new or changed.</summary>
    public void Look()
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles(
            "*",
            new EnumerationOptions
            {
                RecurseSubdirectories = true,
                AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device,
            }))
        {
            if (file.Length is > 0 and < MaximumSize && _seen.Add((file.FullName, file.Length, file.LastWriteTimeUtc)))
            {
                Remember(Encoding.Latin1.GetString(File.ReadAllBytes(file.FullName)));
            }
        }
    }

    /// <summary>Returns what a reader of the text could learn, or null.</summary>
    public string? FindIn(string text)
        => text.Contains("PRIVATE KEY", StringComparison.Ordinal) ? "the words PRIVATE KEY"
            : _pieces.Any(piece => text.Contains(piece, StringComparison.Ordinal)) ? "a piece of a private key" : null;

    private void Remember(string content)
    {
        foreach (Match key in PemKey().Matches(content))
        {
            Cut(key.Groups[1].Value.Replace("\n", "", StringComparison.Ordinal));
        }

        foreach (Match data in KeyData().Matches(content))
        {
            Cut(data.Groups[1].Value);
            var pem = new byte[data.Groups[1].Length];
            if (Convert.TryFromBase64String(data.Groups[1].Value, pem, out var length))
            {
                Remember(Encoding.Latin1.GetString(pem, 0, length));
            }
        }
    }

    private void Cut(string base64)
    {
        for (var i = 0; i + PieceLength <= base64.Length; i += PieceLength)
        {
            _pieces.Add(base64.Substring(i, PieceLength));
        }
    }

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----\n([A-Za-z0-9+/=\n]+)")]
    private static partial Regex PemKey();

    [GeneratedRegex("client-key-data: *\"?([A-Za-z0-9+/=]+)")]
    private static partial Regex KeyData();
}
