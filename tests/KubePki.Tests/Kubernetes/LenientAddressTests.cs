using System.Net;
using CsCheck;
using KubePki.Kubernetes;

namespace KubePki.Tests.Kubernetes;

public sealed class LenientAddressTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("010.0.0.1", "10.0.0.1")]
    [InlineData("0000010.0.0.000", "10.0.0.0")]
    [InlineData("1.2.3.08", "1.2.3.8")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("::ffff:0a01:0203", "10.1.2.3")]
    [InlineData("::ffff:010.1.2.3", "10.1.2.3")]
    [InlineData("2001:DB8::7", "2001:db8::7")]
    [InlineData("::", "::")]
    [InlineData("::1", "::1")]
    [InlineData("1::", "1::")]
    [InlineData("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304")]
    [InlineData("0000fd00::1", "fd00::1")]
    [InlineData("1.2.3", null)]
    [InlineData("1.2.3.256", null)]
    [InlineData("1.2.3.4.5", null)]
    [InlineData("1.2.3.", null)]
    [InlineData("0x7f.0.0.1", null)]
    [InlineData("1.2.3.-4", null)]
    [InlineData("1.2.3. 4", null)]
    [InlineData("1.2.3.４", null)]
    [InlineData("7", null)]
    [InlineData("", null)]
    [InlineData(":", null)]
    [InlineData(":::", null)]
    [InlineData("1::2::3", null)]
    [InlineData("1:2:3:4:5:6:7::8", null)]
    [InlineData("1:2:3:4:5:6:7:8:9", null)]
    [InlineData("12345::", null)]
    [InlineData("fe80::1%eth0", null)]
    [InlineData("[::1]", null)]
    [InlineData("1.2.3.4::", null)]
    [InlineData("::1.2.3.4:5", null)]
    public void An_address_is_what_kubernetes_takes_for_one(string text, string? address)
    => Assert.Equal(address, LenientAddress.Read(text)?.ToString());

    [Fact]
    public void What_both_read_is_the_same_address()
        => Gen.Byte.Array[4].Select(b => new IPAddress(b))
            .Sample(address => LenientAddress.Read(address.ToString())!.Equals(address), iter: 1000);

    [Fact]
    public void Every_address_of_version_6_is_read_back()
        => Gen.Byte.Array[16].Select(b => new IPAddress(b)).Where(a => !a.IsIPv4MappedToIPv6)
            .Sample(address => LenientAddress.Read(address.ToString())!.Equals(address), iter: 1000);

    [Fact]
    public void No_text_makes_it_throw()
        => Kit.Any.Of(":", "::", ".", "0", "1", "255", "f", "ffff", "99999999999", "%", "-", " ").Array[0, 12]
            .Sample(parts => LenientAddress.Read(string.Concat(parts)) is var _, iter: 5000);
}
