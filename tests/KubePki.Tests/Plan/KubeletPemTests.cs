using System.Globalization;
using KubePki.Plan;
using Xunit;

namespace KubePki.Tests.Plan;

/// <summary>The names of the files in which a kubelet keeps its pair.</summary>
public sealed class KubeletPemTests
{
    private const string Directory = "/var/lib/kubelet/pki";
    private const string Link = $"{Directory}/kubelet-client-current.pem";

    [Theory]
    [InlineData(null, "2026-11-30-06-11-09")]
    [InlineData("kubelet-client-2026-11-30-06-11-08.pem", "2026-11-30-06-11-09")]
    [InlineData("kubelet-client-2026-11-30-06-11-09.pem", "2026-11-30-06-11-10")] // renewed twice in one second
    [InlineData("kubelet-client-2026-11-30-06-11-10.pem", "2026-11-30-06-11-11")] // and a third time
    [InlineData("kubelet-client-2026-12-01-00-00-00.pem", "2026-11-30-06-11-09")] // a clock that was ahead
    [InlineData("kubelet-client-9999-12-31-23-59-59.pem", "2026-11-30-06-11-09")]
    [InlineData("kubelet-client-current.pem", "2026-11-30-06-11-09")] // a file, not a link
    [InlineData("kubelet-server-2026-11-30-06-11-09.pem", "2026-11-30-06-11-09")]
    public void A_name_is_not_taken_twice(string? target, string expected)
    {
        var moment = DateTimeOffset.Parse("2026-11-30T06:11:09.25Z", CultureInfo.InvariantCulture);
        var pem = KubeletPem.At(Link, moment, target is null ? null : $"{Directory}/{target}");
        Assert.Equal(new KubeletPem(Link, $"{Directory}/kubelet-client-{expected}.pem"), pem);
    }
}
