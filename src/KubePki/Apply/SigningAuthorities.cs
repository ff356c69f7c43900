using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Apply;

/// <summary>Reads the keys of CAs for the time of signing.</summary>
internal static class SigningAuthorities
{
    /// <summary>
    /// The CAs with their keys, by name. The caller disposes the keys. If there is a problem, all keys are already disposed.
    /// </summary>
    internal static Outcome<IReadOnlyDictionary<string, CertificateAuthority>> Load(
        NodeRoot root, IEnumerable<PkiEntry> items, GivenKeys? given = null)
    {
        var authorities = new Dictionary<string, CertificateAuthority>(StringComparer.Ordinal);
        foreach (var item in items.DistinctBy(a => a.Name))
        {
            var key = given?.Find(item.Name) is { } kept ? kept : ReadKey(root, item.KeyPath!);
            if (UseProblem(key, item) is { } problem)
            {
                key.Value?.Dispose();
                foreach (var authority in authorities.Values)
                {
                    authority.Key.Dispose();
                }

                return problem;
            }

            authorities[item.Name] = new CertificateAuthority(item.SigningCertificate!, key.Value!);
        }

        return authorities;
    }

    private static Problem? UseProblem(Outcome<PrivateKey> key, PkiEntry item)
        => key.Problem
            ?? (!key.Value!.Matches(item.SigningCertificate!) ? ApplyMessages.ChangedMeanwhile.At(item.KeyPath!)
                : key.Value.IsUsable() ? null : X509Messages.BrokenKey.At(item.KeyPath!));

    /// <summary>Reads the key from a file and wipes the file's bytes.</summary>
    internal static Outcome<PrivateKey> ReadKey(NodeRoot root, string path) => root.Read(path).Then(file =>
    {
        var key = PrivateKey.Read(file.Content, path);
        CryptographicOperations.ZeroMemory(file.Content);
        return key;
    });
}
