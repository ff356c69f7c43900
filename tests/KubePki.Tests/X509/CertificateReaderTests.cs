using System.Net;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CsCheck;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.X509;

public sealed class CertificateReaderTests
{
    private static readonly Made Sample = Recipe.Leaf("CN=leaf,O=\"some, org\"", "a.example", "*.b.example").With(
        new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.DecipherOnly, critical: true)).SelfSigned();

    [Fact]
    public void Every_field_is_read_as_dotnet_reads_it()
        => (from serial in Gen.Byte.Array[1, 20]
            from name in Any.Of("kube-apiserver", "system:node:a", "ü, \"x\"+y=z", "节点")
            from seconds in Gen.Long[-2_000_000_000, 200_000_000_000]
            from dns in Any.Of("a", "*.b.example", "kubernetes.default.svc").Array[0, 4]
            from address in Gen.Byte.Array[4].Select(b => new IPAddress(b))
            from pathLength in Gen.Int[-1, 3]
            select (serial, name, seconds, dns, address, pathLength))
            .Sample(
                t =>
                {
                    t.serial[0] = (byte)((t.serial[0] & 0x7f) | 0x01);
                    var start = DateTimeOffset.FromUnixTimeSeconds(t.seconds);
                    var made = (Recipe.Authority("CN=x", t.pathLength) with
                    {
                        Subject = $"O=o,CN={Quoted(t.name)}",
                        Serial = t.serial,
                        NotBefore = start,
                        NotAfter = start.AddDays(3),
                    })
                        .WithNames(names =>
                        {
                            Array.ForEach(t.dns, names.AddDnsName);
                            names.AddIpAddress(t.address);
                            names.AddUri(new Uri("spiffe://cluster/x"));
                            names.AddEmailAddress("a@b.example");
                        }).SelfSigned().Certificate;
                    using var expected = X509CertificateLoader.LoadCertificate(made.Der);
                    Assert.Equal(new BigInteger(expected.SerialNumberBytes.Span, isUnsigned: true, isBigEndian: true), made.Serial);
                    Assert.Equal(expected.NotBefore.ToUniversalTime(), made.NotBefore.UtcDateTime);
                    Assert.Equal(expected.NotAfter.ToUniversalTime(), made.NotAfter.UtcDateTime);
                    Assert.Equal(expected.SubjectName.RawData, made.Subject.Der);
                    Assert.Equal(expected.GetNameInfo(X509NameType.SimpleName, forIssuer: false), made.Subject.CommonName);
                    Assert.Equal(["o"], made.Subject.Organizations);
                    Assert.Equal(t.dns, made.Names.Dns);
                    Assert.Equal([t.address], made.Names.Addresses);
                    Assert.Equal(["spiffe://cluster/x"], made.Names.Uris);
                    Assert.Equal(["a@b.example"], made.Names.Emails);
                    Assert.Equal(expected.PublicKey.ExportSubjectPublicKeyInfo(), made.PublicKey);
                    Assert.Equal(
                        expected.Extensions.Select(e => (e.Oid!.Value, e.Critical)),
                        made.Extensions.Select(e => ((string?)e.Oid, e.Critical)));
                    Assert.True(made is { IsAuthority: true, IsSelfIssued: true, Version: 3, KeyAlgorithm.Name: "ecdsa-p256" });
                    Assert.Equal(t.pathLength < 0 ? null : t.pathLength, made.PathLength);
                },
                iter: 200);

    [Fact]
    public void Usages_and_key_usage_bits_are_read()
    {
        Assert.Equal([Oids.ServerAuth, Oids.ClientAuth], Sample.Certificate.ExtendedKeyUsages);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.DecipherOnly, Sample.Certificate.KeyUsage);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-1, "-1")]
    [InlineData(-129, "-129")]
    public void Odd_serials_are_read_as_they_are(int serial, string expected)
    {
        var der = Rewritten.WithSerial(Sample.Certificate.Der, serial);
        Assert.Equal(expected, CertificateReader.Read(der, "f").Must().Serial.ToString());
    }

    [Fact]
    public void A_name_with_control_characters_cannot_drive_a_terminal()
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName("a\u001b[31mb,c+d\\");
        var certificate = (new Recipe() with { Subject = name.Build().Name }).SelfSigned().Certificate;
        Assert.DoesNotContain(certificate.Subject.Text, char.IsControl);
        Assert.Contains("\\,", certificate.Subject.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_is_read_in_order_and_keys_are_passed_over()
    {
        var other = Recipe.Authority("CN=ca").SelfSigned();
        byte[] file = [.. Sample.AsPrivateKey().ToPem(), .. Sample.Certificate.ToPem(), .. other.Certificate.ToPem()];
        Assert.Equal(["leaf", "ca"], CertificateReader.ReadAll(file, "f").Must().Select(c => c.Subject.CommonName));
    }

    [Fact]
    public void What_is_no_certificate_is_told_precisely()
    {
        CertificateReader.ReadAll([], "f").Fails(X509Messages.Empty);
        CertificateReader.ReadAll("words"u8, "f").Fails(X509Messages.NoPemBlock);
        CertificateReader.ReadAll(Sample.AsPrivateKey().ToPem(), "f").Fails(X509Messages.NoPemBlock);
        CertificateReader.ReadAll(Sample.Certificate.ToPem().AsSpan(0, 200), "f").Fails(X509Messages.TruncatedPem);
        CertificateReader.ReadAll(Pem.Write("CERTIFICATE", Sample.Certificate.Der.AsSpan(0, 100)), "f")
            .Fails(X509Messages.BrokenCertificate);
        CertificateReader.ReadAll(Pem.Write("CERTIFICATE", [.. Sample.Certificate.Der, 0]), "f").Fails(X509Messages.BrokenCertificate);
        CertificateReader.ReadAll(Pem.Write("CERTIFICATE", []), "f").Fails(X509Messages.BrokenCertificate);
    }

    [Fact]
    public void A_certificate_with_pem_headers_is_none_for_the_components()
    {
        var text = Encoding.ASCII.GetString(Sample.Certificate.ToPem())
            .Replace("-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nX: y\n\n", StringComparison.Ordinal);
        CertificateReader.ReadAll(Encoding.ASCII.GetBytes(text), "f").Fails(X509Messages.NoPemBlock);
    }

    [Fact]
    public void An_extension_given_twice_is_refused()
    {
        var twice = Sample.Certificate.Extensions[0];
        var recipe = new Recipe().With(
            new X509Extension("1.2.3", [5, 0], false), new X509Extension(twice.Oid, twice.Value, false),
            new X509Extension("1.2.4", [5, 0], false));
        var der = recipe.SelfSigned().Certificate.Der;

        // 1.2.4 becomes 1.2.3: the same length, so that nothing else changes position.
        var at = der.AsSpan().IndexOf(new byte[] { 0x06, 0x02, 0x2a, 0x04 });
        der[at + 3] = 0x03;
        Assert.Contains(
            "twice", CertificateReader.Read(der, "f").Fails(X509Messages.BrokenCertificate).Arguments[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Two_signature_algorithms_in_one_certificate_are_refused()
    {
        var der = Sample.Certificate.Der.ToArray();
        var at = der.AsSpan().IndexOf(new byte[] { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 });
        der[at + 7] = 0x03;
        CertificateReader.Read(der, "f").Fails(X509Messages.BrokenCertificate);
    }

    [Fact]
    public void Characters_a_printable_string_does_not_allow_are_read_as_go_reads_them()
    {
        var der = (new Recipe() with { Subject = "CN=AT-T" }).SelfSigned().Certificate.Der;
        der[der.AsSpan().LastIndexOf("AT-T"u8) + 2] = (byte)'&';
        Assert.Equal("AT&T", CertificateReader.Read(der, "f").Must().Subject.CommonName);
    }

    [Theory]
    [InlineData("260601120000+0200", 10)]
    [InlineData("2606011200Z", 12)]
    public void Times_that_are_not_der_are_read_as_go_reads_them(string instead, int hour)
    {
        var certificate = (new Recipe() with { NotBefore = FixedClock.Today, NotAfter = FixedClock.Today.AddDays(1) }).SelfSigned(
            ).Certificate;
        var der = Rewritten.WithStart(certificate.Der, instead);
        Assert.Equal(FixedClock.Today.AddHours(hour - 12), CertificateReader.Read(der, "f").Must().NotBefore);
    }

    [Fact]
    public void Only_version_3_has_extensions()
    {
        var der = Sample.Certificate.Der.ToArray();
        der[der.AsSpan().IndexOf(new byte[] { 0xa0, 0x03, 0x02, 0x01, 0x02 }) + 4] = 1;
        var read = CertificateReader.Read(der, "f").Must();
        Assert.Equal(2, read.Version);
        Assert.Empty(read.Extensions);
        der[der.AsSpan().IndexOf(new byte[] { 0xa0, 0x03, 0x02, 0x01, 0x01 }) + 4] = 3;
        CertificateReader.Read(der, "f").Fails(X509Messages.BrokenCertificate);
    }

    [Fact]
    public void No_damage_makes_it_throw()
        => (from at in Gen.Int[0, Sample.Certificate.Der.Length - 1]
            from with in Gen.Byte.Array[0, 4]
            from cut in Gen.Int[0, 3]
            select (at, with, cut))
            .Sample(t =>
            {
                var der = Sample.Certificate.Der;
                byte[] damaged = [.. der.AsSpan(0, t.at), .. t.with, .. der.AsSpan(Math.Min(t.at + t.cut, der.Length))];
                var read = CertificateReader.Read(damaged, "f");
                return read.Succeeded || read.Problem.Is(X509Messages.BrokenCertificate);
            });

    [Fact]
    public void Every_file_of_the_zlint_collection_is_read_or_refused_in_bounded_time()
    {
        using var scratch = new Scratch();
        var files = Vectors.Unpack(scratch, "zlint-testdata");
        Assert.True(files.Count > 1000);
        var (read, refused) = (0, 0);
        foreach (var file in files)
        {
            var outcome = CertificateReader.ReadAll([], "f");
            Libc.IsBounded(() => outcome = CertificateReader.ReadAll(File.ReadAllBytes(file), "f"));
            if (outcome.Succeeded)
            {
                read++;
                Assert.All(outcome.Value, c => Assert.DoesNotContain(c.Subject.Text + c.Issuer.Text, char.IsControl));
            }
            else
            {
                refused++;
                Assert.True(
                    outcome.Problem.Is(X509Messages.BrokenCertificate) || outcome.Problem.Is(X509Messages.NoPemBlock)
                        || outcome.Problem.Is(X509Messages.TruncatedPem),
                    $"{file}: {outcome.Problem}");
            }
        }

        Assert.True(read > 1000, $"read {read}, refused {refused}");
    }

    [Fact]
    public void Certificates_are_equal_when_their_bytes_are()
    {
        var again = CertificateReader.Read(Sample.Certificate.Der.ToArray(), "elsewhere").Must();
        Assert.Equal(Sample.Certificate, again);
        Assert.Equal(Sample.Certificate.GetHashCode(), again.GetHashCode());
        Assert.NotEqual(Sample.Certificate, Recipe.Leaf().SelfSigned().Certificate);
        Assert.Equal(Sample.Certificate.Subject, again.Subject);
        Assert.Equal(Sample.Certificate.Extensions, again.Extensions);
    }

    private static string Quoted(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
