using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace KubePki.X509;

/// <summary>
/// Checks Ed25519 signatures (RFC 8032), which .NET does not offer. Plain arithmetic on public numbers. As in Go's crypto/ed25519 the
/// second half of a signature has to be reduced, and the first is compared byte by byte.
/// </summary>
internal static class Ed25519
{
    private const int Length = 32;

    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
    private static readonly BigInteger D = Reduced(-121665 * Inverse(121666));
    private static readonly BigInteger RootOfMinusOne = BigInteger.ModPow(2, (Prime - 1) / 4, Prime);
    private static readonly Point Base = Decode(Encode(4 * Inverse(5), isOdd: false))!;

    /// <summary>In extended coordinates: x = X/Z, y = Y/Z, xy = T/Z.</summary>
    private sealed record Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T)
    {
        internal Point Plus(Point other)
        {
            var (a, b) = (Reduced((Y - X) * (other.Y - other.X)), Reduced((Y + X) * (other.Y + other.X)));
            var (c, d) = (Reduced(2 * T * Reduced(D * other.T)), Reduced(2 * Z * other.Z));
            var (e, f, g, h) = (b - a, d - c, d + c, b + a);
            return new Point(Reduced(e * f), Reduced(g * h), Reduced(f * g), Reduced(e * h));
        }

        internal Point Negated => new(Reduced(-X), Y, Z, Reduced(-T));
    }

    /// <summary>Whether a key made a signature over a message.</summary>
    internal static bool IsGenuine(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != 2 * Length || Decode(key.ToArray()) is not { } point)
        {
            return false;
        }

        var second = new BigInteger(signature[Length..], isUnsigned: true);
        var digest = new BigInteger(SHA512.HashData([.. signature[..Length], .. key, .. message]), isUnsigned: true) % Order;
        return second < Order && Encoded(Times(Base, second).Plus(Times(point.Negated, digest))).AsSpan().SequenceEqual(signature[..Length]);
    }

    private static Point Times(Point point, BigInteger number)
    {
        var sum = new Point(0, 1, 1, 0);
        for (var bit = (int)number.GetBitLength() - 1; bit >= 0; bit--)
        {
            sum = sum.Plus(sum);
            sum = ((number >> bit) & 1).IsZero ? sum : sum.Plus(point);
        }

        return sum;
    }

    /// <summary>The point of an encoding, or null. As in Go, y may be larger than the prime.</summary>
    private static Point? Decode(byte[] encoded)
    {
        var isOdd = (encoded[^1] & 0x80) != 0;
        var y = Reduced(new BigInteger([.. encoded[..^1], (byte)(encoded[^1] & 0x7f)], isUnsigned: true));
        var square = Reduced(((y * y) - 1) * Inverse(Reduced((D * y * y) + 1)));
        var x = BigInteger.ModPow(square, (Prime + 3) / 8, Prime);
        x = Reduced(x * x) == square ? x : Reduced(x * RootOfMinusOne);
        if (Reduced(x * x) != square)
        {
            return null;
        }

        x = x.IsEven == isOdd ? Reduced(-x) : x;
        return new Point(x, y, 1, Reduced(x * y));
    }

    private static byte[] Encoded(Point point)
    {
        var inverse = Inverse(point.Z);
        return Encode(point.Y * inverse, !Reduced(point.X * inverse).IsEven);
    }

    private static byte[] Encode(BigInteger y, bool isOdd)
    {
        var bytes = new byte[Length];
        Reduced(y).TryWriteBytes(bytes, out _, isUnsigned: true);
        bytes[^1] |= isOdd ? (byte)0x80 : (byte)0;
        return bytes;
    }

    private static BigInteger Inverse(BigInteger number) => BigInteger.ModPow(number, Prime - 2, Prime);

    private static BigInteger Reduced(BigInteger number) => number % Prime is var rest && rest.Sign < 0 ? rest + Prime : rest;
}
