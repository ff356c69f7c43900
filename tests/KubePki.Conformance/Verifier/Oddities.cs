using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace KubePki.Conformance.Verifier;

/// <summary>
/// Parts of certificates that are valid or have one defect each: names in every string type, times in every form, keys, and extensions
/// that are well-formed or damaged, critical or not.
/// </summary>
internal static class Oddities
{
    /// <summary>Attributes of a name in addition to its common name: string type and content.</summary>
    public static readonly (byte Tag, byte[] Content)[] Attributes =
    [
        (0x0c, "k8s prod"u8.ToArray()), (0x0c, [0xff, 0xfe]), (0x0c, [0xed, 0xa0, 0x80]), (0x0c, []),
        (0x13, "k8s-prod"u8.ToArray()), (0x13, "k8s_prod"u8.ToArray()), (0x13, "a*b&c"u8.ToArray()), (0x13, "a@b"u8.ToArray()),
        (0x16, "k8s_prod@x"u8.ToArray()), (0x16, [0xe9]), (0x14, [0xe9, 0x41]), (0x12, "12 34"u8.ToArray()), (0x12, "12-34"u8.ToArray()),
        (0x1e, Encoding.BigEndianUnicode.GetBytes("k8s")), (0x1e, [0, 0x41, 0]), (0x1e, [0xd8, 0x00, 0xdc, 0x00]), (0x1e, [0xff, 0xfe]),
        (0x1e, [0xfd, 0xd0]), (0x1e, [0, 0x41, 0, 0]),
        (0x1c, [0, 0, 0, 0x41]), (0x04, [0x41]), (0x02, [0x01]), (0x05, []), (0x1a, "visible"u8.ToArray()), (0x1b, "general"u8.ToArray()),
        (0x2c, [0x0c, 0x01, 0x41]),
    ];

    /// <summary>Values of notAfter in unusual forms; the first are in the future.</summary>
    public static readonly byte[][] Ends =
    [
        Time(0x17, "310601120000Z"), Time(0x17, "3106011200Z"), Time(0x17, "310601120000+0130"), Time(0x17, "310601120000-2359"),
        Time(0x18, "20310601120000Z"),
        Time(0x18, "20310601120000+0100"), Time(0x18, "99991231235959Z"), Time(0x18, "20310601120000"), Time(0x18, "203106011200Z"),
        Time(0x18, "20310601120000.5Z"),
        Time(0x18, "20310601120000+0000"), Time(0x17, "310601120060Z"), Time(0x17, "310601240000Z"), Time(0x17, "310631120000Z"),
        Time(0x17, "310601120000z"),
        Time(0x17, "310601120000"), Time(0x17, "20310601120000Z"), Time(0x18, "310601120000Z"), Time(0x17, "500101000000Z"),
        Time(0x17, "490101000000Z"),
        Time(0x18, "00000101000000Z"), Time(0x18, "20310601120000-0000"), Time(0x17, "310601120000+01"), Time(0x17, "310601120000+2400"),
        Time(0x16, "310601120000Z"),
    ];

    /// <summary>Public keys that a leaf may have.</summary>
    public static readonly byte[][] Keys =
    [
        RsaKey(65537), RsaKey(3), RsaKey(1), RsaKey(0), RsaKey(-3), RsaKey(BigInteger.Pow(2, 31) + 1), RsaKey(BigInteger.Pow(2, 62) + 1),
        RsaKey(BigInteger.Pow(2, 63) + 1), RsaKey(BigInteger.Pow(2, 64) + 1),
        RsaKey(65537, [0x30, 0x00]), RsaKey(65537, []), Key("1.3.101.112", [], new byte[32]), Key("1.3.101.112", [], new byte[31]),
        Key("1.3.101.112", [5, 0], new byte[32]),
        Key("1.3.101.110", [], new byte[32]), Key("1.2.840.10045.2.1", [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a], new byte[65]),
        Key("1.2.840.10045.2.1", [5, 0], new byte[65]),
        Key("1.2.840.10045.2.1", [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], [2, .. new byte[32]]),
        Key("1.2.840.113549.1.1.10", [], [1, 2, 3]), Key("1.2.3.4", [], [0]),
        Key("1.2.840.10040.4.1", [0x30, 0x09, 2, 1, 7, 2, 1, 3, 2, 1, 2], [2, 1, 4]),
        Key("1.2.840.10040.4.1", [0x30, 0x09, 2, 1, 7, 2, 1, 3, 2, 1, 0], [2, 1, 4]), Key("1.2.840.10040.4.1", [], [2, 1, 4]),
    ];

    /// <summary>Extensions by identifier and value; each is used as critical and as non-critical.</summary>
    public static readonly (string Oid, string Hex)[] Extensions =
    [
        ("1.3.6.1.5.5.7.1.1", "3000"), ("1.3.6.1.5.5.7.1.1", "3016301406082b060105050730018608687474703a2f2f78"),
        ("1.3.6.1.5.5.7.1.1", "30023000"), ("1.3.6.1.5.5.7.1.1", "0500"),
        ("1.3.6.1.5.5.7.1.1", "3010300e06082b06010505073001a4023000"),
        ("2.5.29.31", "3000"), ("2.5.29.31", "30023000"), ("2.5.29.31", "300e300ca00aa0088606687474703a2f"),
        ("2.5.29.31", "300a3008a006a10430020500"), ("2.5.29.31", "30053003810106"), ("2.5.29.31", "0500"),
        ("2.5.29.14", "0401aa"), ("2.5.29.14", "0400"), ("2.5.29.14", "0500"), ("2.5.29.35", "30038001aa"), ("2.5.29.35", "3000"),
        ("2.5.29.35", "0401aa"), ("2.5.29.35", "3003820101"),
        ("2.5.29.32", "3006300406022a03"), ("2.5.29.32", "3000"), ("2.5.29.32", "300c300406022a03300406022a03"),
        ("2.5.29.32", "300830060604551d2000"),
        ("2.5.29.32", "300b300906072a8fffffffff7f"), ("2.5.29.32", "3006300406022a80"), ("2.5.29.32", "3007300506032a8003"),
        ("2.5.29.32", "0500"),
        ("2.5.29.36", "3003800100"), ("2.5.29.36", "3003800101"), ("2.5.29.36", "3003810100"), ("2.5.29.36", "3000"),
        ("2.5.29.36", "30038001ff"), ("2.5.29.36", "0500"), ("2.5.29.36", "30058003000000"),
        ("2.5.29.33", "300a300806022a0306022a04"), ("2.5.29.33", "300c300a0604551d200006022a04"), ("2.5.29.33", "3000"),
        ("2.5.29.33", "0500"),
        ("2.5.29.54", "020100"), ("2.5.29.54", "020101"), ("2.5.29.54", "0201ff"), ("2.5.29.54", "0500"),
        ("2.5.29.18", "3003820161"), ("2.5.29.16", "3000"), ("2.5.29.17", "3000"), ("2.5.29.17", "3004a4023000"), ("2.5.29.17", "0500"),
        ("2.5.29.17", "300787050000000000"),
        ("2.5.29.15", "03020780"), ("2.5.29.15", "030100"), ("2.5.29.15", "03020084"), ("2.5.29.15", "03020880"), ("2.5.29.15", "03020184"),
        ("2.5.29.15", "0303070600"),
        ("2.5.29.37", "3000"), ("2.5.29.37", "30060604551d2500"), ("2.5.29.37", "0500"), ("2.5.29.37", "300906072a8fffffffff7f"),
        ("2.5.29.19", "30060101ff0201ff"), ("2.5.29.19", "30060101ff020100"), ("2.5.29.19", "3003010101"),
        ("2.5.29.19", "300c0101ff02077fffffffffffff"), ("2.5.29.19", "300e0101ff020900ffffffffffffffff"), ("2.5.29.19", "0500"),
        ("2.5.29.19", "30050101ff0500"),
        ("2.5.29.30", "3000"), ("2.5.29.30", "3002a000"), ("2.5.29.30", "3008a0063004a4023000"),
        ("2.5.29.30", "300ea00c300a87080a000005ff000000"), ("2.5.29.30", "300ea00c300a87080a000000ff00ff00"),
        ("2.5.29.30", "3007a105300382012e"), ("2.5.29.30", "3008a006300482022e2e"), ("2.5.29.30", "300da00b300986073a31302e302e30"),
        ("2.5.29.30", "0500"),
        ("1.2.3.4", "0500"), ("2.5.29.9", "3000"),
    ];

    /// <summary>Host names in URIs, and whole URIs.</summary>
    public static readonly string[] Uris =
    [
        "https://a.example/x", "spiffe://b.example/y", "https://10.0.0.1/", "https://a.example./x", "https://.a.example/", "https://[::1]/",
        "https://[::1]:80/", "https://[a]/", "https://x[::1]/", "http://a:b:80/",
        "spiffe://a:b:80/", "urn:x", "urn:x:%zz", "mailto:a@b", "//a.example/x", "///x", "/x", "x", "x:y", ":x", "1:2", "*",
        "https://user:pw@a.example/", "https://us[er@a.example/", "https://a.example:x/", "https://a.example:/",
        "https://a%20b/", "https://a%41b/", "https://%c3%a9/", "https://a b/", "https://a\u007fb/", "https://a.example/%zz",
        "https://a.example/#%zz", "https://a.example?x=%zz", "", "https://[fe80::1%25en0]/", "https://[::ffff:1.2.3.4]/",
        "https://a_b.example/",
    ];

    /// <summary>A name: a common name, optionally with another attribute before it.</summary>
    public static byte[] Name(string commonName, (byte Tag, byte[] Content)? more = null)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (more is { } attribute)
            {
                WriteAttribute(writer, "2.5.4.11", [attribute.Tag, (byte)attribute.Content.Length, .. attribute.Content]);
            }

            AsnWriter text = new(AsnEncodingRules.DER);
            text.WriteCharacterString(UniversalTagNumber.UTF8String, commonName);
            WriteAttribute(writer, "2.5.4.3", text.Encode());
        }

        return writer.Encode();
    }

    /// <summary>A time in the usual form.</summary>
    public static byte[] Usual(DateTimeOffset time)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        if (time.Year < 2050)
        {
            writer.WriteUtcTime(time);
        }
        else
        {
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
        }

        return writer.Encode();
    }

    private static void WriteAttribute(AsnWriter writer, string oid, byte[] value)
    {
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            writer.WriteEncodedValue(value);
        }
    }

    private static byte[] Time(byte tag, string text) => [tag, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private static byte[] RsaKey(BigInteger exponent, byte[]? parameters = null)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(RandomNumberGenerator.GetBytes(255), isUnsigned: true) | 1);
            writer.WriteInteger(exponent);
        }

        return Key("1.2.840.113549.1.1.1", parameters ?? [5, 0], writer.Encode());
    }

    private static byte[] Key(string oid, byte[] parameters, byte[] bits)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(oid);
                if (parameters.Length > 0)
                {
                    writer.WriteEncodedValue(parameters);
                }
            }

            writer.WriteBitString(bits);
        }

        return writer.Encode();
    }
}
