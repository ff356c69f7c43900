using System.Security.Cryptography;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.X509;

/// <summary>Go checks at most a hundred signatures for one chain and then gives up (x509 maxChainSignatureChecks).</summary>
public sealed class SignatureBoundTests
{
    private static readonly Made Root = Recipe.Authority("CN=root").SelfSigned();
    private static readonly Made Signer = Recipe.Authority("CN=ca").SignedBy(Root);
    private static readonly IReadOnlyList<Certificate> Namesakes =
    [
        .. Enumerable.Range(0, 101).Select(_ => Recipe.Authority("CN=ca").SignedBy(Root).Certificate),
    ];

    /// <summary>CAs of the same name that did not sign are tried first; the issuer and the root above it are the last two checks.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(97, true)]
    [InlineData(98, true)]
    [InlineData(99, false)]
    [InlineData(100, false)]
    public void A_chain_is_found_with_a_hundred_checks(int others, bool found)
    {
        var leaf = Recipe.Leaf().SignedBy(Signer).Certificate;
        var request = new VerificationRequest(
            [Root.Certificate], [.. Namesakes.Take(others), Signer.Certificate], FixedClock.Today, Oids.ServerAuth)
        { Kubernetes = 34 };
        Assert.Equal(found, ChainVerifier.Verify(leaf, request, "leaf") is null);
    }

    [Theory]
    [InlineData(99, true)]
    [InlineData(100, false)]
    public void So_is_a_root(int others, bool found)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = Recipe.Authority("CN=ca").SelfSigned(key);
        var request = new VerificationRequest(
            [.. Namesakes.Take(others), root.Certificate], [], FixedClock.Today, Oids.ServerAuth)
        { Kubernetes = 34 };
        Assert.Equal(found, ChainVerifier.Verify(Recipe.Leaf().SignedBy(root).Certificate, request, "leaf") is null);
    }
}
