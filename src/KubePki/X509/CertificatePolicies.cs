using System.Formats.Asn1;

namespace KubePki.X509;

/// <summary>What a certificate says about policies (RFC 5280 sections 4.2.1.4, 4.2.1.5, 4.2.1.11, 4.2.1.14).</summary>
/// <param name="Identifiers">The policies it is issued under, as their encoded bytes in hex.</param>
/// <param name="Mappings">Policies of the issuer with those that the subject's CA takes for the same.</param>
/// <param name="RequireExplicit">After how many further certificates a policy is required; null for never.</param>
/// <param name="InhibitMapping">After how many policies are no longer mapped.</param>
/// <param name="InhibitAny">After how many anyPolicy means nothing.</param>
internal sealed record CertificatePolicies(
    IReadOnlyList<string> Identifiers, IReadOnlyList<(string Issuer, string Subject)> Mappings, long? RequireExplicit, long? InhibitMapping, long? InhibitAny)
{
    /// <summary>Nothing.</summary>
    internal static readonly CertificatePolicies None = new([], [], null, null, null);

    /// <summary>With what an extension says, if it is about policies.</summary>
    internal CertificatePolicies With(CertificateExtension extension, List<GoRule> broken)
    {
        var value = new DerReader(extension.Value);
        if (extension.Oid == Oids.CertificatePolicies)
        {
            return this with { Identifiers = ReadIdentifiers(value.Inside(), broken) };
        }

        try
        {
            return extension.Oid switch
            {
                Oids.PolicyMappings => this with { Mappings = ReadMappings(value.Inside()) },
                Oids.PolicyConstraints => WithConstraints(value.Inside()),
                Oids.InhibitAnyPolicy => this with { InhibitAny = Counted(value.Int64()) },
                _ => this,
            };
        }
        catch (AsnContentException)
        {
            // Versions that do not process policies do not look into these extensions.
            GoRules.DamagedPolicies.Add(broken);
            return this;
        }
    }

    private static List<string> ReadIdentifiers(DerReader policies, List<GoRule> broken)
    {
        var identifiers = new List<string>();
        while (policies.HasData)
        {
            var identifier = policies.Inside().Content(DerReader.OidTag);
            RequireIdentifier(identifier, broken);
            var text = Convert.ToHexString(identifier);
            if (identifiers.Contains(text))
            {
                GoRules.RepeatedPolicy.Add(broken);
            }

            identifiers.Add(text);
        }

        return identifiers;
    }

    /// <summary>Versions that refuse large identifiers refuse the certificate; all others refuse those that are cut off or padded.</summary>
    private static void RequireIdentifier(ReadOnlySpan<byte> identifier, List<GoRule> broken)
    {
        try
        {
            DerReader.OidText(identifier, broken);
        }
        catch (AsnContentException) when (!identifier.IsEmpty && identifier[^1] < 0x80)
        {
            GoRules.LargePolicy.Add(broken);
        }
    }

    private static List<(string Issuer, string Subject)> ReadMappings(DerReader mappings)
    {
        var read = new List<(string, string)>();
        while (mappings.HasData)
        {
            var mapping = mappings.Inside();
            read.Add((Convert.ToHexString(mapping.Content(DerReader.OidTag)), Convert.ToHexString(mapping.Content(DerReader.OidTag))));
        }

        return read;
    }

    private CertificatePolicies WithConstraints(DerReader constraints)
    {
        var (explicitTag, mappingTag) = (DerReader.Context(0, constructed: false), DerReader.Context(1, constructed: false));
        var requireExplicit = constraints.IsNext(explicitTag) ? Counted(constraints.Int64(explicitTag)) : null;
        var inhibitMapping = constraints.IsNext(mappingTag) ? Counted(constraints.Int64(mappingTag)) : null;
        return this with { RequireExplicit = requireExplicit, InhibitMapping = inhibitMapping };
    }

    /// <summary>A negative count means nothing.</summary>
    private static long? Counted(long value) => value >= 0 ? value : null;
}
