using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace KubePki.Faults.Kit;

/// <summary>
/// Checks a node's certificates without kubepki: .NET's own reader checks that each parses and matches its key, and .NET's own chain
/// checks that it verifies under one of the node's CAs.
/// </summary>
internal static partial class Pairs
{
    private static readonly string[] Authorities =
    [
        "etc/kubernetes/pki/ca.crt", "etc/kubernetes/pki/front-proxy-ca.crt", "etc/kubernetes/pki/etcd/ca.crt",
    ];

    /// <summary>The number of pairs. Compare it to make sure that no pair was missed.</summary>
    public static int Count(string root) => Of(root).Count();

    /// <summary>The problems, one per line; empty if every certificate parses, matches its key and verifies.</summary>
    public static IReadOnlyList<string> Complaints(string root)
    {
        var authorities = new X509Certificate2Collection();
        foreach (var path in Authorities)
        {
            authorities.ImportFromPem(File.ReadAllText($"{root}/{path}"));
        }

        return [.. Of(root).Select(pair => Complaint(pair, authorities)).OfType<string>()];
    }

    private static string? Complaint((string Path, string Certificate, string Key) pair, X509Certificate2Collection authorities)
    {
        try
        {
            using var leaf = X509Certificate2.CreateFromPem(pair.Certificate, pair.Key);
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            if (pair.Path.EndsWith("kubelet.crt", StringComparison.Ordinal))
            {
                // The kubelet issues this certificate with its own CA, which follows it in the file.
                chain.ChainPolicy.CustomTrustStore.ImportFromPem(pair.Certificate);
            }

            return chain.Build(leaf) ? null : $"{pair.Path}: {string.Join(", ", chain.ChainStatus.Select(s => s.Status))}";
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return $"{pair.Path}: {e.Message}";
        }
    }

    private static IEnumerable<(string Path, string Certificate, string Key)> Of(string root)
    {
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(p => !p.Contains("/var/lib/kubepki/", StringComparison.Ordinal)
                && !Path.GetFileName(p).StartsWith(".kubepki-", StringComparison.Ordinal)))
        {
            var name = path[root.Length..];
            if (path.EndsWith(".crt", StringComparison.Ordinal) && File.Exists(Path.ChangeExtension(path, ".key")))
            {
                yield return (name, File.ReadAllText(path), File.ReadAllText(Path.ChangeExtension(path, ".key")));
            }
            else if (path.EndsWith("-current.pem", StringComparison.Ordinal))
            {
                // The link is the node's own and may be absolute. Its target is in the same directory.
                var dated = File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(new FileInfo(path).LinkTarget!)));
                yield return (name, dated, dated);
            }
            else if ((path.EndsWith(".conf", StringComparison.Ordinal) || path.EndsWith("/config", StringComparison.Ordinal))
                && File.ReadAllText(path) is var text
                && Embedded(text, "certificate") is { } certificate)
            {
                yield return (name, certificate, Embedded(text, "key") ?? "");
            }
        }
    }

    private static string? Embedded(string kubeconfig, string what)
        => Data().Matches(kubeconfig).FirstOrDefault(m => m.Groups[1].Value == what) is { } found
            ? Encoding.ASCII.GetString(Convert.FromBase64String(found.Groups[2].Value))
            : null;

    [GeneratedRegex("client-(certificate|key)-data: *\"?([A-Za-z0-9+/=]+)")]
    private static partial Regex Data();
}
