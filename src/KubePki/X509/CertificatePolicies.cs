using System.Formats.Asn1;

namespace KubePki.X509;

/// <summary>The policy extensions of a certificate (RFC 5280 sections 4.2.1.4, 4.2.1.5, 4.2.1.11, 4.2.1.14).</summary>
/// <param name="Identifiers">The policies under which it is issued, as their encoded bytes in hex.</param>
/// <param name="Mappings">Policies of the issuer, each with the policy that the subject's CA considers equal.</param>
/// <param name="RequireExplicit">The number of further certificates after which a policy is required; null for never.</param>
/// <param name="InhibitMapping">The number of further certificates after which policies are no longer mapped; null for never.</param>
/// <param name="InhibitAny">The number of further certificates after which anyPolicy has no meaning; null for never.</param>
internal sealed record CertificatePolicies(
    IReadOnlyList<string> Identifiers,
    IReadOnlyList<(string Issuer, string Subject)> Mappings, long? RequireExplicit, long? InhibitMapping, long? InhibitAny)
{
    /// <summary>No policies.</summary>
    internal static readonly CertificatePolicies None = new([], [], null, null, null);

    /// <summary>Adds the content of an extension if it is a policy extension.</summary>
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
            // Go versions that do not process policies do not parse these extensions.
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

    /// <summary>
    /// Go versions that refuse large identifiers refuse the certificate. All versions refuse identifiers that are cut off; those with
    /// <see cref="GoRules.PaddedIdentifier"/> also refuse padded ones.
    /// </summary>
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

    /// <summary>A negative count has no meaning.</summary>
    private static long? Counted(long value) => value >= 0 ? value : null;
}
