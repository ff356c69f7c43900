using System.Net;

namespace KubePki.X509;

/// <summary>
/// Whether a CA may certify the names of a certificate (RFC 5280 section 4.2.1.10), decided as Go's verifier does: every name of
/// the leaf counts, not only the one asked for.
/// </summary>
internal static class NameConstraintCheck
{
    /// <summary>Go's bound on the work for one certificate.</summary>
    private const int MaximumComparisons = 250_000;

    /// <summary>The first name that <paramref name="authority"/> may not certify, or null.</summary>
    internal static string? Violation(Certificate authority, Certificate leaf)
    {
        if (authority.NameConstraints is not { } constraints)
        {
            return null;
        }

        var comparisons = 0;
        foreach (var certificate in new[] { leaf, authority })
        {
            var names = certificate.Names;
            var bad = FirstBad(names.Emails, Mailbox.Parse, (mailbox, constraint) => mailbox.LiesIn(constraint), constraints.Excluded.Emails, constraints.Permitted.Emails, ref comparisons)
                ?? FirstBad(names.Dns, name => DomainLabels.Of(name) is null ? null : name, DomainLabels.LiesIn, constraints.Excluded.Dns, constraints.Permitted.Dns, ref comparisons)
                ?? FirstBad(names.Uris, uri => uri, (uri, constraint) => Host(uri) is { } host && DomainLabels.LiesIn(host, constraint), constraints.Excluded.Uris, constraints.Permitted.Uris, ref comparisons)
                ?? FirstBad(names.Addresses, address => address, Contains, constraints.Excluded.Networks, constraints.Permitted.Networks, ref comparisons)
                ?? (constraints.Excluded.Uris.Count > 0 ? names.Uris.FirstOrDefault(uri => Host(uri) is null) : null);
            if (bad is not null)
            {
                return bad;
            }
        }

        return null;
    }

    private static string? FirstBad<TName, TParsed, TConstraint>(
        IReadOnlyList<TName> names,
        Func<TName, TParsed?> parse,
        Func<TParsed, TConstraint, bool> liesIn,
        IReadOnlyList<TConstraint> excluded,
        IReadOnlyList<TConstraint> permitted,
        ref int comparisons)
        where TParsed : class
    {
        foreach (var name in names)
        {
            comparisons += excluded.Count + permitted.Count;
            if (comparisons > MaximumComparisons
                || parse(name) is not { } parsed
                || excluded.Any(constraint => liesIn(parsed, constraint))
                || (permitted.Count > 0 && !permitted.Any(constraint => liesIn(parsed, constraint))))
            {
                return name!.ToString();
            }
        }

        return null;
    }

    private static bool Contains(IPAddress address, (byte[] Address, byte[] Mask) network)
    {
        var bytes = address.GetAddressBytes();
        return bytes.Length == network.Address.Length
            && Enumerable.Range(0, bytes.Length).All(i => (bytes[i] & network.Mask[i]) == (network.Address[i] & network.Mask[i]));
    }

    /// <summary>The host of a URI; null where it has none or an address, which a constraint cannot be compared with (RFC 5280).</summary>
    private static string? Host(string uri)
    {
        var start = uri.IndexOf("//", StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var authority = uri[(start + 2)..];
        authority = authority.IndexOfAny(['/', '?', '#']) is var end and >= 0 ? authority[..end] : authority;
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        if (authority.EndsWith(']'))
        {
            return null;
        }

        var host = authority.LastIndexOf(':') is var colon and >= 0 ? authority[..colon] : authority;
        return host.Length == 0 || host.Contains(':') || host.StartsWith('[') || HostNames.Address(host) is not null ? null : host;
    }
}
