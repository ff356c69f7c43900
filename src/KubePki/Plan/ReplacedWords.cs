using System.Net;
using System.Text.RegularExpressions;
using KubePki.Kubernetes.Kubeadm;

namespace KubePki.Plan;

/// <summary>
/// The addresses, networks and domains of a cluster that change, as found in flags and fields. Each is matched as a whole word, so that
/// 10.0.0.1 is not found in 10.0.0.11.
/// </summary>
internal sealed class ReplacedWords
{
    /// <summary>The tenth address of a service network is that of the cluster's DNS server (kubeadm, GetDNSIP).</summary>
    private const byte DnsServer = 10;

    private const byte ApiServer = 1;
    private const string Before = @"(?<![\w-]|\d\.)";
    private const string AfterAddress = @"(?![\w/-]|\.\d)";
    private const string AfterSixAddress = @"(?![\w/:-])";
    private const string AfterName = @"(?![\w-]|\.\w)";
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private readonly List<string> _patterns = [];

    internal ReplacedWords(ClusterFacts shown, ClusterFacts next)
    {
        Put(string.Join(',', shown.ServiceSubnets), string.Join(',', next.ServiceSubnets), "");
        foreach (var (old, put) in shown.ServiceSubnets.Zip(next.ServiceSubnets))
        {
            Put(old.ToString(), put.ToString(), "");
            foreach (var place in new[] { ApiServer, DnsServer })
            {
                Put(ConfigurationValues.AddressAt(old, place), ConfigurationValues.AddressAt(put, place));
            }
        }

        Put(shown.AdvertiseAddress, next.AdvertiseAddress);
        Put(shown.DnsDomain, next.DnsDomain, AfterName);
        if (shown.Endpoint is { Host: var host } && next.Endpoint is { Host: var to })
        {
            if (ConfigurationValues.Address(host) is { } address)
            {
                Put(address.ToString(), to, After(address));
            }
            else
            {
                Put(host, to, AfterName);
            }
        }
    }

    /// <summary>The text with all occurrences replaced; the same text if there are none.</summary>
    internal string In(string text) => _patterns.Count == 0 ? text
        : Regex.Replace(
            text, string.Join('|', _patterns), match => _words[match.Value], RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static string After(IPAddress address) => address.ToString().Contains(':') ? AfterSixAddress : AfterAddress;

    private void Put(IPAddress old, IPAddress put) => Put(old.ToString(), put.ToString(), After(old));

    private void Put(string old, string put, string after)
    {
        if (old != put && old.Length > 0 && _words.TryAdd(old, put))
        {
            _patterns.Add(Before + Regex.Escape(old) + after);
        }
    }
}
