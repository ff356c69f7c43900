using System.Security.Cryptography;
using KubePki.Language;

namespace KubePki.X509;

/// <summary>Checks the signature on a certificate.</summary>
internal static class CertificateSignature
{
    private static readonly IReadOnlyDictionary<string, (KeyFamily Family, HashAlgorithmName Hash)> Accepted = new Dictionary<string, (KeyFamily, HashAlgorithmName)>
    {
        [Oids.RsaSha256] = (KeyFamily.Rsa, HashAlgorithmName.SHA256),
        [Oids.RsaSha384] = (KeyFamily.Rsa, HashAlgorithmName.SHA384),
        [Oids.RsaSha512] = (KeyFamily.Rsa, HashAlgorithmName.SHA512),
        [Oids.EcdsaSha256] = (KeyFamily.Ecdsa, HashAlgorithmName.SHA256),
        [Oids.EcdsaSha384] = (KeyFamily.Ecdsa, HashAlgorithmName.SHA384),
        [Oids.EcdsaSha512] = (KeyFamily.Ecdsa, HashAlgorithmName.SHA512),
    };

    /// <summary>Whether certificates signed with this algorithm are looked at, as Go does since 1.18.</summary>
    internal static bool IsAccepted(string algorithm) => Accepted.ContainsKey(algorithm);

    /// <summary>Null when <paramref name="parent"/>'s key made the signature. MD5 and SHA-1 are refused, as Go does since 1.18.</summary>
    internal static Problem? Check(Certificate child, Certificate parent, string where)
    {
        if (!Accepted.TryGetValue(child.SignatureAlgorithm, out var algorithm))
        {
            return X509Messages.InsecureSignature.At(where, child.SignatureAlgorithm);
        }

        return algorithm.Family == parent.KeyAlgorithm.Family && IsGenuine(child, parent, algorithm.Hash)
            ? null
            : X509Messages.UnknownAuthority.At(where, child.Issuer.Text);
    }

    private static bool IsGenuine(Certificate child, Certificate parent, HashAlgorithmName hash)
    {
        try
        {
            if (parent.KeyAlgorithm.Family == KeyFamily.Rsa)
            {
                using var rsa = RSA.Create();
                rsa.ImportSubjectPublicKeyInfo(parent.PublicKey, out _);
                return rsa.VerifyData(child.SignedPart, child.Signature, hash, RSASignaturePadding.Pkcs1);
            }

            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(parent.PublicKey, out _);
            return ecdsa.VerifyData(child.SignedPart, child.Signature, hash, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
