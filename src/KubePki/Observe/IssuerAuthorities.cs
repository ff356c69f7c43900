using System.Security.Cryptography;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Observe;

/// <summary>
/// The CAs with which the API server verifies the servers of token issuers: those of <c>--oidc-ca-file</c>, and those in the file of
/// <c>--authentication-config</c>. When they expire, tokens of that issuer are no longer accepted.
/// </summary>
internal static class IssuerAuthorities
{
    private const string FileFlag = "oidc-ca-file";
    private const string ConfigurationFlag = "authentication-config";

    internal static IEnumerable<PkiEntry> Read(NodeRoot root, NodeLayout layout)
    {
        if (layout.HostFlag(Components.ApiServer, FileFlag) is { } path)
        {
            var file = root.Read(path);
            yield return ItemOf(FileFlag, path, file.Value, file.Then(f => CertificateReader.ReadAll(f.Content, path)));
        }

        if (layout.HostFlag(Components.ApiServer, ConfigurationFlag) is not { } structured || root.Read(structured).Value is not { } content
            || AuthenticationConfiguration.Read(content.Content, structured).Value is not { } configuration)
        {
            yield break;
        }

        foreach (var issuer in configuration.Issuers.Where(i => i.CertificateAuthority is not null).DistinctBy(i => i.Url))
        {
            yield return ItemOf(
                $"{ConfigurationFlag}:{issuer.Url}", structured, content,
                CertificateReader.ReadAll(issuer.CertificateAuthority!, structured));
        }
    }

    /// <summary>If there are several CAs, the one that expires first comes first: from its expiry on tokens may fail.</summary>
    private static PkiEntry ItemOf(string name, string path, NodeFile? file, Outcome<IReadOnlyList<Certificate>> certificates)
        => new(new CatalogueEntry(
            name, EntryKind.TrustedAuthority, path, null, null, "", null, null, Role.None,
            [new Use(Components.ApiServer, null, null, ReloadBehavior.AtStart)], Renewal: RenewalRule.Never))
        {
            Name = name,
            Path = path,
            Certificates = [.. (certificates.Value ?? []).OrderBy(c => c.NotAfter)],
            Problem = certificates.Problem,
            Files = file is null ? [] : [new ObservedFile(file.Path, file.RealPath, SHA256.HashData(file.Content), file.Facts)],
        };
}
