using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KubePki.Conformance;

/// <summary>All of a node's leaves put before Go's verifier, each for what its component uses it for.</summary>
internal static class Chains
{
    /// <summary>
    /// What Go has against the leaves: a server certificate must be good for serverAuth under each of its own names, a client
    /// certificate for clientAuth, each under the CA file its peer trusts. Empty when all is well.
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
                questions.AddRange(own.Select(name => GoVerify.Question($"{leaf.Name} as server {name}", roots, pem, "serverAuth", Concrete(name))));
            }
        }

        return GoVerify.Complaints(questions);
    }

    /// <summary>Leaves whose private key does not belong to their certificate; .NET's own reader is the judge.</summary>
    public static IReadOnlyList<string> Mismatches(Node node) =>
        [.. Certificates.Of(node).Where(leaf => !BelongTogether(node.CertificatePem(leaf.Path), node.KeyPem(leaf.Path))).Select(leaf => leaf.Name)];

    /// <summary>Serial numbers by name, to see which certificates are new.</summary>
    public static IReadOnlyDictionary<string, string> Serials(Node node)
    {
        Certificate[] leaves = [.. Certificates.Of(node)];
        return leaves.Zip(GoVerify.Describe(leaves.Select(leaf => node.CertificatePem(leaf.Path))))
            .ToDictionary(pair => pair.First.Name, pair => pair.Second["serial"]!.GetValue<string>());
    }

    /// <summary>Names of the leaves that differ between two looks at a node, in order.</summary>
    public static IReadOnlyList<string> Renewed(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        [.. before.Keys.Where(name => before[name] != after[name]).Order(StringComparer.Ordinal)];

    // A wildcard is not a name anybody connects to: ask for one it covers.
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
