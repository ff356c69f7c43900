using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Localization;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.X509;

/// <summary>
/// A table of chains with one defect each. The verdicts are those of every version of Go's crypto/x509, unless a version is named.
/// </summary>
public sealed class ChainVerifierTests
{
    private static readonly DateTimeOffset Today = FixedClock.Today;
    private static readonly Made Root = Recipe.Authority("CN=root").SelfSigned();
    private static readonly Made Middle = Recipe.Authority("CN=middle").SignedBy(Root);
    private static readonly Certificate Leaf = Recipe.Leaf("CN=leaf", "a.example").SignedBy(Root).Certificate;

    [Fact]
    public void A_leaf_of_the_root_is_accepted() => Accepts(Leaf, [Root]);

    [Fact]
    public void A_leaf_below_an_intermediate_is_accepted() => Accepts(Recipe.Leaf().SignedBy(Middle).Certificate, [Root], [Middle]);

    [Fact]
    public void Without_its_intermediate_it_is_not()
    => Refuses(X509Messages.UnknownAuthority, Recipe.Leaf().SignedBy(Middle).Certificate, [Root]);

    [Fact]
    public void Another_root_is_not_its_authority()
    => Refuses(X509Messages.UnknownAuthority, Leaf, [Recipe.Authority("CN=other").SelfSigned()]);

    [Fact]
    public void Nobody_is_trusted_when_there_is_no_root() => Refuses(X509Messages.UnknownAuthority, Leaf, []);

    [Fact]
    public void Of_two_authorities_with_one_subject_the_one_that_signed_is_found()
    {
        var before = Recipe.Authority("CN=root").SelfSigned();
        var after = Recipe.Authority("CN=root").SelfSigned();
        Accepts(Recipe.Leaf().SignedBy(after).Certificate, [before, after]);
        Accepts(Recipe.Leaf().SignedBy(before).Certificate, [before, after]);
        Refuses(X509Messages.UnknownAuthority, Leaf, [before, after]);
    }

    [Fact]
    public void Key_identifiers_order_the_candidates_and_never_decide()
    {
        var misleading = Recipe.Leaf().With(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(new byte[] { 1 }))
            .SignedBy(Root).Certificate;
        Accepts(misleading, [Root]);
    }

    [Theory]
    [InlineData(-20, "not-yet-valid")]
    [InlineData(101, "expired")]
    public void Dates_of_the_leaf_count(int days, string id) => Assert.Equal(id, Verify(Leaf, [Root], at: Today.AddDays(days))?.Id);

    [Fact]
    public void Both_ends_of_the_validity_belong_to_it()
    {
        Assert.Null(Verify(Leaf, [Root], at: Leaf.NotBefore));
        Assert.Null(Verify(Leaf, [Root], at: Leaf.NotAfter));
        Assert.NotNull(Verify(Leaf, [Root], at: Leaf.NotBefore.AddSeconds(-1)));
        Assert.NotNull(Verify(Leaf, [Root], at: Leaf.NotAfter.AddSeconds(1)));
    }

    [Fact]
    public void An_expired_root_signs_nothing_and_is_named()
    {
        var expired = (Recipe.Authority("CN=old root") with { NotBefore = Today.AddDays(-50), NotAfter = Today.AddDays(-1) }).SelfSigned();
        var problem = Refuses(X509Messages.Expired, Recipe.Leaf().SignedBy(expired).Certificate, [expired]);
        Assert.Equal("CN=old root", problem.Where);
        Assert.Null(ChainVerifier.Verify(
            Recipe.Leaf().SignedBy(expired).Certificate, new VerificationRequest([expired.Certificate], [], null, Oids.ServerAuth),
            "leaf"));
    }

    [Fact]
    public void A_renewed_root_with_the_same_key_takes_over_from_the_expired_one()
    {
        var expired = (Recipe.Authority("CN=root") with
        {
            NotBefore = Today.AddDays(-50),
            NotAfter = Today.AddDays(-1),
        }).SelfSigned(Root.Key);
        Accepts(Leaf, [expired, Root]);
    }

    [Fact]
    public void The_reason_is_that_of_the_authority_that_signed()
    {
        var stranger = Recipe.Authority("CN=root").SelfSigned();
        var expired = (Recipe.Authority("CN=root") with { NotAfter = Today.AddDays(-1) }).SelfSigned(Root.Key);
        Refuses(X509Messages.Expired, Leaf, [stranger, expired]);
    }

    [Theory]
    [InlineData(Oids.ServerAuth, Oids.ClientAuth, false)]
    [InlineData(Oids.ClientAuth, Oids.ClientAuth, true)]
    [InlineData(Oids.AnyExtendedKeyUsage, Oids.ClientAuth, true)]
    [InlineData(Oids.ServerAuth, Oids.AnyExtendedKeyUsage, true)]
    [InlineData("1.2.3.4", Oids.ServerAuth, false)]
    public void The_leafs_usage_counts(string has, string asked, bool accepted)
    {
        var leaf = new Recipe().With(Recipe.Usages(has)).SignedBy(Root).Certificate;
        var problem = ChainVerifier.Verify(leaf, new VerificationRequest([Root.Certificate], [], Today, asked), "leaf");
        Assert.Equal(accepted ? null : "wrong-usage", problem?.Id);
    }

    [Fact]
    public void A_leaf_without_usages_may_be_used_for_any() => Accepts(new Recipe().SignedBy(Root).Certificate, [Root]);

    [Fact]
    public void Usages_of_the_authority_limit_its_leaves()
    {
        var clientsOnly = Recipe.Authority("CN=clients").With(Recipe.Usages(Oids.ClientAuth)).SelfSigned();
        Refuses(X509Messages.WrongUsage, Recipe.Leaf().SignedBy(clientsOnly).Certificate, [clientsOnly]);
    }

    [Fact]
    public void A_trusted_leaf_needs_no_chain_but_its_own_usage()
    {
        Assert.Null(Verify(Leaf, [new Made(Leaf, Root.Key)]));
        var problem = ChainVerifier.Verify(Leaf, new VerificationRequest([Leaf], [], Today, "1.2.3"), "leaf");
        problem.IsOf(X509Messages.WrongUsage);
    }

    [Fact]
    public void What_is_no_authority_signs_nothing()
    {
        var plain = new Recipe { Subject = "CN=plain" }.With(new X509BasicConstraintsExtension(false, false, 0, true)).SelfSigned();
        Refuses(X509Messages.NotAnAuthority, Recipe.Leaf().SignedBy(plain).Certificate, [plain]);
        var silent = new Recipe { Subject = "CN=silent" }.SelfSigned();
        Refuses(X509Messages.NotAnAuthority, Recipe.Leaf().SignedBy(silent).Certificate, [silent]);
        var noSigning = new Recipe { Subject = "CN=no signing" }.With(
            new X509BasicConstraintsExtension(true, false, 0, true), new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true))
                .SelfSigned();
        Refuses(X509Messages.NotAnAuthority, Recipe.Leaf().SignedBy(noSigning).Certificate, [noSigning]);
    }

    [Fact]
    public void Key_usage_may_be_absent_from_an_authority()
    {
        var ca = new Recipe { Subject = "CN=ca" }.With(new X509BasicConstraintsExtension(true, false, 0, true)).SelfSigned();
        Accepts(Recipe.Leaf().SignedBy(ca).Certificate, [ca]);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    public void The_path_length_of_the_root_counts_the_authorities_below_it(int pathLength, bool refused)
    {
        var root = Recipe.Authority("CN=limited", pathLength).SelfSigned();
        var middle = Recipe.Authority("CN=middle").SignedBy(root);
        var leaf = Recipe.Leaf().SignedBy(middle).Certificate;
        Assert.Equal(refused ? "path-length" : null, Verify(leaf, [root], [middle])?.Id);
        Assert.Null(Verify(Recipe.Leaf().SignedBy(root).Certificate, [root]));
    }

    [Fact]
    public void A_path_length_without_authority_means_nothing()
    {
        // CA:FALSE with pathlen 0, which .NET's encoders cannot write.
        var odd = new Recipe().With(new X509Extension(Oids.BasicConstraints, [0x30, 0x03, 0x02, 0x01, 0x00], critical: true))
            .SignedBy(Root).Certificate;
        Assert.True(odd is { IsAuthority: false, PathLength: 0 });
        Accepts(odd, [Root]);
    }

    [Fact]
    public void A_critical_extension_nobody_knows_is_refused_wherever_it_stands()
    {
        var unknown = new X509Extension("1.3.6.1.4.1.99999.1", [5, 0], critical: true);
        Assert.Equal(
            ["1.3.6.1.4.1.99999.1"],
            Refuses(X509Messages.UnhandledCritical, Recipe.Leaf().With(unknown).SignedBy(Root).Certificate, [Root]).Arguments);
        var ca = Recipe.Authority("CN=odd").With(unknown).SelfSigned();
        Refuses(X509Messages.UnhandledCritical, Recipe.Leaf().SignedBy(ca).Certificate, [ca]);
        Accepts(Recipe.Leaf().With(new X509Extension("1.3.6.1.4.1.99999.1", [5, 0], critical: false)).SignedBy(Root).Certificate, [Root]);
    }

    [Fact]
    public void Critical_names_of_a_kind_nobody_looks_at_are_refused()
    {
        // Only a directory name: [4] { SEQUENCE {} }.
        var names = new X509Extension(Oids.SubjectAlternativeName, [0x30, 0x04, 0xa4, 0x02, 0x30, 0x00], critical: true);
        Refuses(X509Messages.UnhandledCritical, new Recipe().With(names).SignedBy(Root).Certificate, [Root]);
    }

    [Fact]
    public void Sha1_is_refused_from_kubernetes_1_24_on()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=ca", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var ca = request.CreateSelfSigned(Today.AddDays(-1), Today.AddDays(99));
        var leafRequest = new CertificateRequest(new X500DistinguishedName("CN=leaf"), new PublicKey(Root.Key), HashAlgorithmName.SHA1);
        using var leaf = leafRequest.Create(ca.SubjectName, new Sha1Signer(rsa), Today.AddDays(-1), Today.AddDays(9), [1]);
        var asked = new VerificationRequest([CertificateReader.Read(ca.RawData, "ca").Must()], [], Today, Oids.ServerAuth);
        Problem? At(int? kubernetes)
            => ChainVerifier.Verify(CertificateReader.Read(leaf.RawData, "leaf").Must(), asked with { Kubernetes = kubernetes }, "leaf");
        Assert.Null(At(23));
        At(24).IsOf(X509Messages.ReadThenRefused).Cause.IsOf(X509Messages.InsecureSignature);
        At(null).IsOf(X509Messages.ReadThenUnknown).Cause.IsOf(X509Messages.InsecureSignature);
    }

    [Fact]
    public void A_changed_bit_breaks_the_signature()
    {
        var der = Leaf.Der.ToArray();
        der[der.AsSpan().IndexOf("a.example"u8)] = (byte)'b';
        Refuses(X509Messages.UnknownAuthority, CertificateReader.Read(der, "leaf").Must(), [Root]);
    }

    [Fact]
    public void Names_are_compared_when_asked_for()
    {
        Assert.Null(Verify(Leaf, [Root], name: "a.example"));
        Verify(Leaf, [Root], name: "b.example").IsOf(X509Messages.WrongName);
        Verify(Leaf, [Root], name: "leaf").IsOf(X509Messages.WrongName);
    }

    [Fact]
    public void Authorities_that_signed_one_another_end_the_search_in_bounded_time()
    {
        var (first, second) = (Recipe.Authority("CN=first").SelfSigned(), Recipe.Authority("CN=second").SelfSigned());
        var crossed = Recipe.Authority("CN=first").SignedBy(second, first.Key);
        var back = Recipe.Authority("CN=second").SignedBy(first, second.Key);
        Refuses(X509Messages.UnknownAuthority, Recipe.Leaf().SignedBy(first).Certificate, [Root], [first, second, crossed, back]);

        // Many intermediates with one subject: the bound on signature checks stops the search.
        var many = Enumerable.Range(0, 300).Select(_ => Recipe.Authority("CN=many").SelfSigned()).ToList();
        Refuses(
            X509Messages.UnknownAuthority, Recipe.Leaf().SignedBy(Recipe.Authority("CN=many").SelfSigned()).Certificate, [Root], [.. many]);
    }

    [Fact]
    public void A_cross_signed_authority_leads_to_the_root_that_is_trusted()
    {
        var second = Recipe.Authority("CN=second").SelfSigned();
        var crossed = Recipe.Authority("CN=second").SignedBy(Root, second.Key);
        Accepts(Recipe.Leaf().SignedBy(second).Certificate, [Root], [second, crossed]);
    }

    [Fact]
    public void An_elder_root_without_extensions_may_sign_and_an_intermediate_may_not()
    {
        var elder = Root.Certificate with
        {
            Version = 1,
            Extensions = [],
            HasBasicConstraints = false,
            IsAuthority = false,
            KeyUsage = X509KeyUsageFlags.None,
        };
        Assert.Null(Verify(Leaf, [new Made(elder, Root.Key)]));
        var middle = Middle.Certificate with
        {
            Version = 1,
            Extensions = [],
            HasBasicConstraints = false,
            IsAuthority = false,
            KeyUsage = X509KeyUsageFlags.None,
        };
        Refuses(X509Messages.NotAnAuthority, Recipe.Leaf().SignedBy(Middle).Certificate, [Root], [new Made(middle, Middle.Key)]);
    }

    private static void Accepts(Certificate leaf, Made[] roots, params Made[] intermediates)
        => Assert.Null(Verify(leaf, roots, intermediates));

    private static Problem Refuses(Message kind, Certificate leaf, Made[] roots, params Made[] intermediates)
        => Verify(leaf, roots, intermediates).IsOf(kind);

    private static Problem? Verify(
        Certificate leaf, Made[] roots, Made[]? intermediates = null, DateTimeOffset? at = null, string? name = null)
        => ChainVerifier.Verify(
            leaf,
            new VerificationRequest(
                [.. roots.Select(r => r.Certificate)], [.. (intermediates ?? []).Select(i => i.Certificate)], at ?? Today, Oids.ServerAuth,
                name),
            "leaf");

    /// <summary>.NET's own generator refuses SHA-1.</summary>
    private sealed class Sha1Signer(RSA key) : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm)
            => [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05, 0x05, 0x00];

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)
            => key.SignData(data, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);

        protected override PublicKey BuildPublicKey() => new(key);
    }
}
