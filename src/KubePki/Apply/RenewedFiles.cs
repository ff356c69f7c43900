using System.Globalization;
using KubePki.Files;
using KubePki.Language;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Apply;

/// <summary>The files a renewed item consists of: key before certificate; kubeconfigs in home directories with the old one kept beside.</summary>
internal sealed class RenewedFiles(NodeRoot root, DateTimeOffset now)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    internal Outcome<IReadOnlyList<Change>> Changes(RenewalAction action, Certificate certificate, PrivateKey key)
    {
        if (action.Item.Kubeconfig is not null)
        {
            return Kubeconfigs(action, certificate.ToPem(), key.ToPem());
        }

        // Certificates that followed the leaf in its file (intermediates) stay behind the new one.
        byte[] pem = [.. certificate.ToPem(), .. action.Item.Certificates.Skip(1).SelectMany(c => c.ToPem())];
        var put = new PutFile(action.Item.Path, pem) { ExpectedSha256 = action.Item.Files[0].Sha256 };
        if (action.KeepsKey)
        {
            return new List<Change> { put };
        }

        var seen = action.Item.Files.FirstOrDefault(f => f.Path == action.Item.KeyPath);
        return new List<Change>
        {
            new PutFile(action.Item.KeyPath!, key.ToPem()) { ExpectedSha256 = seen?.Sha256, MustBeNew = seen is null },
            put,
        };
    }

    private Outcome<IReadOnlyList<Change>> Kubeconfigs(RenewalAction action, byte[] certificate, byte[] key)
    {
        var changes = new List<Change>();
        foreach (var item in action.Companions.Prepend(action.Item))
        {
            var edited = item.Kubeconfig!.WithCredentials(item.UserName!, certificate, key);
            if (!edited.Succeeded)
            {
                return edited.Problem;
            }

            var inHome = item.Name.StartsWith('/');
            if (inHome && KeepOld(item) is { } old)
            {
                changes.Add(old);
            }

            changes.Add(new PutFile(item.Path, edited.Value) { ExpectedSha256 = item.Files[0].Sha256, Mode = inHome ? OwnerOnly : null });
        }

        return changes;
    }

    private PutFile? KeepOld(Item item) => root.Read(item.Path) is { Succeeded: true } file
        ? new PutFile($"{item.Path}.{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}.old", file.Value!.Content)
        {
            MustBeNew = true,
            Mode = OwnerOnly,
            Owner = (file.Value.Facts.Owner, file.Value.Facts.Group),
        }
        : null;
}
