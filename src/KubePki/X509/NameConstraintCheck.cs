using System.Net;

namespace KubePki.X509;

/// <summary>
/// Checks whether a CA may certify the names of the certificates below it (RFC 5280 section 4.2.1.10), as Go's verifier does: every name
/// counts, not only the requested one.
/// </summary>
internal static class NameConstraintCheck
{
    /// <summary>Go's limit on the work for one CA, in versions before the sorted search.</summary>
    private const int MaximumComparisons = 250_000;

    /// <summary>The first name that <paramref name="authority"/> may not certify, or null.</summary>
    /// <param name="authority">The CA.</param>
    /// <param name="below">The chain up to it, the leaf first.</param>
    /// <param name="go">The Go version that decides.</param>
    internal static string? Violation(Certificate authority, IReadOnlyList<Certificate> below, GoReading go)
    {
        if (authority.NameConstraints is not { } constraints)
        {
            return null;
        }

        IReadOnlyList<Certificate> named = below.Count == 1 && !authority.Names.All.Any()
            ? below
            : go.Has(GoRules.ConstraintsOfTheChain) ? below : [below[0], authority];
        if (named.Sum(c => Comparisons(c.Names, constraints)) > MaximumComparisons && !go.Has(GoRules.SortedConstraints))
        {
            return named.SelectMany(c => c.Names.All).First();
        }

        var (permitted, excluded) = (new Searched(constraints.Permitted, go, isExcluded: false),
            new Searched(constraints.Excluded, go, isExcluded: true));
        return named.Select(certificate => permitted.FirstBad(certificate.Names, excluded)).FirstOrDefault(bad => bad is not null);
    }

    private static long Comparisons(SubjectAlternativeNames names, NameConstraints constraints)
    {
        var (permitted, excluded) = (constraints.Permitted, constraints.Excluded);
        return ((long)names.Emails.Count * (permitted.Emails.Count + excluded.Emails.Count))
            + ((long)names.Dns.Count * (permitted.Dns.Count + excluded.Dns.Count))
            + ((long)names.Uris.Count * (permitted.Uris.Count + excluded.Uris.Count))
            + ((long)names.Addresses.Count * (permitted.Networks.Count + excluded.Networks.Count));
    }

    /// <summary>The host of a URI; null if it has no host or an address, which cannot be compared with a constraint (RFC 5280).</summary>
    private static string? Host(string uri)
    {
        var authority = GoUrl.Host(uri);
        if (authority.EndsWith(']'))
        {
            return null;
        }

        var host = authority.LastIndexOf(':') is var colon and >= 0 ? authority[..colon] : authority;
        return host.Length == 0 || host.Contains(':') || host.StartsWith('[') || HostNames.Address(host) is not null ? null : host;
    }

    /// <summary>The permitted or the excluded names of a constraint, indexed for lookup.</summary>
    private sealed class Searched(NameSubtrees names, GoReading go, bool isExcluded)
    {
        private readonly DomainSet _dns = new(names.Dns, go, isExcluded);
        private readonly DomainSet _uris = new(names.Uris, go, isExcluded);
        private readonly DomainSet _domains = new([.. names.Emails.Where(e => !e.Contains('@'))], go, isExcluded);
        private readonly HashSet<Mailbox> _mailboxes =
        [
            .. names.Emails.Where(e => e.Contains('@')).Select(e => Mailbox.Parse(e)?.Folded).OfType<Mailbox>(),
        ];
        private readonly NetworkSet _networks = new(names.Networks, go);

        /// <summary>
        /// The first name of a certificate that these constraints do not permit, or that <paramref name="excluded"/> excludes.
        /// </summary>
        internal string? FirstBad(SubjectAlternativeNames of, Searched excluded)
            => of.Emails.FirstOrDefault(email => Mailbox.Parse(email)?.Folded is not { } mailbox || go.Labels(mailbox.Domain) is null
                    || IsBad(excluded, s => s.Names.Emails.Count, s => s.HoldsMail(mailbox)))
                ?? of.Dns.FirstOrDefault(name => go.Labels(name) is null
                    || IsBad(excluded, s => s.Names.Dns.Count, s => s._dns.Holds(name)))
                ?? of.Uris.FirstOrDefault(uri => Host(uri) is { } host
                    ? IsBad(excluded, s => s.Names.Uris.Count, s => s._uris.Holds(host))
                    : MustHaveHost(excluded))
                ?? of.Addresses.FirstOrDefault(address => IsBad(
                    excluded, s => s.Names.Networks.Count, s => s._networks.Holds(address)))?.ToString();

        private NameSubtrees Names => names;

        private bool IsBad(Searched excluded, Func<Searched, int> count, Func<Searched, bool> holds)
            => (count(excluded) > 0 && holds(excluded)) || (count(this) > 0 && !holds(this));

        private bool MustHaveHost(Searched excluded)
            => Names.Uris.Count + excluded.Names.Uris.Count > 0 || go.Has(GoRules.SortedConstraints);

        private bool HoldsMail(Mailbox mailbox) => _mailboxes.Contains(mailbox) || _domains.Holds(mailbox.Domain);
    }
}
