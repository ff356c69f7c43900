using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace KubePki.X509;

/// <summary>Who a new leaf certificate speaks for, and what it may be used for.</summary>
public sealed record LeafIdentity(
    string CommonName,
    IReadOnlyList<string> Organizations,
    IReadOnlyList<string> ExtendedKeyUsages,
    IReadOnlyList<string> DnsNames,
    IReadOnlyList<IPAddress> Addresses)
{
    /// <summary>Every name and address, as people write them.</summary>
    public IEnumerable<string> Names => [.. DnsNames, .. Addresses.Select(a => a.ToString())];

    internal X509Extension NamesExtension()
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in DnsNames)
        {
            names.AddDnsName(name);
        }

        foreach (var address in Addresses)
        {
            names.AddIpAddress(address);
        }

        return names.Build();
    }
}
