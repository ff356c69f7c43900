using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Language;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Apply;

/// <summary>
/// The files that renewed items consist of: key before certificate; kubeconfigs in home directories with the old one kept
/// beside. A kubeconfig that several items share is written once, with all of their changes.
/// </summary>
internal sealed class RenewedFiles(NodeRoot root)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private readonly List<Change> _changes = [];
    private readonly Dictionary<string, Kubeconfig> _edited = new(StringComparer.Ordinal);

    /// <summary>Every change so far, in the order in which the files are put in place.</summary>
    internal IReadOnlyList<Change> Changes => _changes;

    /// <summary>Adds files that are put in place before what follows.</summary>
    internal void Add(IEnumerable<PutFile> changes) => _changes.AddRange(changes);

    /// <summary>Adds what a renewed item changes; a problem when a kubeconfig cannot be edited in place.</summary>
    internal Problem? Add(Issued issued)
    {
        var action = issued.Action;
        if (action.Item.Kubeconfig is null)
        {
            AddPair(issued, action);
            return AddLink(action);
        }

        var key = issued.Key.ToPem();
        var problem = action.Kubeconfigs.Select(item => AddKubeconfig(action, item, issued.Certificate.ToPem(), key)).FirstOrDefault(p => p is not null);
        CryptographicOperations.ZeroMemory(key);
        return problem;
    }

    /// <summary>Wipes the contents, which hold the new keys.</summary>
    internal void Wipe() => _changes.OfType<PutFile>().ToList().ForEach(put => CryptographicOperations.ZeroMemory(put.Content));

    private void AddPair(Issued issued, RenewalAction action)
    {
        if (!action.KeepsKey && !action.SharesFile)
        {
            var seen = action.Item.Files.FirstOrDefault(f => f.Path == action.Item.KeyPath);
            _changes.Add(new PutFile(action.Item.KeyPath!, issued.Key.ToPem()) { ExpectedSha256 = seen?.Sha256, MustBeNew = seen is null, Mode = seen is null ? null : WithoutOthers(seen.Facts) });
        }

        var pem = Pem(issued, action.SharesFile);
        var facts = action.Item.Files[0].Facts;
        _changes.Add(action.DatedPath is null
            ? new PutFile(action.Item.Path, pem) { ExpectedSha256 = action.Item.Files[0].Sha256, Mode = action.SharesFile ? WithoutOthers(facts) : null }
            : new PutFile(action.DatedPath, pem) { MustBeNew = true, Mode = facts.Mode, Owner = (facts.Owner, facts.Group) });
    }

    /// <summary>The certificates and, in one file with them, the key.</summary>
    private static byte[] Pem(Issued issued, bool withKey)
    {
        byte[] certificates = [.. issued.Certificate.ToPem(), .. issued.Following.SelectMany(c => c.ToPem())];
        if (!withKey)
        {
            return certificates;
        }

        var key = issued.Key.ToPem();
        var pem = Unmoved.Bytes(certificates.Length + key.Length);
        certificates.CopyTo(pem, 0);
        key.CopyTo(pem, certificates.Length);
        CryptographicOperations.ZeroMemory(key);
        return pem;
    }

    /// <summary>The link is left as it was written: absolute, or relative to its directory.</summary>
    private Problem? AddLink(RenewalAction action)
    {
        if (action.DatedPath is not { } dated)
        {
            return null;
        }

        if (root.LinkTarget(action.Item.Path) is not { } target)
        {
            return FileMessages.Unreadable.At(action.Item.Path, "the link cannot be read");
        }

        _changes.Add(new PointLink(action.Item.Path, target.StartsWith('/') ? $"{Path.GetDirectoryName(target)}/{Path.GetFileName(dated)}" : Path.GetFileName(dated)) { ExpectedTarget = target });
        return null;
    }

    private Problem? AddKubeconfig(RenewalAction action, Item item, byte[] certificate, byte[] key)
    {
        var shared = _edited.GetValueOrDefault(item.Path);
        var edited = (shared ?? item.Kubeconfig!).WithCredentials(item.UserName!, certificate, key);
        var read = edited.Then(content => Kubeconfig.Read(content, item.Path));
        if (!read.Succeeded)
        {
            return read.Problem;
        }

        _edited[item.Path] = read.Value;
        var put = new PutFile(item.Path, edited.Value!) { ExpectedSha256 = item.Files[0].Sha256, Mode = item.IsInHome ? OwnerOnly : WithoutOthers(item.Files[0].Facts) };
        if (shared is not null)
        {
            _changes[_changes.FindIndex(c => c.Path == item.Path)] = put;
            return null;
        }

        if (action.KeptAs(item) is { } kept)
        {
            var now = root.Read(item.Path);
            if (!now.Succeeded)
            {
                return now.Problem;
            }

            var old = now.Value;
            _changes.Add(new PutFile(kept, old.Content) { MustBeNew = true, Mode = OwnerOnly, Owner = (old.Facts.Owner, old.Facts.Group) });
        }

        _changes.Add(put);
        return null;
    }

    /// <summary>The mode a file has, but never one that lets everybody read a private key.</summary>
    private static UnixFileMode WithoutOthers(FileFacts facts) => facts.Mode & ~Others;
}
