using System.Security.Cryptography;
using System.Text;
using KubePki.Language;

namespace KubePki.X509;

/// <summary>One PEM block: its label and the bytes it holds.</summary>
public sealed record PemBlock(string Label, byte[] Der);

/// <summary>Reads and writes PEM (RFC 7468) as Go's encoding/pem does: text around the blocks is ignored.</summary>
public static class Pem
{
    /// <summary>The label of a certificate.</summary>
    public const string CertificateLabel = "CERTIFICATE";

    /// <summary>Most blocks read from one file.</summary>
    public const int MaximumBlocks = 5_000;

    private const int LineLength = 64;

    /// <summary>All blocks of a file, in order. A file that starts a block without ending it is a problem.</summary>
    public static Outcome<IReadOnlyList<PemBlock>> Read(ReadOnlySpan<byte> content, string where)
    {
        if (content.IsEmpty)
        {
            return X509Messages.Empty.At(where);
        }

        var blocks = new List<PemBlock>();
        var rest = Encoding.ASCII.GetString(content).AsSpan();
        while (rest.IndexOf("-----BEGIN ") is var start && start >= 0)
        {
            rest = rest[start..];
            if (!PemEncoding.TryFind(rest, out var found) || found.Location.Start.GetOffset(rest.Length) != 0)
            {
                return X509Messages.TruncatedPem.At(where, LabelAt(rest));
            }

            var der = new byte[found.DecodedDataLength];
            if (!Convert.TryFromBase64Chars(rest[found.Base64Data], der, out _))
            {
                return X509Messages.TruncatedPem.At(where, LabelAt(rest));
            }

            blocks.Add(new PemBlock(rest[found.Label].ToString(), der));
            if (blocks.Count > MaximumBlocks)
            {
                return X509Messages.TooManyBlocks.At(where, MaximumBlocks.ToString());
            }

            rest = rest[found.Location.End..];
        }

        return blocks;
    }

    /// <summary>One block as bytes, with the line length and final line break that Go writes.</summary>
    public static byte[] Write(string label, ReadOnlySpan<byte> der)
    {
        var text = new StringBuilder().Append("-----BEGIN ").Append(label).Append("-----\n");
        var base64 = Convert.ToBase64String(der);
        for (var i = 0; i < base64.Length; i += LineLength)
        {
            text.Append(base64, i, Math.Min(LineLength, base64.Length - i)).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.Append("-----END ").Append(label).Append("-----\n").ToString());
    }

    private static string LabelAt(ReadOnlySpan<char> text)
    {
        var label = text["-----BEGIN ".Length..];
        var end = label.IndexOf("-----");
        return end is < 0 or > 40 ? "?" : label[..end].ToString();
    }
}
