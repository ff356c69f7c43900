using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;

namespace KubePki.X509;

/// <summary>
/// Checks that a public key is a point of its curve: Go refuses a certificate if it is not (elliptic.Unmarshal), and every component then
/// refuses the certificate's file. Plain arithmetic on public numbers; the curves are those of SEC 2.
/// </summary>
internal static class EllipticCurves
{
    private const byte Uncompressed = 4;

    /// <summary>The field and the constant of y² = x³ - 3x + b, by object identifier.</summary>
    private static readonly IReadOnlyDictionary<string, (int Bytes, BigInteger Prime,
        BigInteger B)> Known = new Dictionary<string, (int, BigInteger, BigInteger)>(StringComparer.Ordinal)
        {
            [Oids.P224] = (
            28, Hex("ffffffffffffffffffffffffffffffff000000000000000000000001"),
            Hex("b4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4")),
            [Oids.P256] = (32, Hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"),
            Hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b")),
            [Oids.P384] = (
            48,
            Hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff"),
            Hex("b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef")),
            [Oids.P521] = (
            66,
            BigInteger.Pow(2, 521) - 1,
            Hex("0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00")),
        };

    /// <summary>True if Go knows a curve.</summary>
    internal static bool IsKnown(string curve) => Known.ContainsKey(curve);

    /// <summary>Throws <see cref="AsnContentException"/> unless the bytes are an uncompressed point of one of the four curves.</summary>
    internal static void RequirePoint(string curve, ReadOnlySpan<byte> point)
    {
        if (!Known.TryGetValue(curve, out var known))
        {
            throw DerReader.Refusal("its key is on a curve that Go does not know");
        }

        var (bytes, prime, b) = known;
        if (point.Length != 1 + (2 * bytes) || point[0] != Uncompressed)
        {
            throw DerReader.Refusal("its key is not a point of its curve");
        }

        var (x, y) = (new BigInteger(point[1..(1 + bytes)], isUnsigned: true, isBigEndian: true),
            new BigInteger(point[(1 + bytes)..], isUnsigned: true, isBigEndian: true));
        if (x >= prime || y >= prime || !(((y * y) - (x * ((x * x) - 3)) - b) % prime).IsZero)
        {
            throw DerReader.Refusal("its key is not a point of its curve");
        }
    }

    private static BigInteger Hex(string digits) => BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
