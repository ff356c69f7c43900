using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Localization;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.X509;

/// <summary>
/// Chains that versions of Kubernetes judge differently, and chains that all of them refuse. Each row was confirmed with Go itself.
/// </summary>
public sealed class GoVersionsTests
{
    private static readonly DateTimeOffset Today = FixedClock.Today;

    /// <summary>Chains by name: roots, intermediates and leaf.</summary>
    private static readonly Dictionary<string, Func<Chain>> Chains = new(StringComparer.Ordinal)
    {
        ["control"] = () => Under(Recipe.Authority("CN=ca").SelfSigned()),
        ["printable"] = () => Under(Root(der => Rewritten.WithUnit(der, 0x13, "k8s_prod"u8.ToArray()))),
        ["universal"] = () => Under(Root(der => Rewritten.WithUnit(der, 0x1c, [0, 0, 0, 0x41]))),
        ["utf8"] = () => Under(Root(der => Rewritten.WithUnit(der, 0x0c, [0xff]))),
        ["no zone"] = () => Under(Root(der => Rewritten.WithEnd(der, 0x18, "20350101000000"))),
        ["fraction"] = () => Under(Root(der => Rewritten.WithEnd(der, 0x18, "20350101000000.5Z"))),
        ["relative"] = (
            ) => Under(Recipe.Authority("CN=ca")
                .With(new X509Extension(Oids.CrlDistributionPoints, Convert.FromHexString("300a3008a006a10430020500"), false))
                .SelfSigned()),
        ["uri"] = () => Under(Recipe.Authority("CN=ca").SelfSigned(), leaf => leaf.With(Uri("https://example.com./x"))),
        ["brackets"] = () => Under(Recipe.Authority("CN=ca").SelfSigned(), leaf => leaf.With(Uri("https://[a]/"))),
        ["colons"] = () => Under(Recipe.Authority("CN=ca").SelfSigned(), leaf => leaf.With(Uri("http://a:b:80/"))),
        ["negative serial"] = () => Under(Root(der => Rewritten.WithSerial(der, -5))),
        ["critical key identifier"] = (
            ) => Under(Recipe.Authority("CN=ca").With(new X509SubjectKeyIdentifierExtension(new byte[] { 1 }, critical: true))
                .SelfSigned()),
        ["critical access"] = (
            ) => Under(
                Recipe.Authority("CN=ca").SelfSigned(),
                leaf => leaf.With(new X509Extension(Oids.AuthorityInformationAccess, [0x30, 0], critical: true))),
        ["path length"] = (
            ) => Under(new Recipe
            {
                Subject = "CN=ca",
            }.With(new X509Extension(Oids.BasicConstraints, [0x30, 6, 1, 1, 0xff, 2, 1, 0xff], critical: true))
                .SelfSigned()),
        ["reserved"] = () => Under(Root(der => Rewritten.WithUnit(der, 0x1e, [0xff, 0xfe]))),
        ["short key"] = ShortKey,
        ["policies met"] = () => Policies(critical: true, "1.2.3", "1.2.3"),
        ["policies lacking"] = () => Policies(critical: false, "1.2.3", null),
        ["policies lacking, critical"] = () => Policies(critical: true, "1.2.3", null),
        ["policy twice"] = () => Under(Recipe.Authority("CN=ca").SelfSigned(), leaf => leaf.With(Policy("1.2.3", "1.2.3"))),
        ["own name"] = (
            ) => Under(
                Recipe.Authority("CN=ca").With(Constraint(0xa0, "example.com"), Names("kubernetes")).SelfSigned(),
                leaf => leaf.With(Names("example.com"))),
        ["wildcard"] = (
            ) => Under(
                Recipe.Authority("CN=ca").With(Constraint(0xa1, "bar.example.com")).SelfSigned(),
                leaf => leaf.With(Names("*.example.com"))),
        ["leading dot"] = (
            ) => Under(
                Recipe.Authority("CN=ca").With(Constraint(0xa0, ".example.com")).SelfSigned(), leaf => leaf.With(Names("example.com"))),
        ["hostless uri"] = (
            ) => Under(Recipe.Authority("CN=ca").With(Constraint(0xa0, "example.com")).SelfSigned(), leaf => leaf.With(Uri("urn:x"))),
    };

    private sealed record Chain(Certificate Root, IReadOnlyList<Certificate> Intermediates, Certificate Leaf);

    [Theory]
    [InlineData("control")]
    public void All_versions_accept(string chain) => Assert.All(Verdicts(chain), Assert.Null);

    [Theory]
    [InlineData("printable")]
    [InlineData("universal")]
    [InlineData("utf8")]
    [InlineData("no zone")]
    [InlineData("fraction")]
    [InlineData("relative")]
    [InlineData("uri")]
    [InlineData("leading dot")]
    [InlineData("policies lacking, critical")]
    public void All_versions_refuse(string chain)
    => Assert.All(Verdicts(chain), problem => Assert.False(X509Messages.IsVersioned(problem!), $"{problem}"));

    [Theory]
    [InlineData("negative serial", 31, 32)]
    [InlineData("critical key identifier", 31, 32)]
    [InlineData("critical access", 31, 32)]
    [InlineData("policy twice", 32, 33)]
    [InlineData("policies lacking", 32, 33)]
    [InlineData("short key", 32, 33)]
    [InlineData("path length", 34, 35)]
    [InlineData("reserved", 34, 35)]
    [InlineData("brackets", 34, 35)]
    [InlineData("wildcard", 34, 35)]
    [InlineData("colons", 35, 36)]
    [InlineData("hostless uri", 35, 36)]
    public void Older_versions_read_it_and_newer_ones_refuse_it(string chain, int last, int first)
    {
        Assert.Null(Verify(chain, last));
        var sides = $"(accepted by 1.{last}, refused from 1.{first} on)";
        Assert.Contains(
            $"Kubernetes 1.{first} {sides}", Verify(chain, first).IsOf(X509Messages.ReadThenRefused).ToString(), StringComparison.Ordinal);
        Assert.Contains(
            $"(accepted by Kubernetes 1.{last}, refused from 1.{first} on)",
            Verify(chain, null).IsOf(X509Messages.ReadThenUnknown).ToString(), StringComparison.Ordinal);
        Assert.Equal(
            [$"1.{last}", $"1.{first}"],
            ChainVerifier.FindLaterRefusal(Made(chain).Leaf, Request(chain, 26), "leaf").IsOf(X509Messages.RefusedLater).Arguments);
        Assert.Null(ChainVerifier.FindLaterRefusal(Made(chain).Leaf, Request(chain, first), "leaf"));
    }

    [Theory]
    [InlineData("policies met", 32, 33)]
    [InlineData("own name", 26, 29)]
    public void Older_versions_refuse_it_and_newer_ones_read_it(string chain, int last, int first)
    {
        Assert.Null(Verify(chain, first));
        Assert.Contains(
            $"(refused by 1.{last}, accepted from 1.{first} on)", Verify(chain, last).IsOf(X509Messages.RefusedThenRead).ToString(),
            StringComparison.Ordinal);
        Verify(chain, null).IsOf(X509Messages.RefusedThenUnknown);
    }

    [Fact]
    public void A_version_whose_rules_are_not_known_depends_on_them() => Verify("own name", 28).IsOf(X509Messages.RefusedThenUnknown);

    private static Problem?[] Verdicts(string chain)
        => [.. Enumerable.Range(20, 17).Select(minor => Verify(chain, minor)), Verify(chain, null)];

    private static Problem? Verify(string chain, int? kubernetes)
        => Made(chain) is { Root: not null } made
            ? ChainVerifier.Verify(made.Leaf, Request(chain, kubernetes), "leaf")
            : X509Messages.BrokenCertificate.At("");

    private static VerificationRequest Request(string chain, int? kubernetes)
        => new([Made(chain).Root], Made(chain).Intermediates, Today, Oids.AnyExtendedKeyUsage) { Kubernetes = kubernetes };

    private static readonly Dictionary<string, Chain?> Cache = new(StringComparer.Ordinal);

    /// <summary>Empty if no version can read a part of the chain.</summary>
    private static Chain Made(string chain)
    {
        lock (Cache)
        {
            if (!Cache.TryGetValue(chain, out var made))
            {
                try
                {
                    made = Chains[chain]();
                }
                catch (Xunit.Sdk.XunitException)
                {
                    made = null;
                }

                Cache[chain] = made;
            }

            return made ?? new Chain(null!, [], null!);
        }
    }

    private static Chain Under(Made root, Func<Recipe, Recipe>? change = null)
        => new(root.Certificate, [], (change ?? (r => r))(new Recipe()).SignedBy(root).Certificate);

    /// <summary>A root whose body is rewritten: no verifier checks a root's signature.</summary>
    private static Made Root(Func<byte[], byte[]> rewrite)
    {
        var made = Recipe.Authority("CN=ca").SelfSigned();
        return made with { Certificate = CertificateReader.Read(rewrite(made.Certificate.Der), "root").Must() };
    }

    private static Chain ShortKey()
    {
        using var rsa = RSA.Create(1016);
        var request = new CertificateRequest("CN=ca", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var ca = request.CreateSelfSigned(Today.AddDays(-1), Today.AddDays(99));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leaf = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256)
            .Create(
                ca.SubjectName, X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1), Today.AddDays(-1), Today.AddDays(9),
                [1]);
        return new Chain(CertificateReader.Read(ca.RawData, "ca").Must(), [], CertificateReader.Read(leaf.RawData, "leaf").Must());
    }

    /// <summary>An intermediate that requires a policy immediately, and a leaf certificate with or without one.</summary>
    private static Chain Policies(bool critical, string own, string? leaf)
    {
        var root = Recipe.Authority("CN=root").SelfSigned();
        var middle = Recipe.Authority("CN=middle")
            .With(Policy(own), new X509Extension(Oids.PolicyConstraints, [0x30, 3, 0x80, 1, 0], critical))
            .SignedBy(root);
        return new Chain(
            root.Certificate, [middle.Certificate],
            (leaf is null ? new Recipe() : new Recipe().With(Policy(leaf))).SignedBy(middle).Certificate);
    }

    private static X509Extension Policy(params string[] policies)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var policy in policies)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(policy);
                }
            }
        }

        return new X509Extension(Oids.CertificatePolicies, writer.Encode(), critical: false);
    }

    private static X509Extension Names(string dns)
        => new(
            Oids.SubjectAlternativeName,
            [0x30, (byte)(dns.Length + 2), 0x82, (byte)dns.Length, .. System.Text.Encoding.ASCII.GetBytes(dns)], false);

    private static X509Extension Uri(string uri)
        => new(
            Oids.SubjectAlternativeName,
            [0x30, (byte)(uri.Length + 2), 0x86, (byte)uri.Length, .. System.Text.Encoding.ASCII.GetBytes(uri)], false);

    private static X509Extension Constraint(byte direction, string dns) => new(
        Oids.NameConstraints,
        [
            0x30, (byte)(dns.Length + 6), direction, (byte)(dns.Length + 4), 0x30, (byte)(dns.Length + 2), 0x82, (byte)dns.Length,
            .. System.Text.Encoding.ASCII.GetBytes(dns),
        ],
        true);
}
