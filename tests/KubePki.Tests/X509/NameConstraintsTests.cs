using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.X509;

/// <summary>Cases of Go's name constraint checks (RFC 5280 section 4.2.1.10). Kinds: d DNS, e mail, u URI, i network.</summary>
public sealed class NameConstraintsTests
{
    [Theory]
    [InlineData("d:example", "", "d:example", true)]
    [InlineData("d:example", "", "d:a.example", true)]
    [InlineData("d:example", "", "d:notexample", false)]
    [InlineData("d:.example", "", "d:example", false)]
    [InlineData("d:.example", "", "d:a.example", true)]
    [InlineData("d:EXAMPLE", "", "d:a.example", true)]
    [InlineData("d:example", "", "d:a.example d:other", false)]
    [InlineData("d:one d:two", "", "d:a.two", true)]
    [InlineData("", "d:bad.example", "d:bad.example", false)]
    [InlineData("", "d:bad.example", "d:x.bad.example", false)]
    [InlineData("", "d:bad.example", "d:good.example", true)]
    [InlineData("d:example", "d:bad.example", "d:x.bad.example", false)]
    [InlineData("d:", "", "d:anything", true)]
    [InlineData("", "d:", "d:anything", false)]
    [InlineData("d:example", "", "i:10.0.0.1", true)]
    [InlineData("d:example", "", "d:a..example", false)]
    [InlineData("d:example", "", "d:a.example.", false)]
    [InlineData("d:example", "", "d:*.example", true)]
    [InlineData("i:10.0.0.0/255.0.0.0", "", "i:10.1.2.3", true)]
    [InlineData("i:10.0.0.0/255.0.0.0", "", "i:11.1.2.3", false)]
    [InlineData("", "i:10.0.0.0/255.0.0.0", "i:10.1.2.3", false)]
    [InlineData("", "i:10.0.0.0/255.0.0.0", "i:11.1.2.3", true)]
    [InlineData("i:10.0.0.0/255.0.0.0", "", "i:::1", false)]
    [InlineData("i:fd00::/ff00::", "", "i:fd12::1", true)]
    [InlineData("e:example", "", "e:a@example", true)]
    [InlineData("e:example", "", "e:a@b.example", true)]
    [InlineData("e:.example", "", "e:a@example", false)]
    [InlineData("e:a@example", "", "e:a@EXAMPLE", true)]
    [InlineData("e:a@example", "", "e:A@example", false)]
    [InlineData("e:a@example", "", "e:\"a\"@example", true)]
    [InlineData("", "e:example", "e:a@example", false)]
    [InlineData("d:example", "", "e:nomail", false)]
    [InlineData("d:example", "", "e:.a@b", false)]
    [InlineData("u:example", "", "u:https://a.example/path", true)]
    [InlineData("u:example", "", "u:https://user@a.example:443/path", true)]
    [InlineData("u:example", "", "u:https://other/", false)]
    [InlineData("u:example", "", "u:https://10.0.0.1/", false)]
    [InlineData("u:example", "", "u:https://[::1]:443/", false)]
    [InlineData("u:example", "", "u:urn:example", false)]
    [InlineData("", "u:example", "u:urn:other", false)]
    [InlineData("", "u:example", "u:https://a.example/", false)]
    [InlineData("", "u:example", "u:spiffe://other/ns", true)]
    public void A_leafs_names_must_lie_in_what_its_authority_may_certify(string permitted, string excluded, string names, bool accepted)
    {
        var ca = Recipe.Authority("CN=ca").With(new X509Extension(Oids.NameConstraints, Constraints(permitted, excluded), critical: true))
            .SelfSigned();
        var leaf = new Recipe().With(new X509Extension(Oids.SubjectAlternativeName, Sequence(w => WriteNames(w, names)), critical: false))
            .SignedBy(ca).Certificate;
        var problem = ChainVerifier.Verify(leaf, new VerificationRequest([ca.Certificate], [], FixedClock.Today, Oids.ServerAuth), "leaf");
        Assert.Equal(accepted ? null : "name-not-permitted", problem?.Id);
    }

    /// <summary>
    /// Up to Go 1.20 a CA's own names are checked against its constraints; from 1.21 on only the names of the CAs below it are. Kubernetes
    /// 1.29 is the first version with that.
    /// </summary>
    [Theory]
    [InlineData("d:a.example", 24, true)]
    [InlineData("d:ca.other", 24, false)]
    [InlineData("d:ca.other", 29, true)]
    [InlineData("d:ca.other d:a.example", 24, false)]
    [InlineData("i:10.0.0.1", 24, true)]
    public void Up_to_a_version_a_cas_own_names_are_held_to_its_constraints(string own, int kubernetes, bool accepted)
    {
        var ca = Recipe.Authority("CN=ca").With(
            new X509Extension(Oids.NameConstraints, Constraints("d:example", ""), critical: true),
            new X509Extension(Oids.SubjectAlternativeName, Sequence(w => WriteNames(w, own)), critical: false)).SelfSigned();
        var request = new VerificationRequest([ca.Certificate], [], FixedClock.Today, Oids.ServerAuth) { Kubernetes = kubernetes };
        Assert.Equal(accepted, ChainVerifier.Verify(Recipe.Leaf("CN=l", "a.example").SignedBy(ca).Certificate, request, "leaf") is null);
    }

    [Theory]
    [InlineData("ca.example", 24, true)]
    [InlineData("ca.example", 29, true)]
    [InlineData("ca.other", 24, true)]
    [InlineData("ca.other", 29, false)]
    public void From_that_version_on_the_names_of_the_cas_below_are(string middles, int kubernetes, bool accepted)
    {
        var ca = Recipe.Authority("CN=ca").With(new X509Extension(Oids.NameConstraints, Constraints("d:example", ""), critical: true))
            .SelfSigned();
        var middle = Recipe.Authority("CN=middle").WithNames(names => names.AddDnsName(middles)).SignedBy(ca);
        var request = new VerificationRequest(
            [ca.Certificate], [middle.Certificate], FixedClock.Today, Oids.ServerAuth)
        { Kubernetes = kubernetes };
        Assert.Equal(
            accepted, ChainVerifier.Verify(Recipe.Leaf("CN=l", "a.example").SignedBy(middle).Certificate, request, "leaf") is null);
    }

    [Fact]
    public void Constraints_reach_below_an_intermediate()
    {
        var ca = Recipe.Authority("CN=ca").With(new X509Extension(Oids.NameConstraints, Constraints("d:example", ""), critical: true))
            .SelfSigned();
        var middle = Recipe.Authority("CN=middle").SignedBy(ca);
        var request = new VerificationRequest([ca.Certificate], [middle.Certificate], FixedClock.Today, Oids.ServerAuth);
        Assert.Null(ChainVerifier.Verify(Recipe.Leaf("CN=l", "a.example").SignedBy(middle).Certificate, request, "leaf"));
        ChainVerifier.Verify(Recipe.Leaf("CN=l", "other").SignedBy(middle).Certificate, request, "leaf")
            .IsOf(X509Messages.NameNotPermitted);
    }

    [Fact]
    public void A_leaf_without_names_is_not_constrained()
    {
        var ca = Recipe.Authority("CN=ca").With(new X509Extension(Oids.NameConstraints, Constraints("d:example", ""), critical: true))
            .SelfSigned();
        Assert.Null(ChainVerifier.Verify(
            Recipe.Leaf().SignedBy(ca).Certificate, new VerificationRequest([ca.Certificate], [], FixedClock.Today, Oids.ServerAuth),
            "leaf"));
    }

    [Fact]
    public void Critical_constraints_of_other_kinds_are_not_understood()
    {
        // permitted: directory name.
        byte[] value = [0x30, 0x08, 0xa0, 0x06, 0x30, 0x04, 0xa4, 0x02, 0x30, 0x00];
        var ca = Recipe.Authority("CN=ca").With(new X509Extension(Oids.NameConstraints, value, critical: true)).SelfSigned();
        ChainVerifier.Verify(
            Recipe.Leaf().SignedBy(ca).Certificate, new VerificationRequest([ca.Certificate], [], FixedClock.Today, Oids.ServerAuth),
            "leaf")
            .IsOf(X509Messages.UnhandledCritical);
    }

    [Theory]
    [InlineData("d:a..b")]
    [InlineData("d:a.")]
    [InlineData("e:@")]
    [InlineData("e:a@b..c")]
    [InlineData("u:10.0.0.1")]
    [InlineData("i:10.0.0.0/255.0.255.0")]
    public void What_is_no_constraint_makes_no_certificate(string permitted)
        => Assert.Throws<AsnContentException>(() => NameConstraints.Read(Constraints(permitted, "")));

    [Fact]
    public void Constraints_that_constrain_nothing_make_no_certificate()
    {
        Assert.Throws<AsnContentException>(() => NameConstraints.Read(new byte[] { 0x30, 0x00 }));
        Assert.Throws<AsnContentException>(() => NameConstraints.Read(new byte[] { 0x30, 0x02, 0xa0, 0x00 }));
    }

    [Fact]
    public void The_work_is_bounded()
    {
        var many = string.Join(' ', Enumerable.Range(0, 1000).Select(i => $"d:x{i}.example"));
        var ca = Recipe.Authority("CN=ca").With(new X509Extension(Oids.NameConstraints, Constraints("", many), critical: true))
            .SelfSigned();
        var names = string.Join(' ', Enumerable.Range(0, 1000).Select(i => $"d:y{i}.example"));
        var leaf = new Recipe().With(new X509Extension(Oids.SubjectAlternativeName, Sequence(w => WriteNames(w, names)), critical: false))
            .SignedBy(ca).Certificate;
        var request = new VerificationRequest([ca.Certificate], [], FixedClock.Today, Oids.ServerAuth);
        ChainVerifier.Verify(leaf, request with { Kubernetes = 35 }, "leaf")
            .IsOf(X509Messages.RefusedThenRead).Cause.IsOf(X509Messages.NameNotPermitted);
        Assert.Null(ChainVerifier.Verify(leaf, request with { Kubernetes = 36 }, "leaf"));
    }

    private static byte[] Constraints(string permitted, string excluded) => Sequence(writer =>
    {
        foreach (var (names, number) in new[] { (permitted, 0), (excluded, 1) })
        {
            if (names.Length == 0)
            {
                continue;
            }

            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, number, isConstructed: true)))
            {
                foreach (var name in names.Split(' '))
                {
                    using (writer.PushSequence())
                    {
                        WriteNames(writer, name);
                    }
                }
            }
        }
    });

    private static void WriteNames(AsnWriter writer, string names)
    {
        foreach (var name in names.Split(' '))
        {
            var (kind, text) = (name[0], name[2..]);
            var bytes = kind != 'i'
                ? Encoding.ASCII.GetBytes(text)
                : text.Split('/').SelectMany(part => IPAddress.Parse(part).GetAddressBytes()).ToArray();
            writer.WriteOctetString(bytes, new Asn1Tag(TagClass.ContextSpecific, kind switch { 'e' => 1, 'd' => 2, 'u' => 6, _ => 7 }));
        }
    }

    private static byte[] Sequence(Action<AsnWriter> content)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            content(writer);
        }

        return writer.Encode();
    }
}
