using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.X509;

public sealed class PrivateKeyTests
{
    /// <summary>RSA keys are slow to generate: all tests share one.</summary>
    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A PKCS#8 Ed25519 key, the example of RFC 8410 section 10.3.</summary>
    private const string Ed25519 =
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";

    public static TheoryData<string, string> Forms => new()
    {
        { Rsa.ExportRSAPrivateKeyPem(), "rsa2048" },
        { Rsa.ExportPkcs8PrivateKeyPem(), "rsa2048" },
        { Ec.ExportECPrivateKeyPem(), "ecdsa-p256" },
        { Ec.ExportPkcs8PrivateKeyPem(), "ecdsa-p256" },
        { "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + Ec.ExportECPrivateKeyPem(), "ecdsa-p256" },
        {
            Recipe.Leaf().SelfSigned().Certificate is var c ? Encoding.ASCII.GetString(c.ToPem()) + Ec.ExportECPrivateKeyPem() : "",
            "ecdsa-p256"
        },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_the_components_write_is_read(string pem, string algorithm)
    {
        using var key = PrivateKey.Read(Encoding.ASCII.GetBytes(pem), "f").Must();
        Assert.Equal(algorithm, key.Algorithm.Name);
        Assert.Equal(algorithm == "rsa2048" ? Rsa.ExportSubjectPublicKeyInfo() : Ec.ExportSubjectPublicKeyInfo(), key.PublicKey);
    }

    [Theory]
    [InlineData("ecdsa-p256", "EC PRIVATE KEY")]
    [InlineData("ecdsa-p384", "EC PRIVATE KEY")]
    [InlineData("rsa2048", "RSA PRIVATE KEY")]
    public void A_new_key_is_written_in_kubeadms_form_and_read_back(string algorithm, string label)
    {
        using var key = PrivateKey.Create(KeyAlgorithm.Named(algorithm)!);
        var pem = key.ToPem();
        Assert.StartsWith($"-----BEGIN {label}-----\n", Encoding.ASCII.GetString(pem), StringComparison.Ordinal);
        using var again = PrivateKey.Read(pem, "f").Must();
        Assert.Equal(key.PublicKey, again.PublicKey);
        Assert.Equal(algorithm, again.Algorithm.Name);
        Assert.Equal(pem, again.ToPem());
    }

    [Fact]
    public void A_key_matches_the_certificate_it_was_made_for_alone()
    {
        var made = Recipe.Leaf().SelfSigned();
        using var key = made.AsPrivateKey();
        Assert.True(key.Matches(made.Certificate));
        Assert.False(key.Matches(Recipe.Leaf().SelfSigned().Certificate));
    }

    [Fact]
    public void Encrypted_keys_are_told_apart()
    {
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1);
        PrivateKey.Read(Encoding.ASCII.GetBytes(Ec.ExportEncryptedPkcs8PrivateKeyPem("secret", parameters)), "f")
            .Fails(X509Messages.EncryptedKey);
        var old =
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: "
                + "AES-128-CBC,0123456789ABCDEF0123456789ABCDEF\n\nAAECAwQFBgcICQoLDA0ODw==\n-----END RSA PRIVATE KEY-----\n";
        PrivateKey.Read(Encoding.ASCII.GetBytes(old), "f").Fails(X509Messages.EncryptedKey);
        PrivateKey.ReadEncrypted(Encoding.ASCII.GetBytes(old), "secret"u8, "f").Fails(X509Messages.TraditionalEncryption);
    }

    [Fact]
    public void Algorithms_that_cannot_be_used_are_named()
    {
        Assert.Equal(["ed25519"], PrivateKey.Read(Encoding.ASCII.GetBytes(Ed25519), "f").Fails(X509Messages.UnsupportedKey).Arguments);
        using var koblitz = ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10"));
        PrivateKey.Read(Encoding.ASCII.GetBytes(koblitz.ExportPkcs8PrivateKeyPem()), "f").Fails(X509Messages.UnsupportedKey);
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1);
        var encrypted = Encoding.ASCII.GetBytes(koblitz.ExportEncryptedPkcs8PrivateKeyPem("secret", parameters));
        PrivateKey.ReadEncrypted(encrypted, "secret"u8, "f").Fails(X509Messages.UnsupportedKey);
    }

    [Fact]
    public void What_is_no_key_is_told_precisely()
    {
        PrivateKey.Read([], "f").Fails(X509Messages.Empty);
        PrivateKey.Read(Recipe.Leaf().SelfSigned().Certificate.ToPem(), "f").Fails(X509Messages.NoPemBlock);
        PrivateKey.Read(Encoding.ASCII.GetBytes(Ec.ExportECPrivateKeyPem()[..100]), "f").Fails(X509Messages.TruncatedPem);
        PrivateKey.Read(Pem.Write("OPENSSH PRIVATE KEY", [1, 2, 3]), "f").Fails(X509Messages.BrokenKey);
    }

    [Theory]
    [InlineData("RSA PRIVATE KEY")]
    [InlineData("EC PRIVATE KEY")]
    [InlineData("PRIVATE KEY")]
    public void A_damaged_or_mislabelled_key_is_broken_and_never_throws(string label)
    {
        foreach (var der in new[] { Rsa.ExportRSAPrivateKey(), Ec.ExportECPrivateKey(), Ec.ExportPkcs8PrivateKey() })
        {
            for (var length = 0; length < der.Length; length += 7)
            {
                var read = PrivateKey.Read(Pem.Write(label, der.AsSpan(0, length)), "f");
                Assert.True(
                    read.Problem?.Is(X509Messages.BrokenKey) == true || read.Problem?.Is(X509Messages.UnsupportedKey) == true,
                    $"{label} {length}: {read.Problem}");
            }
        }
    }

    /// <summary>PKCS#1 has nine integers: the version, and eight numbers. A key that lacks any of them is invalid.</summary>
    [Fact]
    public void A_key_lacks_none_of_its_integers()
    {
        for (var without = 0; without < 9; without++)
        {
            var reader = new AsnReader(Rsa.ExportRSAPrivateKey(), AsnEncodingRules.DER).ReadSequence();
            var all = new List<ReadOnlyMemory<byte>>();
            while (reader.HasData)
            {
                all.Add(reader.ReadEncodedValue());
            }

            Assert.Equal(9, all.Count);
            Assert.Equal(
                Rsa.ExportSubjectPublicKeyInfo(), PrivateKey.Read(Pem.Write("RSA PRIVATE KEY", Sequence(all)), "f").Must().PublicKey);
            PrivateKey.Read(Pem.Write("RSA PRIVATE KEY", Sequence(all.Take(without))), "f").Fails(X509Messages.BrokenKey);
            PrivateKey.Read(Pem.Write("RSA PRIVATE KEY", Sequence(all.Where((_, i) => i != without))), "f").Fails(X509Messages.BrokenKey);
            PrivateKey.Read(
                Pem.Write("RSA PRIVATE KEY", Sequence(all.Select((value, i) => i == without ? new byte[] { 4, 1, 1 } : value))), "f")
                .Fails(X509Messages.BrokenKey);
        }

        static byte[] Sequence(IEnumerable<ReadOnlyMemory<byte>> values)
        {
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                foreach (var value in values)
                {
                    writer.WriteEncodedValue(value.Span);
                }
            }

            return writer.Encode();
        }
    }

    [Fact]
    public void After_its_end_a_key_holds_nothing()
    {
        var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var before = key.ToPem();
        key.Dispose();
        var block = Pem.Read(key.ToPem(), "f").Must().Blocks.Single();
        Assert.All(block.Der, b => Assert.Equal(0, b));
        Assert.NotEqual(before, key.ToPem());
    }

    [Fact]
    public void Public_keys_are_found_in_every_form_the_api_server_takes()
    {
        var made = Recipe.Leaf().SelfSigned();
        byte[] file =
        [
            .. Pem.Write("PUBLIC KEY", Rsa.ExportSubjectPublicKeyInfo()), .. made.Certificate.ToPem(),
            .. Encoding.ASCII.GetBytes(Ec.ExportECPrivateKeyPem() + "\n"), .. Pem.Write("PUBLIC KEY", [1, 2]),
        ];
        var keys = PublicKeyFile.Read(file, "f").Must();
        Assert.Equal([Rsa.ExportSubjectPublicKeyInfo(), made.Certificate.PublicKey, Ec.ExportSubjectPublicKeyInfo()], keys);
        PublicKeyFile.Read(Encoding.ASCII.GetBytes(Ec.ExportPkcs8PrivateKeyPem()), "f").Fails(X509Messages.NoPemBlock);
        Assert.Equal(
            [Rsa.ExportSubjectPublicKeyInfo()], PublicKeyFile.Read(Encoding.ASCII.GetBytes(Rsa.ExportPkcs8PrivateKeyPem()), "f").Must());
        PublicKeyFile.Read(Pem.Write("PUBLIC KEY", [1, 2]), "f").Fails(X509Messages.NoPemBlock);
        PublicKeyFile.Read("-----BEGIN PUBLIC KEY-----\nAA"u8, "f").Fails(X509Messages.TruncatedPem);
    }
}
