using System.Security.Cryptography;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Apply;

/// <summary>A new file of the PKI.</summary>
internal sealed record NewFile(string Path, byte[] Content, UnixFileMode Mode)
{
    /// <summary>Whether the file contains a key that did not exist before.</summary>
    internal bool HoldsNewKey { get; init; }

    internal const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    internal const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
}

/// <summary>The results of one action: its key, its certificate (none for a bare key pair), and its files in write order.</summary>
internal sealed record Made(CreationAction Action, PrivateKey Key, Certificate? Certificate, IReadOnlyList<NewFile> Files);

/// <summary>
/// Creates the contents of a creation plan in memory: keys on all cores, CAs before the certificates that they sign, files as kubeadm
/// writes them.
/// </summary>
internal sealed class NewMaterial : IDisposable
{
    private const string PublicKeyLabel = "PUBLIC KEY";
    private readonly List<Made> _made = [];

    private NewMaterial()
    {
    }

    /// <summary>All results, in the plan's order.</summary>
    internal IReadOnlyList<Made> All => _made;

    /// <summary>
    /// Creates the contents. <paramref name="present"/>: the existing CAs. <paramref name="trust"/>: the certificates in their files.
    /// <paramref name="keptKey"/> reads an existing key that is kept. <paramref name="keyMade"/> is called after each key, on any thread.
    /// </summary>
    internal static Outcome<NewMaterial> Make(
        CreationPlan plan,
        IReadOnlyDictionary<string, CertificateAuthority> present, IReadOnlyDictionary<string, byte[]> trust,
        Func<CreationAction, Outcome<PrivateKey>> keptKey, Action keyMade)
    {
        var keys = new Outcome<PrivateKey>[plan.Actions.Count];
        Parallel.For(0, keys.Length, i =>
        {
            keys[i] = plan.Actions[i].KeepsKey ? keptKey(plan.Actions[i]) : PrivateKey.Create(plan.Actions[i].KeyAlgorithm);
            keyMade();
        });
        var material = new NewMaterial();
        if (keys.FirstOrDefault(k => !k.Succeeded)?.Problem is { } problem)
        {
            foreach (var key in keys)
            {
                key.Value?.Dispose();
            }

            return problem;
        }

        var (authorities, bundles) = (present.ToDictionary(StringComparer.Ordinal), trust.ToDictionary(StringComparer.Ordinal));
        foreach (var (action, key) in plan.Actions.Zip(keys, (a, k) => (a, k.Value!)))
        {
            material._made.Add(Make(action, key, plan.Facts, authorities, bundles));
        }

        return material;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var made in _made)
        {
            made.Key.Dispose();
            made.Files.ToList().ForEach(f => CryptographicOperations.ZeroMemory(f.Content));
        }
    }

    private static Made Make(
        CreationAction action, PrivateKey key, ClusterFacts facts, Dictionary<string, CertificateAuthority> authorities,
        Dictionary<string, byte[]> bundles)
    {
        var (item, shape) = (action.Item, CertificateShape.Of(facts.MinorVersion));
        IEnumerable<NewFile> keyFile = action.KeepsKey || item.KeyPath is null
            ? []
            : [new NewFile(item.KeyPath, key.ToPem(), NewFile.Private) { HoldsNewKey = true }];
        switch (item.Entry.Kind)
        {
            case EntryKind.ServiceAccountKey:
                // kubeadm writes the public half with the mode of private keys.
                return new Made(
                    action, key, null, [.. keyFile, new NewFile(item.Path, Pem.Write(PublicKeyLabel, key.PublicKey), NewFile.Private)]);
            case EntryKind.CertificateAuthority:
                var authority = CertificateAuthority.Create(
                    item.Entry.CommonName, key, action.NotBefore!.Value, action.NotAfter!.Value, shape);
                authorities[item.Name] = authority;
                bundles[item.Name] = authority.Certificate.ToPem();
                return new Made(
                    action, key, authority.Certificate,
                    [.. keyFile, new NewFile(item.Path, authority.Certificate.ToPem(), NewFile.Public)]);
            default:
                var certificate = authorities[item.Entry.Issuer!]
                    .Issue(action.Identity!, key, action.NotBefore!.Value, action.NotAfter!.Value, shape);
                var trust = bundles[item.Entry.Issuer!];
                return new Made(action, key, certificate, action.Rotated is { } pem
                    ? [Holding(action, pem.File, WithKey(certificate, key)),
                        new NewFile(item.Path, Pointing(action, pem, facts, trust), NewFile.Private)]
                    : item.Entry.Kind == EntryKind.Kubeconfig
                        ? [Holding(action, item.Path, Kubeconfig(action, certificate, key, facts, trust))]
                    : [.. keyFile, new NewFile(item.Path, certificate.ToPem(), NewFile.Public)]);
        }
    }

    private static NewFile Holding(CreationAction action, string path, byte[] content)
        => new(path, content, NewFile.Private) { HoldsNewKey = !action.KeepsKey };

    private static byte[] Pointing(CreationAction action, KubeletPem pem, ClusterFacts facts, byte[] trust)
        => KubeconfigComposer.WithFiles(
            facts.ClusterName, action.Server!, trust, action.Identity!.CommonName, $"{action.Identity.CommonName}@{facts.ClusterName}",
            pem.Link, pem.Link);

    /// <summary>Joins a certificate and its key as for one file, in memory that is wiped after use.</summary>
    private static byte[] WithKey(Certificate certificate, PrivateKey key)
    {
        var (first, second) = (certificate.ToPem(), key.ToPem());
        var pem = PinnedMemory.Bytes(first.Length + second.Length);
        first.CopyTo(pem, 0);
        second.CopyTo(pem, first.Length);
        CryptographicOperations.ZeroMemory(second);
        return pem;
    }

    private static byte[] Kubeconfig(CreationAction action, Certificate certificate, PrivateKey key, ClusterFacts facts, byte[] trust)
    {
        var pem = key.ToPem();
        var content = KubeconfigComposer.Embedded(
            facts.ClusterName, action.Server!, trust, action.Identity!.CommonName, certificate.ToPem(), pem);
        CryptographicOperations.ZeroMemory(pem);
        return content;
    }
}
