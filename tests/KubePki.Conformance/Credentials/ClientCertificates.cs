using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Conformance.Verifier;

namespace KubePki.Conformance.Credentials;

/// <summary>Client certificates of a node's CAs with subjects of every form.</summary>
internal sealed class ClientCertificates : IDisposable
{
    public const string CommonName = "2.5.4.3";
    public const string Organization = "2.5.4.10";
    public const string Uid = "1.3.6.1.4.1.57683.2";
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly string[] Types =
    [
        CommonName, CommonName, Organization, Organization, Uid, "2.5.4.11", "2.5.4.6", "1.2.840.113549.1.9.1",
    ];
    private static readonly string[] Values =
    [
        "ann", "dev", "", "system:anonymous", "system:unauthenticated", "system:authenticated", "system:masters", "a b", "7", "-",
    ];
    private static readonly UniversalTagNumber[] Tags =
    [
        UniversalTagNumber.UTF8String, UniversalTagNumber.UTF8String, UniversalTagNumber.PrintableString, UniversalTagNumber.IA5String,
        UniversalTagNumber.T61String, UniversalTagNumber.BMPString,
        UniversalTagNumber.NumericString, UniversalTagNumber.VisibleString, UniversalTagNumber.Integer,
    ];

    private static readonly string[][] Usages =
    [
        ["1.3.6.1.5.5.7.3.2"], ["1.3.6.1.5.5.7.3.2"], ["1.3.6.1.5.5.7.3.2"], ["1.3.6.1.5.5.7.3.1"],
        ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"], ["2.5.29.37.0"], [],
    ];
    private readonly Dictionary<string, X509Certificate2> authorities;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ClientCertificates(JudgedNode node)
        => authorities = new[] { "pki/ca", "pki/front-proxy-ca", "pki/etcd/ca" }.ToDictionary(
            name => name, name => X509Certificate2.CreateFromPemFile(node.File(name + ".crt"), node.File(name + ".key")));

    /// <summary>A certificate whose subject consists of parts: type, string type and text.</summary>
    public string Make(
        IReadOnlyList<(string Type, UniversalTagNumber Tag, string Text)> parts, string authority = "pki/ca", string[]? usages = null,
        double from = -0.5, double until = 1)
    {
        X509Certificate2 issuer = authorities[authority];
        string[] held = usages ?? Usages[0];
        CertificateText text = new(
            Subject(parts), RandomNumberGenerator.GetInt32(1, int.MaxValue), Time(from),
            Time(until))
        { Extensions = held.Length == 0 ? [] : [ExtensionValues.ExtendedKeyUsage(held)] };
        using ECDsa signer = issuer.GetECDsaPrivateKey()!;
        return PemEncoding.WriteString(
            "CERTIFICATE", text.Signed(SigningKey.Of(key), issuer.SubjectName.RawData, SigningKey.Of(signer), "SHA256"))
            + "\n";
    }

    public string Random(Random random)
    {
        List<(string, UniversalTagNumber, string)> parts = [];
        for (int count = random.Next(1, 5); count > 0; count--)
        {
            UniversalTagNumber tag = random.Next(3) == 0 ? Tags[random.Next(Tags.Length)] : UniversalTagNumber.UTF8String;
            parts.Add((Types[random.Next(Types.Length)], tag,
                tag is UniversalTagNumber.NumericString or UniversalTagNumber.Integer ? "7" : Values[random.Next(Values.Length)]));
        }

        string authority = random.Next(8) switch { 0 => "pki/front-proxy-ca", 1 => "pki/etcd/ca", _ => "pki/ca" };
        (double from, double until) = random.Next(10) switch { 0 => (-2.0, -1.0), 1 => (0.5, 2.0), _ => (-0.5, 0.5) };
        return Make(parts, authority, Usages[random.Next(Usages.Length)], from, until);
    }

    public void Dispose()
    {
        key.Dispose();
        foreach (X509Certificate2 authority in authorities.Values)
        {
            authority.Dispose();
        }
    }

    private static byte[] Time(double days)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteUtcTime(Now.AddDays(days));
        return writer.Encode();
    }

    private static byte[] Subject(IReadOnlyList<(string Type, UniversalTagNumber Tag, string Text)> parts)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach ((string type, UniversalTagNumber tag, string text) in parts)
            {
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(type);
                    if (tag == UniversalTagNumber.Integer)
                    {
                        writer.WriteInteger(7);
                    }
                    else
                    {
                        writer.WriteCharacterString(
                            tag, tag == UniversalTagNumber.PrintableString ? text.Replace(":", "", StringComparison.Ordinal) : text);
                    }
                }
            }
        }

        return writer.Encode();
    }
}
