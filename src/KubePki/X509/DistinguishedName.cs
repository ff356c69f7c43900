using System.Formats.Asn1;

namespace KubePki.X509;

/// <summary>A subject or issuer: the encoded bytes, which decide identity, and the parts that users read.</summary>
public sealed record DistinguishedName(byte[] Der, string Text, string? CommonName, IReadOnlyList<string> Organizations)
{
    private const string CommonNameOid = "2.5.4.3";
    private const string OrganizationOid = "2.5.4.10";

    private static readonly IReadOnlyDictionary<string, string> ShortNames = new Dictionary<string, string>
    {
        [CommonNameOid] = "CN",
        ["2.5.4.5"] = "SERIALNUMBER",
        ["2.5.4.6"] = "C",
        ["2.5.4.7"] = "L",
        ["2.5.4.8"] = "ST",
        ["2.5.4.9"] = "STREET",
        [OrganizationOid] = "O",
        ["2.5.4.11"] = "OU",
        ["2.5.4.17"] = "POSTALCODE",
    };

    /// <summary>True if both encode the same name, byte for byte (the rule of Go's verifier).</summary>
    public bool IsSameAs(DistinguishedName other) => Der.AsSpan().SequenceEqual(other.Der);

    /// <inheritdoc/>
    public bool Equals(DistinguishedName? other) => other is not null && IsSameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Reads an encoded Name. Throws <see cref="AsnContentException"/> when Go would refuse it.</summary>
    internal static DistinguishedName Read(ReadOnlySpan<byte> der, List<GoRule>? broken = null)
    {
        var parts = new List<(string Oid, string Value)>();
        for (var sequence = new DerReader(der).Inside(); sequence.HasData;)
        {
            for (var set = sequence.Inside(DerReader.SetTag); set.HasData;)
            {
                var attribute = set.Inside();
                var oid = attribute.Oid(broken);
                var content = attribute.Any(out var tag);
                parts.Add((oid, AttributeText.Read(tag, content, broken)));
            }
        }

        // RFC 4514 prints the last part first, as Go and openssl -nameopt RFC2253 do.
        var text = string.Join(
            ',', parts.AsEnumerable().Reverse().Select(p => $"{ShortNames.GetValueOrDefault(p.Oid, p.Oid)}={Escape(p.Value)}"));
        return new DistinguishedName(
            der.ToArray(),
            text,
            parts.LastOrDefault(p => p.Oid == CommonNameOid).Value,
            [.. parts.Where(p => p.Oid == OrganizationOid).Select(p => p.Value)]);
    }

    /// <summary>Escapes characters that would be read as structure, and control characters, which could control a terminal.</summary>
    private static string Escape(string value)
    {
        var escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)
            .Replace("+", "\\+", StringComparison.Ordinal);
        return escaped.Any(char.IsControl)
            ? string.Concat(escaped.Select(c => char.IsControl(c) ? $"\\{(int)c:X2}" : c.ToString()))
            : escaped;
    }
}
