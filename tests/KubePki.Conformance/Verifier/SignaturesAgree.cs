using System.Formats.Asn1;
using System.Text.Json.Nodes;
using KubePki.X509;

namespace KubePki.Conformance.Verifier;

/// <summary>kubepki accepts the same signatures as Go, on Chromium's collection of valid and invalid ones.</summary>
public sealed class SignaturesAgree
{
    [Theory]
    [InlineData("1.19")]
    [InlineData("1.26")]
    public void On_chromiums_signed_data(string version)
    {
        GoVersion go = GoVersion.Named(version);
        using TestVectors vectors = new();
        IReadOnlyList<string> files =
        [
            .. vectors.Files("chromium-verify-signed-data", "*.pem")
                .Where(f => File.ReadAllText(f).Contains("-----BEGIN SIGNATURE-----", StringComparison.Ordinal)),
        ];
        var cases = files.Select(Read).ToList();
        List<string> disagreements = [];
        int accepted = 0;
        foreach ((SignedData data, string? answer) in cases.Zip(GoVerify.Answers(go, [.. cases.Select(AsJson)], "signatures")))
        {
            string? ours = Ours(data, go.Kubernetes);
            accepted += answer is null ? 1 : 0;
            if ((ours is null) != (answer is null))
            {
                disagreements.Add($"{data.File}: Go: {answer ?? "yes"}, kubepki: {ours ?? "yes"}");
            }
        }

        Counts.Record(
            "verifier", $"signed data, {go.Version}", ("cases", cases.Count), ("accepted", accepted),
            ("disagreements", disagreements.Count));
        Assert.True(disagreements.Count == 0, string.Join('\n', disagreements));
        Assert.True(accepted > 3);
    }

    /// <summary>A signature, with an unsigned certificate that names its algorithm.</summary>
    private sealed record SignedData(string File, byte[] Key, byte[] Carrier, byte[] Data, byte[] Signature);

    /// <summary>Signs nothing: it only names an algorithm.</summary>
    private sealed record Named(byte[] Form, byte[] Key) : SigningKey(Key)
    {
        public override byte[] Algorithm(string form) => Form;

        public override byte[] Sign(byte[] data, string form) => [0];
    }

    private static SignedData Read(string file)
    {
        Dictionary<string, byte[]> blocks = Pem.Read(File.ReadAllBytes(file), file).Value!.Blocks.ToDictionary(
            b => b.Label, b => b.Der, StringComparer.Ordinal);
        byte[] time = Oddities.Usual(DateTimeOffset.UnixEpoch), name = Oddities.Name("any");
        SigningKey any = SigningKey.Ecdsa("1.2.840.10045.3.1.7");
        byte[] carrier = new CertificateText(name, 1, time, time).Signed(any, name, new Named(blocks["ALGORITHM"], any.PublicKey), "");
        return new SignedData(Path.GetFileName(file), blocks["PUBLIC KEY"], carrier, blocks["DATA"], Bits(blocks["SIGNATURE"]));
    }

    /// <summary>The signature is a BIT STRING: Go right-aligns bits that do not fill a byte.</summary>
    private static byte[] Bits(byte[] signature)
    {
        try
        {
            return new DerReader(signature).RightAlignedBits();
        }
        catch (AsnContentException)
        {
            return [];
        }
    }

    private static string AsJson(SignedData data) => new JsonObject
    {
        ["id"] = data.File,
        ["key"] = Convert.ToBase64String(data.Key),
        ["carrier"] = Convert.ToBase64String(data.Carrier),
        ["data"] = Convert.ToBase64String(data.Data),
        ["signature"] = Convert.ToBase64String(data.Signature),
    }.ToJsonString();

    private static string? Ours(SignedData data, int kubernetes)
    {
        if (CertificateReader.Read(data.Carrier, "carrier") is not { Succeeded: true, Value: { } carrier })
        {
            return "the algorithm is not readable";
        }

        try
        {
            KubePki.X509.Certificate child = carrier with { SignedPart = data.Data, Signature = data.Signature };
            KubePki.X509.Certificate parent = carrier with { PublicKey = data.Key, KeyAlgorithm = PublicKeyInfo.Algorithm(data.Key) };
            return CertificateSignature.Check(child, parent, "data", new GoReading(KubernetesGo.Candidates(kubernetes)[0]))?.ToString();
        }
        catch (AsnContentException e)
        {
            return e.Message;
        }
    }
}
