using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.X509;

/// <summary>
/// A private key. Its bytes leave this class only through <see cref="ToPem"/>; <see cref="Dispose"/> wipes the copy in this object. Reading
/// an RSA key does not load it into the cryptographic library: most keys are only compared with their certificate.
/// </summary>
internal sealed class PrivateKey : IDisposable
{
    private const string Pkcs1 = "RSA PRIVATE KEY";
    private const string Sec1 = "EC PRIVATE KEY";
    private const string EncryptedLabel = "ENCRYPTED PRIVATE KEY";
    private const byte UncompressedPoint = 4;

    /// <summary>
    /// More bytes than any key needs: a writer that grows copies its content, and an RSA key of 16,384 bits takes 9,300 bytes.
    /// </summary>
    private const int RoomForKey = 16 * 1024;

    /// <summary>More bytes than PKCS#8 adds around an RSA key.</summary>
    private const int RoomForFrame = 64;

    private readonly PemBlock _block;

    private PrivateKey(PemBlock block, byte[] publicKey)
    {
        _block = block;
        PublicKey = publicKey;
        Algorithm = PublicKeyInfo.Algorithm(publicKey);
    }

    /// <summary>The public key, as SubjectPublicKeyInfo.</summary>
    public byte[] PublicKey { get; }

    /// <summary>Kind and size.</summary>
    public KeyAlgorithm Algorithm { get; }

    /// <summary>True if the first private key of a PEM file is encrypted PKCS#8, so that a passphrase is needed.</summary>
    public static bool IsEncrypted(ReadOnlySpan<byte> pem)
    {
        var file = Pem.Read(pem, "").Value;
        file?.WipeKeys();
        return file?.Blocks.FirstOrDefault(IsKey)?.Label == EncryptedLabel;
    }

    /// <summary>
    /// Reads the first private key of a PEM file that is encrypted PKCS#8 (RFC 5958), with its passphrase in UTF-8. The encryption of RFC
    /// 1421 is not accepted: it derives its key with one round of MD5.
    /// </summary>
    public static Outcome<PrivateKey> ReadEncrypted(ReadOnlySpan<byte> pem, ReadOnlySpan<byte> passphrase, string where)
    {
        var file = Pem.Read(pem, where).Value;
        var block = file?.Blocks.FirstOrDefault(IsKey);
        if (block?.Label != EncryptedLabel)
        {
            // A key that is not encrypted is read again below, so the copies of it in this result are wiped.
            file?.WipeKeys();
            return block?.IsEncrypted == true ? X509Messages.TraditionalEncryption.At(where) : Read(pem, where);
        }

        foreach (var kind in new Func<AsymmetricAlgorithm>[] { RSA.Create, ECDsa.Create })
        {
            using var key = kind();
            try
            {
                key.ImportEncryptedPkcs8PrivateKey(passphrase, block.Der, out _);
                var publicHalf = key.ExportSubjectPublicKeyInfo();
                return PublicKeyInfo.UnknownCurve(publicHalf) is { } curve ? X509Messages.UnsupportedKey.At(where, curve)
                    : new PrivateKey(key is RSA rsa ? Pkcs1Of(rsa) : Sec1Of((ECDsa)key), publicHalf);
            }
            catch (Exception e) when (e is CryptographicException or AsnContentException)
            {
                // Another kind of key, or a wrong passphrase: the library's exceptions do not tell the two apart.
            }
        }

        return X509Messages.WrongPassphrase.At(where);
    }

    /// <summary>Reads the first private key of a PEM file: PKCS#1, SEC 1 or PKCS#8, as Go's keyutil does.</summary>
    public static Outcome<PrivateKey> Read(ReadOnlySpan<byte> pem, string where)
    {
        var file = Pem.Read(pem, where);
        if (!file.Succeeded)
        {
            return file.Problem;
        }

        var block = file.Value.Blocks.FirstOrDefault(IsKey);
        return block is null ? file.Value.ExplainMissing("private key", where) : Read(block, where);
    }

    /// <summary>Reads the key of one block. The result takes ownership of the block.</summary>
    internal static Outcome<PrivateKey> Read(PemBlock block, string where)
    {
        if (block.IsEncrypted || block.Label == EncryptedLabel)
        {
            return X509Messages.EncryptedKey.At(where);
        }

        try
        {
            if (block.Label is not (Pkcs1 or Sec1) && Pkcs8Algorithm(block) is var oid
                && oid is not (Oids.RsaEncryption or Oids.EcPublicKey))
            {
                return WipeUnusable(block, X509Messages.UnsupportedKey.At(where, KeyAlgorithm.Other(oid).Name));
            }

            var publicHalf = ReadPublicHalf(block);
            return PublicKeyInfo.UnknownCurve(publicHalf) is { } curve
                ? WipeUnusable(block, X509Messages.UnsupportedKey.At(where, curve))
                : new PrivateKey(block, publicHalf);
        }
        catch (Exception e) when (SaysBroken(e))
        {
            return WipeUnusable(block, X509Messages.BrokenKey.At(where));
        }
    }

    /// <summary>True if the private half can be used: reading an RSA key checks its public half only.</summary>
    internal bool IsUsable()
    {
        try
        {
            Load(_block).Dispose();
            return true;
        }
        catch (Exception e) when (SaysBroken(e))
        {
            return false;
        }
    }

    /// <summary>Generates a new key. An RSA key costs 0.1 to 0.3 s of one core.</summary>
    public static PrivateKey Create(KeyAlgorithm algorithm)
    {
        if (algorithm.Family == KeyFamily.Rsa)
        {
            using var rsa = RSA.Create(algorithm.Bits);
            return new PrivateKey(Pkcs1Of(rsa), rsa.ExportSubjectPublicKeyInfo());
        }

        using var ecdsa = ECDsa.Create(algorithm.Bits switch
        {
            256 =>
            ECCurve.NamedCurves.nistP256,
            384 => ECCurve.NamedCurves.nistP384,
            _ => ECCurve.NamedCurves.nistP521
        });
        return new PrivateKey(Sec1Of(ecdsa), ecdsa.ExportSubjectPublicKeyInfo());
    }

    /// <summary>The key in PEM: PKCS#1 or SEC 1 if it was generated here, otherwise in the format in which it was read.</summary>
    public byte[] ToPem() => Pem.Write(_block.Label, _block.Der);

    /// <summary>True if the certificate has this key's public half.</summary>
    public bool Matches(Certificate certificate) => PublicKey.AsSpan().SequenceEqual(certificate.PublicKey);

    /// <summary>Runs <paramref name="use"/> with a generator that signs certificates with this key.</summary>
    internal T Sign<T>(Func<X509SignatureGenerator, T> use)
    {
        using var key = Load(_block);
        return use(key is RSA rsa
            ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
            : X509SignatureGenerator.CreateForECDsa((ECDsa)key));
    }

    /// <summary>The certificate together with this key, which must match it, in the form that TLS needs. The caller disposes it.</summary>
    internal X509Certificate2 ToX509Certificate(Certificate certificate)
    {
        using var key = Load(_block);
        using var bare = X509CertificateLoader.LoadCertificate(certificate.Der);
        return key is RSA rsa ? bare.CopyWithPrivateKey(rsa) : bare.CopyWithPrivateKey((ECDsa)key);
    }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_block.Der);

    /// <summary>The exceptions that the key readers throw for invalid bytes. Unknown curves are "not supported on this platform".</summary>
    private static bool SaysBroken(Exception e)
        => e is AsnContentException or CryptographicException or ArgumentException or InvalidOperationException
            or PlatformNotSupportedException;

    private static bool IsKey(PemBlock block) => block.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);

    private static byte[] ReadPublicHalf(PemBlock block)
    {
        if (block.Label == Pkcs1)
        {
            var sequence = new AsnReader(block.Der, AsnEncodingRules.DER).ReadSequence();
            sequence.ReadInteger();
            var modulus = sequence.ReadInteger();
            var exponent = sequence.ReadInteger();
            for (var i = 0; i < 6; i++)
            {
                sequence.ReadIntegerBytes();
            }

            return PublicKeyInfo.OfRsa(modulus, exponent);
        }

        using var key = Load(block);
        return key is RSA rsa ? rsa.ExportSubjectPublicKeyInfo() : ((ECDsa)key).ExportSubjectPublicKeyInfo();
    }

    /// <summary>
    /// An RSA key in PKCS#1 (RFC 8017, A.1.2), extracted from the cryptographic library's PKCS#8 (RFC 5208). .NET's own export parses the
    /// numbers and writes them again, and leaves copies that nothing wipes.
    /// </summary>
    private static PemBlock Pkcs1Of(RSA key)
    {
        var pkcs8 = PinnedMemory.Bytes(RoomForKey);
        try
        {
            if (!key.TryExportPkcs8PrivateKey(pkcs8, out var length))
            {
                throw new CryptographicException($"an RSA key of {key.KeySize} bits is too large");
            }

            var info = new AsnReader(pkcs8.AsMemory(0, length), AsnEncodingRules.BER).ReadSequence();
            info.ReadInteger();
            info.ReadSequence();
            return info.TryReadPrimitiveOctetString(out var pkcs1)
                ? new PemBlock(Pkcs1, PinnedMemory.Copy(pkcs1.Span))
                : throw new CryptographicException("the RSA key came in pieces");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    /// <summary>
    /// An EC key in SEC 1 (RFC 5915). The library's own export gives the same result, but leaves the key in a buffer that nothing wipes.
    /// </summary>
    private static PemBlock Sec1Of(ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: true);
        var writer = new AsnWriter(AsnEncodingRules.DER, RoomForKey);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteOctetString(parameters.D);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                writer.WriteObjectIdentifier(parameters.Curve.Oid.Value!);
            }

            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
            {
                writer.WriteBitString([UncompressedPoint, .. parameters.Q.X!, .. parameters.Q.Y!]);
            }
        }

        CryptographicOperations.ZeroMemory(parameters.D);
        return new PemBlock(Sec1, Taken(writer));
    }

    private static AsymmetricAlgorithm Load(PemBlock block)
    {
        if (block.Label == Pkcs1)
        {
            return LoadPkcs1(block.Der);
        }

        if (block.Label == Sec1)
        {
            var ecdsa = ECDsa.Create();
            ecdsa.ImportECPrivateKey(block.Der, out _);
            return ecdsa;
        }

        AsymmetricAlgorithm key = Pkcs8Algorithm(block) == Oids.RsaEncryption ? RSA.Create() : ECDsa.Create();
        key.ImportPkcs8PrivateKey(block.Der, out _);
        return key;
    }

    /// <summary>
    /// Loads the key as PKCS#8, which the cryptographic library accepts unchanged. .NET's own import of PKCS#1 builds the same bytes and
    /// does not wipe them.
    /// </summary>
    private static RSA LoadPkcs1(byte[] pkcs1)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER, pkcs1.Length + RoomForFrame);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.RsaEncryption);
                writer.WriteNull();
            }

            writer.WriteOctetString(pkcs1);
        }

        var pkcs8 = Taken(writer);
        var rsa = RSA.Create();
        try
        {
            rsa.ImportPkcs8PrivateKey(pkcs8, out _);
            return rsa;
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    /// <summary>The writer's content. The writer keeps no copy.</summary>
    private static byte[] Taken(AsnWriter writer)
    {
        var der = PinnedMemory.Bytes(writer.GetEncodedLength());
        writer.Encode(der);
        writer.Reset();
        return der;
    }

    private static string Pkcs8Algorithm(PemBlock block)
    {
        var info = new AsnReader(block.Der, AsnEncodingRules.BER).ReadSequence();
        info.ReadInteger();
        return info.ReadSequence().ReadObjectIdentifier();
    }

    /// <summary>Wipes a key that cannot be used.</summary>
    private static Problem WipeUnusable(PemBlock block, Problem problem)
    {
        CryptographicOperations.ZeroMemory(block.Der);
        return problem;
    }
}
