using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Localization;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.X509;

public sealed class CertificateSignatureTests
{
    /// <summary>The first three test vectors of RFC 8032 section 7.1.</summary>
    [Theory]
    [InlineData("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Ed25519_signatures_are_checked(string key, string message, string signature)
    {
        byte[] point = Convert.FromHexString(key), text = Convert.FromHexString(message), bytes = Convert.FromHexString(signature);
        Assert.True(Ed25519.IsGenuine(point, text, bytes));
        Assert.False(Ed25519.IsGenuine(point, [.. text, 1], bytes));
        bytes[40] ^= 1;
        Assert.False(Ed25519.IsGenuine(point, text, bytes));
        Assert.False(Ed25519.IsGenuine(point, text, bytes.AsSpan(1)));
    }

    /// <summary>The key and the hash of a CA with either padding; one bit of the signature, or of the signed data, is flipped.</summary>
    [Theory]
    [InlineData(2048, "SHA256")]
    [InlineData(2048, "SHA384")]
    [InlineData(2048, "SHA512")]
    [InlineData(1032, "SHA256")]
    public void Rsa_signatures_are_checked_with_both_paddings(int bits, string hash)
    {
        using var rsa = RSA.Create(bits);
        foreach (var padding in new[] { RSASignaturePadding.Pss, RSASignaturePadding.Pkcs1 })
        {
            var genuine = SelfSigned(rsa, new HashAlgorithmName(hash), padding);
            Assert.Null(Refusal(genuine));
            Assert.NotNull(Refusal([.. genuine[..^1], (byte)(genuine[^1] ^ 1)]));
            var name = genuine.AsSpan().IndexOf("signed"u8);
            Assert.NotNull(Refusal([.. genuine[..name], .. "sighed"u8, .. genuine[(name + 6)..]]));
        }

        static Problem? Refusal(byte[] der)
            => CertificateReader.Read(der, "ca").Must() is var ca ? CertificateSignature.Check(ca, ca, "ca") : null;
    }

    [Fact]
    public void An_rsa_authority_may_sign_with_pss()
    {
        using var rsa = RSA.Create(2048);
        var read = CertificateReader.Read(SelfSigned(rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pss), "ca").Must();
        Assert.Equal(Oids.RsaPss, read.SignatureAlgorithm);
        Assert.Null(CertificateSignature.Check(read, read, "ca"));
    }

    /// <summary>
    /// Verification results are cached by certificate and key: the signature of one CA is never attributed to another, in any order of
    /// calls.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_one_authority_signed_is_not_taken_for_anothers(bool signerFirst)
    {
        Made signer = Recipe.Authority("CN=root").SelfSigned(), other = Recipe.Authority("CN=root").SelfSigned();
        var leaf = Recipe.Leaf().SignedBy(signer).Certificate;
        foreach (var authority in Enumerable.Repeat(signerFirst ? new[] { signer, other } : [other, signer], 2).SelectMany(a => a))
        {
            Assert.Equal(authority == signer, CertificateSignature.Check(leaf, authority.Certificate, "leaf") is null);
        }
    }

    [Fact]
    public void An_authority_on_p224_is_taken()
    {
        var root = Recipe.Authority("CN=root").SelfSigned(ECDsa.Create(ECCurve.CreateFromValue(Oids.P224)));
        var leaf = Recipe.Leaf().SignedBy(root).Certificate;
        Assert.Equal("ecdsa-p224", root.Certificate.KeyAlgorithm.Name);
        Assert.Null(ChainVerifier.Verify(leaf, new VerificationRequest([root.Certificate], [], FixedClock.Today, Oids.ServerAuth), "leaf"));
        Assert.False(root.Certificate.KeyAlgorithm.CanBeGenerated);
    }

    private static byte[] SelfSigned(RSA key, HashAlgorithmName hash, RSASignaturePadding padding)
    {
        var request = new CertificateRequest("CN=signed", key, hash, padding);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var ca = request.CreateSelfSigned(FixedClock.Today.AddDays(-1), FixedClock.Today.AddDays(9));
        return ca.RawData;
    }
}
