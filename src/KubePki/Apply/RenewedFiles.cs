using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Apply;

/// <summary>The files of renewed items: the key before the certificate; kubeconfigs, including those in home directories.</summary>
internal sealed class RenewedFiles
{
    private readonly NodeRoot _root;
    private readonly List<Change> _changes = [];
    private readonly KubeconfigEdits _kubeconfigs;

    internal RenewedFiles(NodeRoot root)
    {
        _root = root;
        _kubeconfigs = new KubeconfigEdits(_changes);
    }

    /// <summary>All changes so far, in the order of the commit.</summary>
    internal IReadOnlyList<Change> Changes => _changes;

    /// <summary>Why kubeconfigs in home directories are skipped.</summary>
    internal IEnumerable<Problem> Left => _kubeconfigs.Left;

    /// <summary>Adds files that are committed before those that are added later.</summary>
    internal void Add(IEnumerable<PutFile> changes) => _changes.AddRange(changes);

    /// <summary>Adds the changes of a renewed item. Returns a problem if a kubeconfig cannot be edited in place.</summary>
    internal Problem? Add(Issued issued)
    {
        var action = issued.Action;
        if (action.Item.Kubeconfig is null)
        {
            AddPair(issued, action);
            return AddLink(action);
        }

        var (certificate, key) = (issued.Certificate.ToPem(), issued.Key.ToPem());

        // Edit all users of a file at once: each edit reads the whole file back.
        var problem = action.Kubeconfigs.GroupBy(item => item.Path, StringComparer.Ordinal)
            .Select(users => _kubeconfigs.Edit(
                users.First(), action.KeptAs(users.First()), k
                    => k.WithCredentials([.. users.Select(u => u.UserName!)], certificate, key), holdsNewKey: !action.KeepsKey))
            .FirstOrDefault(p => p is not null);
        CryptographicOperations.ZeroMemory(key);
        return problem;
    }

    /// <summary>Adds the new CA certificates of a kubeconfig.</summary>
    internal Problem? Add(TrustChange change)
        => _kubeconfigs.Edit(
            change.Item, change.KeptAs,
            k => k.WithAuthorities(change.Cluster, [.. change.Authority.Certificates.SelectMany(c => c.ToPem())]));

    /// <summary>Wipes the contents, which include the new keys.</summary>
    internal void Wipe() => _changes.OfType<PutFile>().ToList().ForEach(put => CryptographicOperations.ZeroMemory(put.Content));

    private void AddPair(Issued issued, RenewalAction action)
    {
        if (!action.KeepsKey && !action.SharesFile)
        {
            var seen = action.Item.Files.FirstOrDefault(f => f.Path == action.Item.KeyPath);
            _changes.Add(new PutFile(
                action.Item.KeyPath!,
                issued.Key.ToPem())
            {
                ExpectedSha256 = seen?.Sha256,
                ExpectedFacts = seen?.Facts,
                MustBeNew = seen is null,
                Mode = seen is null ? null : seen.Facts.ModeWithoutOthers,
                HoldsNewKey = true,
            });
        }

        var pem = Pem(issued, action.SharesFile);
        var facts = action.Item.Files[0].Facts;
        _changes.Add(action.DatedPath is null
            ? new PutFile(
                action.Item.Path,
                pem)
            {
                ExpectedSha256 = action.Item.Files[0].Sha256,
                ExpectedFacts = facts,
                Mode = action.SharesFile ? facts.ModeWithoutOthers : null,
                HoldsNewKey = action.SharesFile && !action.KeepsKey
            }
            : new PutFile(action.DatedPath, pem) { MustBeNew = true, Mode = facts.ModeOfNewFile, Owner = (facts.Owner, facts.Group) });
    }

    /// <summary>The certificates, followed by the key if it shares their file.</summary>
    private static byte[] Pem(Issued issued, bool withKey)
    {
        byte[] certificates = [.. issued.Certificate.ToPem(), .. issued.Following.SelectMany(c => c.ToPem())];
        if (!withKey)
        {
            return certificates;
        }

        var key = issued.Key.ToPem();
        var pem = PinnedMemory.Bytes(certificates.Length + key.Length);
        certificates.CopyTo(pem, 0);
        key.CopyTo(pem, certificates.Length);
        CryptographicOperations.ZeroMemory(key);
        return pem;
    }

    private Problem? AddLink(RenewalAction action)
    {
        if (action.DatedPath is not { } dated)
        {
            return null;
        }

        var link = KubeletLink.Of(_root, action.Item, action.Item.Path, dated);
        if (link.Succeeded)
        {
            _changes.Add(link.Value);
        }

        return link.Problem;
    }
}
