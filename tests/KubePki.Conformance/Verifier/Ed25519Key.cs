using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace KubePki.Conformance.Verifier;

/// <summary>Signs with Ed25519 (RFC 8032 section 5.1), which .NET does not support.</summary>
internal sealed record Ed25519Key : SigningKey
{
    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger L = BigInteger.Pow(2, 252)
        + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
    private static readonly BigInteger D = Mod(-121665 * Inverse(121666));
    private static readonly (BigInteger X, BigInteger Y) Base = (
        BigInteger.Parse("15112221349535400772501151409588531511454012693041857206046113283949847762202", CultureInfo.InvariantCulture),
        Mod(4 * Inverse(5)));

    private readonly BigInteger _scalar;
    private readonly byte[] _prefix;

    private Ed25519Key(byte[] hash, BigInteger scalar)
        : base([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, .. Encode(Times(Base, scalar))])
        => (_scalar, _prefix) = (scalar, hash[32..]);

    /// <summary>A new key.</summary>
    public static Ed25519Key Create()
    {
        byte[] hash = SHA512.HashData(RandomNumberGenerator.GetBytes(32));
        byte[] clamped = hash[..32];
        clamped[0] &= 248;
        clamped[31] = (byte)((clamped[31] & 127) | 64);
        return new Ed25519Key(hash, new BigInteger(clamped, isUnsigned: true));
    }

    public override byte[] Algorithm(string form) => form == "without NULL" ? Identifier("1.3.101.112", 5, 0) : Identifier("1.3.101.112");

    public override byte[] Sign(byte[] data, string form)
    {
        BigInteger nonce = new BigInteger(SHA512.HashData([.. _prefix, .. data]), isUnsigned: true) % L;
        byte[] first = Encode(Times(Base, nonce));
        BigInteger challenge = new BigInteger(SHA512.HashData([.. first, .. PublicKey[^32..], .. data]), isUnsigned: true) % L;
        byte[] second = new byte[32];
        ((nonce + (challenge * _scalar)) % L).TryWriteBytes(second, out _, isUnsigned: true);
        return [.. first, .. second];
    }

    /// <summary>Computed in extended coordinates (RFC 8032 section 5.1.4), which need only one division at the end.</summary>
    private static (BigInteger X, BigInteger Y) Times((BigInteger X, BigInteger Y) point, BigInteger number)
    {
        (BigInteger X, BigInteger Y, BigInteger Z, BigInteger T) sum = (0, 1, 1, 0), power = (point.X, point.Y, 1, Mod(point.X * point.Y));
        for (; number > 0; number >>= 1)
        {
            sum = number.IsEven ? sum : Add(sum, power);
            power = Add(power, power);
        }

        BigInteger inverse = Inverse(sum.Z);
        return (Mod(sum.X * inverse), Mod(sum.Y * inverse));
    }

    private static (BigInteger X, BigInteger Y, BigInteger Z, BigInteger T) Add(
        (BigInteger X, BigInteger Y, BigInteger Z, BigInteger T) p, (BigInteger X, BigInteger Y, BigInteger Z, BigInteger T) q)
    {
        BigInteger a = Mod((p.Y - p.X) * (q.Y - q.X)), b = Mod((p.Y
            + p.X) * (q.Y + q.X)), c = Mod(2 * p.T * q.T * D), d = Mod(2 * p.Z * q.Z);
        BigInteger e = b - a, f = d - c, g = d + c, h = b + a;
        return (Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
    }

    private static byte[] Encode((BigInteger X, BigInteger Y) point)
    {
        byte[] bytes = new byte[32];
        point.Y.TryWriteBytes(bytes, out _, isUnsigned: true);
        bytes[31] |= point.X.IsEven ? (byte)0 : (byte)128;
        return bytes;
    }

    private static BigInteger Inverse(BigInteger number) => BigInteger.ModPow(Mod(number), P - 2, P);

    private static BigInteger Mod(BigInteger number) => ((number % P) + P) % P;
}
