using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace KubePki.Conformance.Verifier;

/// <summary>
/// A key and its signature forms. Forms are named by their hash: <c>SHA256</c>, and with RSA also <c>PSS-SHA256</c>.
/// </summary>
internal abstract record SigningKey(byte[] PublicKey)
{
    /// <summary>All forms; a key uses the nearest form that it supports.</summary>
    public static readonly string[] Forms =
    [
        "SHA256", "SHA384", "SHA512", "SHA1", "MD5", "PSS-SHA256", "PSS-SHA384", "PSS-SHA512", "PSS-SHA1", "PSS-salt", "PSS-mask",
        "without NULL",
    ];

    /// <summary>The AlgorithmIdentifier of a form.</summary>
    public abstract byte[] Algorithm(string form);

    public abstract byte[] Sign(byte[] data, string form);

    public static SigningKey Rsa(int bits)
    {
        RSA key = RSA.Create(bits);
        return new RsaKey(key);
    }

    public static SigningKey Of(ECDsa key) => new EcdsaKey(key);

    public static SigningKey Ecdsa(string curve) => new EcdsaKey(ECDsa.Create(ECCurve.CreateFromValue(curve)));

    protected static byte[] Identifier(string oid, params byte[] parameters)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (parameters.Length > 0)
            {
                writer.WriteEncodedValue(parameters);
            }
        }

        return writer.Encode();
    }

    private sealed record RsaKey(RSA Key) : SigningKey(Key.ExportSubjectPublicKeyInfo())
    {
        private static readonly byte[] Null = [5, 0];

        public override byte[] Algorithm(string form) => form switch
        {
            "MD5" => Identifier("1.2.840.113549.1.1.4", Null),
            "SHA1" => Identifier("1.2.840.113549.1.1.5", Null),
            "SHA384" => Identifier("1.2.840.113549.1.1.12", Null),
            "SHA512" => Identifier("1.2.840.113549.1.1.13", Null),
            "without NULL" => Identifier("1.2.840.113549.1.1.11"),
            "PSS-SHA1" => Pss("1.3.14.3.2.26", "1.3.14.3.2.26", 20),
            "PSS-SHA384" => Pss("2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.2", 48),
            "PSS-SHA512" => Pss("2.16.840.1.101.3.4.2.3", "2.16.840.1.101.3.4.2.3", 64),
            "PSS-salt" => Pss("2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.1", 20),
            "PSS-mask" => Pss("2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", 32),
            "PSS-SHA256" => Pss("2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.1", 32),
            _ => Identifier("1.2.840.113549.1.1.11", Null),
        };

        public override byte[] Sign(byte[] data, string form)
        {
            string hash = form.Split('-')[^1];
            HashAlgorithmName name = new(SHA(hash) ? hash : hash == "MD5" ? "MD5" : "SHA256");
            bool fits = Key.KeySize >= 1024 || name.Name is "SHA1" or "MD5" or "SHA256";
            return fits && (Key.KeySize >= 1100 || form is not "PSS-SHA512")
                ? Key.SignData(
                    data, name,
                    form.StartsWith("PSS", StringComparison.Ordinal) && Key.KeySize >= 768
                        ? RSASignaturePadding.Pss
                        : RSASignaturePadding.Pkcs1)
                : new byte[Key.KeySize / 8];
        }

        private static bool SHA(string hash) => hash.StartsWith("SHA", StringComparison.Ordinal);

        private static byte[] Pss(string hash, string mask, int salt)
        {
            AsnWriter writer = new(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    writer.WriteEncodedValue(Identifier(hash, Null));
                }

                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
                {
                    writer.WriteEncodedValue(Identifier("1.2.840.113549.1.1.8", Identifier(mask, Null)));
                }

                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
                {
                    writer.WriteInteger(new BigInteger(salt));
                }
            }

            return Identifier("1.2.840.113549.1.1.10", writer.Encode());
        }
    }

    private sealed record EcdsaKey(ECDsa Key) : SigningKey(Key.ExportSubjectPublicKeyInfo())
    {
        public override byte[] Algorithm(string form) => Identifier(form switch
        {
            "SHA1" => "1.2.840.10045.4.1",
            "SHA384" => "1.2.840.10045.4.3.3",
            "SHA512" => "1.2.840.10045.4.3.4",
            _ => "1.2.840.10045.4.3.2",
        });

        public override byte[] Sign(byte[] data, string form)
            => Key.SignData(
                data, new HashAlgorithmName(form is "SHA1" or "SHA384" or "SHA512" ? form : "SHA256"),
                DSASignatureFormat.Rfc3279DerSequence);
    }
}
