namespace KubePki.X509;

/// <summary>
/// Checks the policies of a chain (RFC 5280 section 6.1 with RFC 9618) if any policy is acceptable: a chain fails if a certificate in it
/// requires a policy that the others do not have, or maps anyPolicy. Only the last level of the policy graph is kept, because no other
/// level decides.
/// </summary>
internal static class PolicyCheck
{
    /// <summary>The object identifier 2.5.29.32.0, encoded.</summary>
    private const string AnyPolicy = "551D2000";

    /// <summary>True if the policies of a chain hold. The leaf comes first. The root comes last; its policies have no meaning.</summary>
    internal static bool Holds(IReadOnlyList<Certificate> chain)
    {
        long length = chain.Count - 1;
        if (length == 0)
        {
            return true;
        }

        var (anyUntil, explicitAfter, mappingUntil) = (length + 1, length + 1, length + 1);
        Dictionary<string, IReadOnlyList<string>>? level = new(StringComparer.Ordinal) { [AnyPolicy] = [AnyPolicy] };
        for (var i = chain.Count - 2; i >= 0; i--)
        {
            var (certificate, isLeaf) = (chain[i], i == 0);
            level = level is null || certificate.Policies.Identifiers.Count == 0
                ? null
                : Next(level, certificate, anyUntil > 0 || (!isLeaf && certificate.IsSelfIssued));
            if ((explicitAfter == 0 && level is null)
                || (!isLeaf && level is not null && !Map(level, certificate.Policies, mappingUntil > 0)))
            {
                return false;
            }

            if (!isLeaf)
            {
                var step = certificate.IsSelfIssued ? 0 : 1;
                explicitAfter = Math.Min(Math.Max(explicitAfter - step, 0), certificate.Policies.RequireExplicit ?? long.MaxValue);
                mappingUntil = Math.Min(Math.Max(mappingUntil - step, 0), certificate.Policies.InhibitMapping ?? long.MaxValue);
                anyUntil = Math.Min(Math.Max(anyUntil - step, 0), certificate.Policies.InhibitAny ?? long.MaxValue);
            }
        }

        var isRequired = explicitAfter <= 1 || chain[0].Policies.RequireExplicit == 0;
        return !isRequired || level is { Count: > 0 };
    }

    /// <summary>
    /// The policies that are valid down to a certificate, each with the policies that the next certificate may list for it.
    /// </summary>
    private static Dictionary<string, IReadOnlyList<string>> Next(
        Dictionary<string, IReadOnlyList<string>> above, Certificate certificate, bool takesAny)
    {
        var expected = above.Values.SelectMany(policies => policies).ToHashSet(StringComparer.Ordinal);
        var next = certificate.Policies.Identifiers
            .Where(policy => policy != AnyPolicy && (expected.Contains(policy) || above.ContainsKey(AnyPolicy))).Distinct()
            .ToDictionary(policy => policy, policy => (IReadOnlyList<string>)[policy], StringComparer.Ordinal);
        foreach (var policy in takesAny && certificate.Policies.Identifiers.Contains(AnyPolicy) ? expected : [])
        {
            next.TryAdd(policy, [policy]);
        }

        return next;
    }

    /// <summary>
    /// Applies a CA's mappings, or removes the policies that it maps if mapping is inhibited. False if it maps anyPolicy.
    /// </summary>
    private static bool Map(Dictionary<string, IReadOnlyList<string>> level, CertificatePolicies policies, bool isAllowed)
    {
        if (!isAllowed)
        {
            policies.Mappings.ToList().ForEach(mapping => level.Remove(mapping.Issuer));
            return true;
        }

        foreach (var mapping in policies.Mappings.GroupBy(m => m.Issuer, m => m.Subject, StringComparer.Ordinal))
        {
            if (level.ContainsKey(mapping.Key) || level.ContainsKey(AnyPolicy))
            {
                level[mapping.Key] = [.. mapping];
            }
        }

        return policies.Mappings.All(m => m.Issuer != AnyPolicy && m.Subject != AnyPolicy);
    }
}
