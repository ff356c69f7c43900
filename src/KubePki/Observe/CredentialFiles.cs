using System.Security.Cryptography;
using KubePki.Catalogue;
using KubePki.Files;

namespace KubePki.Observe;

/// <summary>Files of static credentials that the API server's manifest names. Their content is not parsed.</summary>
internal static class CredentialFiles
{
    /// <summary>Basic auth until 1.18; token files in all versions (Kubernetes documentation, Authenticating).</summary>
    private static readonly string[] Flags = ["basic-auth-file", "token-auth-file"];

    internal static IEnumerable<PkiEntry> Read(NodeRoot root, NodeLayout layout)
    {
        foreach (var flag in Flags)
        {
            if (layout.HostFlag(Components.ApiServer, flag) is not { } path)
            {
                continue;
            }

            var file = root.Read(path);
            var entry = new CatalogueEntry(
                flag,
                EntryKind.CredentialFile, path, null, null, "", null, null, Role.None,
                [new Use(Components.ApiServer, flag, null, ReloadBehavior.AtStart)], Renewal: RenewalRule.Never);
            yield return new PkiEntry(entry)
            {
                Name = flag,
                Path = path,
                Problem = file.Problem,
                Files = file.Succeeded
                    ? [new ObservedFile(path, file.Value.RealPath, SHA256.HashData(file.Value.Content), file.Value.Facts)]
                    : [],
            };
        }
    }
}
