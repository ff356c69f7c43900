using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KubePki.Conformance;

/// <summary>Verifies all leaf certificates of a node with Go's verifier, each for the usage of its component.</summary>
internal static class Chains
{
    /// <summary>
    /// Go's complaints about the leaf certificates: a server certificate must verify for serverAuth under each of its own names, a client
    /// certificate for clientAuth, each with the CA file that its peer trusts. Empty if there are none.
    /// </summary>
    public static IReadOnlyList<string> Complaints(Node node)
    {
        Certificate[] leaves = [.. Certificates.Of(node)];
        IReadOnlyList<string> pems = [.. leaves.Select(leaf => node.CertificatePem(leaf.Path))];
        IReadOnlyList<string[]> names = [.. GoVerify.Describe(pems).Select(GoVerify.Names)];
        List<string> questions = [];
        foreach (((Certificate leaf, string pem), string[] own) in leaves.Zip(pems).Zip(names))
        {
            string roots = File.ReadAllText(node.File(leaf.Authority));
            if (leaf.Client)
            {
                questions.Add(GoVerify.Question($"{leaf.Name} as client", roots, pem, "clientAuth"));
            }

            if (leaf.Server)
            {
                Assert.NotEmpty(own);
                questions.AddRange(own.Select(name => GoVerify.Question(
                    $"{leaf.Name} as server {name}", roots, pem, "serverAuth", Concrete(name))));
            }
        }

        return GoVerify.Complaints(questions);
    }

    /// <summary>Leaf certificates that do not match their private key, according to .NET's own reader.</summary>
    public static IReadOnlyList<string> Mismatches(Node node) =>
        [.. Certificates.Of(node).Where(leaf => !BelongTogether(node.CertificatePem(leaf.Path), node.KeyPem(leaf.Path)))
            .Select(leaf => leaf.Name)];

    /// <summary>Serial numbers by name, to find out which certificates are new.</summary>
    public static IReadOnlyDictionary<string, string> Serials(Node node)
    {
        Certificate[] leaves = [.. Certificates.Of(node)];
        return leaves.Zip(GoVerify.Describe(leaves.Select(leaf => node.CertificatePem(leaf.Path))))
            .ToDictionary(pair => pair.First.Name, pair => pair.Second["serial"]!.GetValue<string>());
    }

    /// <summary>Names of the leaf certificates that differ between two snapshots of a node, in order.</summary>
    public static IReadOnlyList<string> Renewed(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        [.. before.Keys.Where(name => before[name] != after[name]).Order(StringComparer.Ordinal)];

    // No client connects to a wildcard name: verify with a name that it covers.
    private static string Concrete(string name) => name.StartsWith("*.", StringComparison.Ordinal) ? "some" + name[1..] : name;

    private static bool BelongTogether(string certificate, string key)
    {
        try
        {
            using X509Certificate2 pair = X509Certificate2.CreateFromPem(certificate, key);
            return pair.HasPrivateKey;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
