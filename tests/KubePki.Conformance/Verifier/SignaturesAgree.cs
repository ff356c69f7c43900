using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KubePki.X509;

namespace KubePki.Conformance.Verifier;

/// <summary>A signature is good for kubepki where it is good for Go, on Chromium's collection of right and wrong ones.</summary>
public sealed class SignaturesAgree
{
    private const string RsaPss = "1.2.840.113549.1.1.10";

    [Fact]
    public void On_chromiums_signed_data()
    {
        using TestVectors vectors = new();
        IReadOnlyList<string> files = [.. vectors.Files("chromium-verify-signed-data", "*.pem").Where(f => File.ReadAllText(f).Contains("-----BEGIN SIGNATURE-----", StringComparison.Ordinal))];
        var cases = files.Select(f => Read(f)).ToList();
        IReadOnlyList<string?> answers = GoVerify.Answers([.. cases.Select(AsJson)], "signatures");
        List<string> disagreements = [];
        int accepted = 0, excepted = 0;
        foreach ((SignedData data, string? go) in cases.Zip(answers))
        {
            string? ours = Ours(data);
            accepted += go is null ? 1 : 0;
            if (data.Algorithm == RsaPss)
            {
                // Go reads PSS parameters from a certificate; no CA of a control plane signs so, and kubepki refuses it by name.
                Assert.NotNull(ours);
                excepted++;
            }
            else if ((ours is null) != (go is null))
            {
                disagreements.Add($"{data.File}: Go: {go ?? "yes"}, kubepki: {ours ?? "yes"}");
            }
        }

        Counts.Record("verifier", $"signed data, {GoVerify.Version}", ("cases", cases.Count), ("accepted", accepted), ("disagreements", disagreements.Count), ("excepted", excepted));
        Assert.True(disagreements.Count == 0, string.Join('\n', disagreements));
        Assert.True(accepted > 3);
    }

    private sealed record SignedData(string File, byte[] Key, string Algorithm, byte[] Data, byte[] Signature);

    private static SignedData Read(string file)
    {
        Dictionary<string, byte[]> blocks = Pem.Read(File.ReadAllBytes(file), file).Value!.Blocks.ToDictionary(b => b.Label, b => b.Der, StringComparer.Ordinal);
        string algorithm = new AsnReader(blocks["ALGORITHM"], AsnEncodingRules.BER).ReadSequence().ReadObjectIdentifier();
        return new SignedData(Path.GetFileName(file), blocks["PUBLIC KEY"], algorithm, blocks["DATA"], blocks["SIGNATURE"]);
    }

    /// <summary>The signature is a BIT STRING: of bits that do not fill a byte Go makes a number, from the right.</summary>
    private static byte[] Bits(SignedData data)
    {
        try
        {
            byte[] bytes = new AsnReader(data.Signature, AsnEncodingRules.DER).ReadBitString(out int unused);
            return unused == 0 ? bytes : (new BigInteger(bytes, isUnsigned: true, isBigEndian: true) >> unused).ToByteArray(isUnsigned: true, isBigEndian: true);
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
        ["algorithm"] = data.Algorithm,
        ["data"] = Convert.ToBase64String(data.Data),
        ["signature"] = Convert.ToBase64String(Bits(data)),
    }.ToJsonString();

    /// <summary>A certificate that says nothing but its key and its signature.</summary>
    private static string? Ours(SignedData data)
    {
        using ECDsa any = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        SigningKey key = new(any);
        CertificateText text = new("any", 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        KubePki.X509.Certificate made = CertificateReader.Read(text.Signed(key, "any", key, "SHA256"), "any").Value!;
        if (KeyProblem(data.Key) is { } problem)
        {
            return problem;
        }

        KubePki.X509.Certificate child = made with { SignedPart = data.Data, Signature = Bits(data), SignatureAlgorithm = data.Algorithm };
        return CertificateSignature.Check(child, made with { PublicKey = data.Key, KeyAlgorithm = PublicKeyInfo.Algorithm(data.Key) }, "data")?.ToString();
    }

    private static string? KeyProblem(byte[] key)
    {
        try
        {
            _ = PublicKeyInfo.Algorithm(key);
            return null;
        }
        catch (Exception e) when (e is AsnContentException or InvalidOperationException or ArgumentException)
        {
            return e.Message;
        }
    }
}
