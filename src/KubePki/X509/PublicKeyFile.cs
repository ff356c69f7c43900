using System.Formats.Asn1;
using KubePki.Localization;

namespace KubePki.X509;

/// <summary>
/// Reads the verification keys of a file as client-go's keyutil.PublicKeysFromFile does: public keys, certificates or private keys. An EC
/// key in PKCS#8 is skipped: keyutil reads only RSA keys from PKCS#8.
/// </summary>
internal static class PublicKeyFile
{
    private const string Pkcs8 = "PRIVATE KEY";

    /// <summary>Every key of the file, as SubjectPublicKeyInfo.</summary>
    public static Outcome<IReadOnlyList<byte[]>> Read(ReadOnlySpan<byte> pem, string where)
    {
        var file = Pem.Read(pem, where);
        if (!file.Succeeded)
        {
            return file.Problem;
        }

        var keys = new List<byte[]>();
        foreach (var block in file.Value.Blocks)
        {
            if (ReadBlock(block, where) is { } key)
            {
                keys.Add(key);
            }
        }

        return keys.Count > 0 ? keys : file.Value.ExplainMissing("public key", where);
    }

    private static byte[]? ReadBlock(PemBlock block, string where)
    {
        switch (block.Label)
        {
            case "PUBLIC KEY":
                return IsPublicKey(block.Der) ? block.Der : null;
            case Pem.CertificateLabel:
                return CertificateReader.Read(block.Der, where).Value?.PublicKey;
            default:
                using (var key = PrivateKey.Read(block, where).Value)
                {
                    return block.Label == Pkcs8 && key?.Algorithm.Family != KeyFamily.Rsa ? null : key?.PublicKey;
                }
        }
    }

    private static bool IsPublicKey(byte[] der)
    {
        try
        {
            return PublicKeyInfo.Algorithm(der).Family != KeyFamily.Other;
        }
        catch (Exception e) when (e is AsnContentException or InvalidOperationException)
        {
            return false;
        }
    }
}
