using System.Numerics;
using System.Security.Cryptography;

namespace KubePki.X509;

/// <summary>Checks RSA signatures (RFC 8017) with keys of any size. Plain arithmetic on public numbers: there is no secret to protect.</summary>
internal static class RsaSignature
{
    /// <summary>A larger modulus would take minutes; no component is known to use one.</summary>
    internal const int LargestModulus = 16_384;

    private const byte PssTrailer = 0xbc;

    /// <summary>Whether an encoded message with PKCS #1 version 1.5 padding comes out.</summary>
    internal static bool IsPkcs1((BigInteger Modulus, BigInteger Exponent) key, ReadOnlySpan<byte> signature, byte[] digest, string hash)
    {
        var info = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            using (info.PushSequence())
            {
                info.WriteObjectIdentifier(hash);
                info.WriteNull();
            }

            info.WriteOctetString(digest);
        }

        var ending = info.Encode();
        var padding = Size(key.Modulus) - ending.Length - 3;
        return padding >= 8 && Recovered(key, signature) is { } message
            && message.AsSpan().SequenceEqual((byte[])[0, 1, .. Enumerable.Repeat((byte)0xff, padding), 0, .. ending]);
    }

    /// <summary>Whether an encoded message with PSS padding comes out, whose salt is as long as the digest.</summary>
    internal static bool IsPss((BigInteger Modulus, BigInteger Exponent) key, ReadOnlySpan<byte> signature, byte[] digest, HashAlgorithmName hash)
    {
        var bits = (int)key.Modulus.GetBitLength() - 1;
        var length = (bits + 7) / 8;
        if (length < (2 * digest.Length) + 2 || Recovered(key, signature) is not { } whole || whole[..^length].Any(b => b != 0))
        {
            return false;
        }

        var message = whole[^length..];
        var (masked, hashed, unused) = (message[..(length - digest.Length - 1)], message[(length - digest.Length - 1)..^1], (8 * length) - bits);
        if (message[^1] != PssTrailer || (masked[0] & ~(0xff >> unused)) != 0)
        {
            return false;
        }

        byte[] block = [.. masked.Zip(Mask(hashed, masked.Length, hash), (one, other) => (byte)(one ^ other))];
        block[0] &= (byte)(0xff >> unused);
        var zeros = block.Length - digest.Length - 1;
        return block.AsSpan(0, zeros).IndexOfAnyExcept((byte)0) < 0 && block[zeros] == 1
            && CryptographicOperations.HashData(hash, [.. new byte[8], .. digest, .. block[(zeros + 1)..]]).AsSpan().SequenceEqual(hashed);
    }

    private static IEnumerable<byte> Mask(byte[] seed, int length, HashAlgorithmName hash)
        => Enumerable.Range(0, length).SelectMany(i => CryptographicOperations.HashData(hash, [.. seed, (byte)(i >> 24), (byte)(i >> 16), (byte)(i >> 8), (byte)i])).Take(length);

    /// <summary>What the signature was made of, as long as the modulus; null when it is not as long.</summary>
    private static byte[]? Recovered((BigInteger Modulus, BigInteger Exponent) key, ReadOnlySpan<byte> signature)
    {
        var size = Size(key.Modulus);
        if (signature.Length != size)
        {
            return null;
        }

        var recovered = BigInteger.ModPow(new BigInteger(signature, isUnsigned: true, isBigEndian: true), key.Exponent, key.Modulus).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[size - recovered.Length], .. recovered];
    }

    private static int Size(BigInteger modulus) => (int)((modulus.GetBitLength() + 7) / 8);
}
