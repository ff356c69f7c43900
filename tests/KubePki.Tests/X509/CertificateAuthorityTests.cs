using System.Net;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;
using CsCheck;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.X509;

public sealed class CertificateAuthorityTests
{
    private static readonly DateTimeOffset Start = FixedClock.Today.AddMinutes(-5);
    private static readonly DateTimeOffset End = FixedClock.Today.AddYears(1);
    private static readonly CertificateAuthority Authority = CertificateAuthority.Create(
        "kubernetes", PrivateKey.Create(KeyAlgorithm.EcdsaP256), Start, End.AddYears(9));

    [Fact]
    public void A_new_authority_has_kubeadms_shape()
    {
        var ca = Authority.Certificate;
        Assert.True(
            ca is
            {
                IsAuthority: true, HasBasicConstraints: true, PathLength: null, IsSelfIssued: true, AuthorityKeyIdentifier: null,
                Version: 3
            });
        Assert.Equal("CN=kubernetes", ca.Subject.Text);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.KeyCertSign, ca.KeyUsage);
        Assert.Equal(["kubernetes"], ca.Names.All);
        Assert.Equal(20, ca.SubjectKeyIdentifier!.Length);
        Assert.Equal([Oids.KeyUsage, Oids.BasicConstraints], ca.Extensions.Where(e => e.Critical).Select(e => e.Oid));
        Assert.Equal((Start, End.AddYears(9)), (ca.NotBefore, ca.NotAfter));
        Assert.Null(ChainVerifier.Verify(ca, new VerificationRequest([ca], [], FixedClock.Today, Oids.AnyExtendedKeyUsage), "ca"));
    }

    [Fact]
    public void A_new_leaf_has_kubeadms_shape()
    {
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var identity = new LeafIdentity(
            "system:node:a", ["system:nodes", "a"], [Oids.ServerAuth, Oids.ClientAuth], ["a", "localhost"],
            [IPAddress.Loopback, IPAddress.IPv6Loopback]);
        var leaf = Authority.Issue(identity, key, Start, End);
        Assert.Equal("system:node:a", leaf.Subject.CommonName);
        Assert.Equal(["a", "system:nodes"], leaf.Subject.Organizations.Order());
        Assert.True(leaf is { IsAuthority: false, HasBasicConstraints: true, SubjectKeyIdentifier: null });
        Assert.Equal(Authority.Certificate.Subject, leaf.Issuer);
        Assert.Equal(Authority.Certificate.SubjectKeyIdentifier, leaf.AuthorityKeyIdentifier);
        Assert.Equal(["a", "localhost", "127.0.0.1", "::1"], leaf.Names.All);
        Assert.Equal([Oids.ServerAuth, Oids.ClientAuth], leaf.ExtendedKeyUsages);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, leaf.KeyUsage);
        Assert.Equal([Oids.KeyUsage, Oids.BasicConstraints], leaf.Extensions.Where(e => e.Critical).Select(e => e.Oid));
        Assert.True(key.Matches(leaf));
        Assert.Equal((Start, End), (leaf.NotBefore, leaf.NotAfter));
        Assert.Null(ChainVerifier.Verify(
            leaf, new VerificationRequest([Authority.Certificate], [], FixedClock.Today, Oids.ServerAuth, "localhost"), "leaf"));
    }

    [Fact]
    public void A_leaf_without_names_carries_no_empty_list()
    {
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var leaf = Authority.Issue(new LeafIdentity("front-proxy-client", [], [Oids.ClientAuth], [], []), key, Start, End);
        Assert.DoesNotContain(leaf.Extensions, e => e.Oid == Oids.SubjectAlternativeName);
    }

    [Fact]
    public void Organizations_come_first_as_go_writes_them()
    {
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var leaf = Authority.Issue(new LeafIdentity("kubernetes-admin", ["system:masters"], [Oids.ClientAuth], [], []), key, Start, End);
        Assert.Equal("CN=kubernetes-admin,O=system:masters", leaf.Subject.Text);
        Assert.StartsWith(
            "303431173015060355040A130E73797374656D3A6D617374657273", Convert.ToHexString(leaf.Subject.Der), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_printable_is_utf8()
    {
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        Assert.Equal(
            "管理员_*", Authority.Issue(new LeafIdentity("管理员_*", [], [Oids.ClientAuth], [], []), key, Start, End).Subject.CommonName);
    }

    [Fact]
    public void A_renewal_keeps_everything_but_key_serial_and_dates()
    {
        var old = Recipe.Leaf("CN=leaf,OU=unit,OU=another,O=org,C=DE,SERIALNUMBER=7", "a.example").With(
            new X509Extension("1.3.6.1.4.1.99999.1", [4, 3, 1, 2, 3], critical: true),
            new X509Extension("1.3.6.1.4.1.99999.2", [12, 1, 65], critical: false),
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: false))
            .SignedBy(Recipe.Authority("CN=kubernetes").SelfSigned()).Certificate;
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var renewed = Authority.Renew(old, key, Start, End);
        Assert.Equal(old.Subject.Der, renewed.Subject.Der);
        Assert.Equal(old.Issuer.Der, renewed.Issuer.Der);
        Assert.Equal(old.Extensions, renewed.Extensions);
        Assert.Equal((Start, End), (renewed.NotBefore, renewed.NotAfter));
        Assert.NotEqual(old.Serial, renewed.Serial);
        Assert.True(key.Matches(renewed));
        Assert.Null(ChainVerifier.Verify(
            renewed with { Extensions = [] }, new VerificationRequest([Authority.Certificate], [], FixedClock.Today, Oids.ClientAuth),
            "leaf"));
    }

    [Fact]
    public void Names_of_every_kind_survive_a_renewal()
    {
        var old = new Recipe { Subject = "CN=x" }.WithNames(names =>
        {
            names.AddUri(new Uri("spiffe://cluster.local/ns/x"));
            names.AddEmailAddress("a@b.example");
            names.AddDnsName("b");
            names.AddDnsName("a");
            names.AddIpAddress(IPAddress.Parse("fd00::1"));
            names.AddUserPrincipalName("someone@realm");
        }).SelfSigned().Certificate;
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var renewed = Authority.Renew(old, key, Start, End);
        Assert.Equal(old.Extensions.Single(), renewed.Extensions.Single());
        Assert.Equal(["b", "a", "fd00::1", "spiffe://cluster.local/ns/x", "a@b.example"], renewed.Names.All);
    }

    [Fact]
    public void Identifiers_of_keys_follow_the_keys()
    {
        var oldAuthority = Recipe.Authority("CN=kubernetes").SelfSigned();
        var old = new Recipe().With(
            new X509SubjectKeyIdentifierExtension(new byte[] { 1, 2, 3 }, critical: false),
            X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(new byte[] { 9, 9 })).SignedBy(oldAuthority).Certificate;
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var renewed = Authority.Renew(old, key, Start, End);
        Assert.Equal(Authority.Certificate.SubjectKeyIdentifier, renewed.AuthorityKeyIdentifier);
        Assert.Equal(
            new X509SubjectKeyIdentifierExtension(Bare(key), critical: false).SubjectKeyIdentifierBytes.ToArray(),
            renewed.SubjectKeyIdentifier);

        // A CA without a subject key identifier yields no authority key identifier: one that names another key would mislead.
        var without = Recipe.Authority("CN=kubernetes").SelfSigned().AsAuthority();
        Assert.Null(without.Renew(old, key, Start, End).AuthorityKeyIdentifier);
    }

    [Fact]
    public void A_certificate_without_an_authority_key_identifier_gets_none()
    {
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        Assert.Empty(Authority.Renew(new Recipe().SelfSigned().Certificate, key, Start, End).Extensions);
    }

    [Theory]
    [InlineData("ecdsa-p256", Oids.EcdsaSha256)]
    [InlineData("ecdsa-p384", Oids.EcdsaSha384)]
    [InlineData("rsa2048", Oids.RsaSha256)]
    public void The_hash_follows_the_authoritys_key(string algorithm, string signature)
    {
        using var key = PrivateKey.Create(KeyAlgorithm.Named(algorithm)!);
        var ca = CertificateAuthority.Create("ca", key, Start, End);
        Assert.Equal(signature, ca.Certificate.SignatureAlgorithm);
        using var leaf = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var issued = ca.Issue(new LeafIdentity("l", [], [Oids.ClientAuth], [], []), leaf, Start, End);
        Assert.Null(ChainVerifier.Verify(issued, new VerificationRequest([ca.Certificate], [], FixedClock.Today, Oids.ClientAuth), "l"));
    }

    [Fact]
    public void Serials_are_positive_of_at_most_63_bits_and_do_not_repeat()
    {
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var identity = new LeafIdentity("l", [], [Oids.ClientAuth], [], []);

        // One in 256 random serials begins with nine zero bits, which a wrong encoder handles incorrectly.
        var serials = Enumerable.Range(0, 1500).AsParallel().Select(_ => Authority.Issue(identity, key, Start, End).Serial).ToList();
        Assert.All(serials, serial => Assert.True(serial > 0 && serial < BigInteger.Pow(2, 63)));
        Assert.Equal(serials.Count, serials.Distinct().Count());
    }

    [Fact]
    public void Dates_are_kept_whatever_the_century_and_the_offset()
        => (from start in Gen.Long[0, 200_000_000_000].Select(DateTimeOffset.FromUnixTimeSeconds)
            from offset in Gen.Int[-12, 12]
            select start.ToOffset(TimeSpan.FromHours(offset)))
            .Sample(
                start =>
                {
                    using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
                    var leaf = Authority.Issue(new LeafIdentity("l", [], [Oids.ClientAuth], [], []), key, start, start.AddDays(30));
                    return leaf.NotBefore == start && leaf.NotAfter == start.AddDays(30);
                },
                iter: 100);

    private static PublicKey Bare(PrivateKey key) => PublicKey.CreateFromSubjectPublicKeyInfo(key.PublicKey, out _);
}
