using System.Globalization;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Conformance.Verifier;

/// <summary>kubepki reads every certificate that Go reads, with the same content.</summary>
public sealed class ReadingsAgree
{
    private static readonly string[] GoUsages =
    [
        "2.5.29.37.0", "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.5",
        "1.3.6.1.5.5.7.3.6", "1.3.6.1.5.5.7.3.7", "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.9",
    ];

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.26")]
    public void On_a_thousand_odd_certificates(string version)
    {
        GoVersion goVersion = GoVersion.Named(version);
        using TestVectors vectors = new();
        IReadOnlyList<string> files = vectors.Files("zlint-testdata", "*.pem");
        int read = 0, stricter = 0, laxer = 0;
        List<string> disagreements = [];
        foreach ((string file, JsonObject go) in files.Zip(GoVerify.DescribeFiles(goVersion, files)))
        {
            Outcome<IReadOnlyList<KubePki.X509.Certificate>> ours = Read(file, goVersion.Kubernetes);
            if (go.ContainsKey("error"))
            {
                laxer += ours.Succeeded ? 1 : 0;
                if (ours.Succeeded && go["error"]!.GetValue<string>() != "no certificate in the text")
                {
                    TestContext.Current.TestOutputHelper?.WriteLine($"Go refuses {Path.GetFileName(file)}: {go["error"]}");
                }

                continue;
            }

            read++;
            string? difference = ours.Succeeded ? Difference(ours.Value[0], go) : ours.Problem.ToString();
            stricter += ours.Succeeded ? 0 : 1;
            if (difference is not null)
            {
                disagreements.Add($"{Path.GetFileName(file)}: {difference}");
            }
        }

        Counts.Record(
            "verifier", $"odd certificates read, {goVersion.Version}", ("cases", files.Count), ("accepted", read),
            ("disagreements", disagreements.Count), ("laxer", laxer));
        Assert.True(disagreements.Count == 0, string.Join('\n', disagreements));
        Assert.Equal(0, stricter);
        Assert.Equal(0, laxer);
    }

    /// <summary>The certificates of a file, or why a version of Kubernetes cannot read the first one.</summary>
    private static Outcome<IReadOnlyList<KubePki.X509.Certificate>> Read(string file, int kubernetes)
        => CertificateReader.ReadAll(File.ReadAllBytes(file), "certificate")
            .Then<IReadOnlyList<KubePki.X509.Certificate>>(read => ChainVerifier.ReadProblem(
                read[0], kubernetes, "certificate") is { } problem
                ? problem
                : read.ToList());

    private static string? Difference(KubePki.X509.Certificate ours, JsonObject go)
    {
        (string What, object Ours, object Go)[] fields =
        [
            ("version", ours.Version, go["version"]!.GetValue<int>()),
            ("serial", ours.Serial, Hex(go["serial"]!.GetValue<string>())),
            ("subject", Convert.ToHexStringLower(ours.Subject.Der), go["subjectRaw"]!.GetValue<string>()),
            ("issuer", Convert.ToHexStringLower(ours.Issuer.Der), go["issuerRaw"]!.GetValue<string>()),
            ("not before", ours.NotBefore.ToUnixTimeSeconds(), Time(go["notBefore"]!)),
            ("not after", ours.NotAfter.ToUnixTimeSeconds(), Time(go["notAfter"]!)),
            ("DNS names", string.Join(' ', ours.Names.Dns), Words(go["dnsNames"]!)),
            ("addresses", string.Join(' ', ours.Names.Addresses.Select(a => a.IsIPv4MappedToIPv6 ? a.MapToIPv4() : a)),
                Words(go["ipAddresses"]!)),
            ("key usage", GoBits(ours.KeyUsage), go["keyUsage"]!.GetValue<int>()),
            ("extended key usages", string.Join(' ', ours.ExtendedKeyUsages.Where(u => GoUsages.Contains(u))),
                string.Join(
                    ' ',
                    go["extKeyUsage"]!.AsArray().Select(u => u!.GetValue<int>()).Where(u => u < GoUsages.Length).Select(u => GoUsages[u]))),
            ("CA", ours.IsAuthority, go["isCA"]!.GetValue<bool>()),
            ("extensions", string.Join(' ', ours.Extensions.Select(e => $"{e.Oid} {e.Critical}")),
                string.Join(' ', go["extensions"]!.AsArray().Select(e => $"{e!["oid"]} {e["critical"]!.GetValue<bool>()}"))),
        ];
        return fields.Where(f => !f.Ours.Equals(f.Go)).Select(f => $"{f.What}: {f.Ours}, and Go: {f.Go}").FirstOrDefault();
    }

    private static BigInteger Hex(string text) => text.StartsWith('-')
        ? -BigInteger.Parse("0" + text[1..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : BigInteger.Parse("0" + text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static long Time(JsonNode node)
        => DateTimeOffset.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture).ToUnixTimeSeconds();

    private static string Words(JsonNode node) => string.Join(' ', node.AsArray().Select(n => n!.GetValue<string>()));

    /// <summary>Go counts the bits from the first one on; .NET keeps their positions in the bytes.</summary>
    private static int GoBits(X509KeyUsageFlags usage)
        => Enumerable.Range(0, 8).Sum(i => ((int)usage & (0x80 >> i)) != 0 ? 1 << i : 0)
            + (usage.HasFlag(X509KeyUsageFlags.DecipherOnly) ? 1 << 8 : 0);
}
