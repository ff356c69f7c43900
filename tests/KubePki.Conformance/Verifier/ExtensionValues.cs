using System.Formats.Asn1;
using System.Net;

namespace KubePki.Conformance.Verifier;

/// <summary>Values of the extensions that affect the verification of a chain.</summary>
internal static class ExtensionValues
{
    public static (string, bool, byte[]) BasicConstraints(bool authority, int? pathLength) => ("2.5.29.19", true, Written(writer =>
    {
        using (writer.PushSequence())
        {
            if (authority)
            {
                writer.WriteBoolean(true);
            }

            if (pathLength is { } length)
            {
                writer.WriteInteger(length);
            }
        }
    }));

    /// <summary>The first bit is digitalSignature, the sixth keyCertSign.</summary>
    public static (string, bool, byte[]) KeyUsage(byte bits, int unused)
        => ("2.5.29.15", true, Written(writer => writer.WriteBitString([bits], unused)));

    public static (string, bool, byte[]) ExtendedKeyUsage(params string[] usages) => ("2.5.29.37", false, Written(writer =>
    {
        using (writer.PushSequence())
        {
            foreach (string usage in usages)
            {
                writer.WriteObjectIdentifier(usage);
            }
        }
    }));

    /// <summary>Subject alternative names: <c>IP:…</c>, <c>URI:…</c>, <c>EMAIL:…</c>; everything else is a DNS name.</summary>
    public static (string, bool, byte[]) Names(bool critical, params IReadOnlyList<string> names)
        => ("2.5.29.17", critical, Written(writer =>
    {
        using (writer.PushSequence())
        {
            foreach (string name in names)
            {
                WriteName(writer, name, isConstraint: false);
            }
        }
    }));

    /// <summary>Name constraints, in the same syntax; addresses with a mask: <c>IP:10.0.0.0/255.0.0.0</c>.</summary>
    public static (string, bool, byte[]) NameConstraints(bool critical, IReadOnlyList<string> permitted, IReadOnlyList<string> excluded)
        => ("2.5.29.30", critical, Written(writer =>
    {
        using (writer.PushSequence())
        {
            foreach ((int tag, IReadOnlyList<string> names) in new[] { (0, permitted), (1, excluded) })
            {
                if (names.Count == 0)
                {
                    continue;
                }

                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, tag)))
                {
                    foreach (string name in names)
                    {
                        using (writer.PushSequence())
                        {
                            WriteName(writer, name, isConstraint: true);
                        }
                    }
                }
            }
        }
    }));

    public static (string, bool, byte[]) KeyIdentifier(byte[] identifier)
        => ("2.5.29.14", false, Written(writer => writer.WriteOctetString(identifier)));

    public static (string, bool, byte[]) AuthorityKeyIdentifier(byte[] identifier) => ("2.5.29.35", false, Written(writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteOctetString(identifier, new Asn1Tag(TagClass.ContextSpecific, 0));
        }
    }));

    public static (string, bool, byte[]) Policies(params IReadOnlyList<string> policies) => ("2.5.29.32", false, Written(writer =>
    {
        using (writer.PushSequence())
        {
            foreach (string policy in policies)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(policy);
                }
            }
        }
    }));

    public static (string, bool, byte[]) PolicyConstraints(bool critical, int? requireExplicit, int? inhibitMapping)
        => ("2.5.29.36", critical, Written(writer =>
    {
        using (writer.PushSequence())
        {
            if (requireExplicit is { } one)
            {
                writer.WriteInteger(one, Tag(0));
            }

            if (inhibitMapping is { } two)
            {
                writer.WriteInteger(two, Tag(1));
            }
        }
    }));

    public static (string, bool, byte[]) PolicyMappings(params IReadOnlyList<(string From, string To)> mappings)
        => ("2.5.29.33", false, Written(writer =>
    {
        using (writer.PushSequence())
        {
            foreach ((string from, string to) in mappings)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(from);
                    writer.WriteObjectIdentifier(to);
                }
            }
        }
    }));

    public static (string, bool, byte[]) InhibitAnyPolicy(int after) => ("2.5.29.54", false, Written(writer => writer.WriteInteger(after)));

    private static void WriteName(AsnWriter writer, string name, bool isConstraint)
    {
        string[] parts = name.Split(':', 2);
        switch (parts[0])
        {
            case "IP":
                string[] address = parts[1].Split('/');
                byte[] bytes =
                [
                    .. IPAddress.Parse(address[0]).GetAddressBytes(), .. isConstraint ? IPAddress.Parse(address[1]).GetAddressBytes() : [],
                ];
                writer.WriteOctetString(bytes, Tag(7));
                break;
            case "URI":
                writer.WriteCharacterString(UniversalTagNumber.IA5String, parts[1], Tag(6));
                break;
            case "EMAIL":
                writer.WriteCharacterString(UniversalTagNumber.IA5String, parts[1], Tag(1));
                break;
            default:
                writer.WriteCharacterString(UniversalTagNumber.IA5String, name, Tag(2));
                break;
        }
    }

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number);

    private static byte[] Written(Action<AsnWriter> write)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }
}
