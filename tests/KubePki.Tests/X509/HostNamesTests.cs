using System.Net;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.X509;

/// <summary>Cases of Go's VerifyHostname.</summary>
public sealed class HostNamesTests
{
    [Theory]
    [InlineData("a.example", "a.example", true)]
    [InlineData("a.example", "A.EXAMPLE", true)]
    [InlineData("A.Example", "a.example", true)]
    [InlineData("a.example", "a.example.", true)]
    [InlineData("a.example", "a.example..", false)]
    [InlineData("a.example.", "a.example", false)]
    [InlineData("a.example.", "a.example.", true)]
    [InlineData("a.example", "b.a.example", false)]
    [InlineData("a.example", "example", false)]
    [InlineData("*.example", "a.example", true)]
    [InlineData("*.example", "example", false)]
    [InlineData("*.example", "b.a.example", false)]
    [InlineData("*.example", ".example", false)]
    [InlineData("a.*.example", "a.b.example", false)]
    [InlineData("a*.example", "ab.example", false)]
    [InlineData("*.example", "*.example", true)]
    [InlineData("under_score", "under_score", true)]
    [InlineData("-dash", "-dash", true)]
    [InlineData("with space", "with space", true)]
    [InlineData("", "", false)]
    [InlineData(".", ".", false)]
    [InlineData("1", "1", true)]
    [InlineData("127.1", "127.1", true)]
    [InlineData("127.0.0.1", "127.0.0.1", false)]
    [InlineData("010.0.0.1", "010.0.0.1", true)]
    public void Names(string dnsName, string asked, bool covered)
        => Assert.Equal(covered, HostNames.Covers(new SubjectAlternativeNames([dnsName], [], [], []), asked));

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "[10.0.0.1]", true)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "10.0.0.01", false)]
    [InlineData("10.0.0.1", "10.1", false)]
    [InlineData("0.0.0.1", "1", false)]
    [InlineData("10.0.0.1", "0x0a.0.0.1", false)]
    [InlineData("fd00::1", "fd00:0:0:0::1", true)]
    [InlineData("fd00::1", "[FD00::1]", true)]
    [InlineData("fe80::1", "fe80::1%eth0", false)]
    [InlineData("fd00::1", "[fd00::1", false)]
    public void Addresses(string address, string asked, bool covered)
        => Assert.Equal(covered, HostNames.Covers(new SubjectAlternativeNames([], [IPAddress.Parse(address)], [], []), asked));

    [Fact]
    public void An_address_in_a_dns_san_covers_nothing()
    {
        var root = Recipe.Authority("CN=root").SelfSigned();
        var leaf = Recipe.Leaf("CN=10.0.0.1", "10.0.0.1").SignedBy(root).Certificate;
        Assert.False(ChainVerifier.Covers(leaf, "10.0.0.1"));
    }
}
