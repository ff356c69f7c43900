using KubePki.Localization;
using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Plan;

/// <summary>A CA that the components cannot read never signs: creation and renewal refuse it before any file is written.</summary>
public sealed class UnreadableAuthorityTests
{
    private const string Ca = "/etc/kubernetes/pki/ca";

    /// <summary>Roots that all versions refuse, and one that some versions accept.</summary>
    private static readonly Dictionary<string, Func<byte[], byte[]>> Rewrites = new(StringComparer.Ordinal)
    {
        ["k8s_prod in a PrintableString"] = der => Rewritten.WithUnit(der, 0x13, "k8s_prod"u8.ToArray()),
        ["a UniversalString"] = der => Rewritten.WithUnit(der, 0x1c, [0, 0, 0, 0x41]),
        ["a time without a zone"] = der => Rewritten.WithEnd(der, 0x18, "20350101000000"),
        ["a negative serial"] = der => Rewritten.WithSerial(der, -1),
    };

    [Theory]
    [InlineData("k8s_prod in a PrintableString", "v1.28.3", true)]
    [InlineData("a UniversalString", "v1.28.3", true)]
    [InlineData("a time without a zone", "v1.28.3", true)]
    [InlineData("a negative serial", "v1.31.0", false)]
    [InlineData("a negative serial", "v1.32.0", true)]
    public void Creation_refuses_it(string what, string version, bool refused)
    {
        using var node = new BareNode();
        var authority = Recipe.Authority("CN=kubernetes").SelfSigned();
        Directory.CreateDirectory(Path.GetDirectoryName(node.OnDisk(Ca))!);
        File.WriteAllBytes(node.OnDisk($"{Ca}.crt"), Pem.Write(Pem.CertificateLabel, Rewrites[what](authority.Certificate.Der)));
        File.WriteAllBytes(node.OnDisk($"{Ca}.key"), authority.AsPrivateKey().ToPem());
        var before = node.Snapshot();
        var plan = node.Plan(BareNode.Configuration.Replace("v1.28.3", version, StringComparison.Ordinal));
        Assert.Equal(refused, plan.Refusals.Any(r => r.Is(PlanMessages.AuthorityUnusable)));
        Assert.Equal(before, node.Snapshot());
    }

    [Theory]
    [InlineData("k8s_prod in a PrintableString", "v1.28.0", null)]
    [InlineData("a negative serial", "v1.31.0", "")]
    [InlineData("a negative serial", "v1.34.0", "Kubernetes 1.34 (accepted by 1.31, refused from 1.32 on)")]
    public void Renewal_refuses_it(string what, string version, string? says)
    {
        using var node = new PracticeNode(version);
        var der = node.State.Find("ca")!.Certificate!.Der;
        node.Write($"{Ca}.crt", Pem.Write(Pem.CertificateLabel, Rewrites[what](der)));
        var refusal = RenewalPlanner.Plan(node.State, new RenewalSpec { Names = ["scheduler.conf"] }).Refusals.SingleOrDefault();
        if (says == "")
        {
            Assert.True(refusal is null || refusal.Is(PlanMessages.OtherAuthority), $"{refusal}");
        }
        else
        {
            Assert.Contains(says ?? "cannot be parsed", refusal.IsOf(PlanMessages.AuthorityUnusable).ToString(), StringComparison.Ordinal);
        }
    }
}
