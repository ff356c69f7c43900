using System.Globalization;
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
/// beside. Several users of one kubeconfig are changed in one go.
/// </summary>
internal sealed class RenewedFiles(NodeRoot root, DateTimeOffset now)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly List<Change> _changes = [];

    /// <summary>What was added, in the order in which it is to be put in place.</summary>
    internal IReadOnlyList<Change> Changes => _changes;

    /// <summary>Adds the files of one action; a problem when a kubeconfig cannot be changed in place.</summary>
    internal Problem? Add(RenewalAction action, Certificate certificate, PrivateKey key)
    {
        if (action.Item.Kubeconfig is not null)
        {
            return action.Companions.Prepend(action.Item).Select(item => AddKubeconfig(item, certificate.ToPem(), key.ToPem())).FirstOrDefault(problem => problem is not null);
        }

        AddPair(action, certificate, key);
        return null;
    }

    /// <summary>Wipes the contents, which hold the new keys.</summary>
    internal void Wipe() => _changes.OfType<PutFile>().ToList().ForEach(put => CryptographicOperations.ZeroMemory(put.Content));

    private void AddPair(RenewalAction action, Certificate certificate, PrivateKey key)
    {
        var item = action.Item;

        // Certificates that followed the leaf in its file (intermediates) stay behind the new one.
        byte[] pem = [.. certificate.ToPem(), .. item.Certificates.Skip(1).SelectMany(c => c.ToPem())];
        var seen = item.Files.FirstOrDefault(f => f.Path == item.KeyPath);
        if (seen?.RealPath == item.Files[0].RealPath)
        {
            _changes.Add(new PutFile(item.Path, [.. pem, .. key.ToPem()]) { ExpectedSha256 = item.Files[0].Sha256, Mode = WithoutOthers(seen.Facts) });
            return;
        }

        if (!action.KeepsKey)
        {
            _changes.Add(new PutFile(item.KeyPath!, key.ToPem()) { ExpectedSha256 = seen?.Sha256, MustBeNew = seen is null, Mode = seen is null ? null : WithoutOthers(seen.Facts) });
        }

        _changes.Add(new PutFile(item.Path, pem) { ExpectedSha256 = item.Files[0].Sha256 });
    }

    private Problem? AddKubeconfig(Item item, byte[] certificate, byte[] key)
    {
        var place = _changes.FindIndex(c => c.Path == item.Path);
        var before = place < 0 ? item.Kubeconfig! : Kubeconfig.Read(((PutFile)_changes[place]).Content, item.Path).Value!;
        var edited = before.WithCredentials(item.UserName!, certificate, key);
        if (!edited.Succeeded)
        {
            return edited.Problem;
        }

        if (place >= 0)
        {
            _changes[place] = (PutFile)_changes[place] with { Content = edited.Value };
            return null;
        }

        var inHome = item.Name.StartsWith('/');
        if (inHome && KeepOld(item) is { } old)
        {
            _changes.Add(old);
        }

        _changes.Add(new PutFile(item.Path, edited.Value) { ExpectedSha256 = item.Files[0].Sha256, Mode = inHome ? OwnerOnly : WithoutOthers(item.Files[0].Facts) });
        return null;
    }

    /// <summary>The mode a file has, but never one that lets everybody read a private key.</summary>
    private static UnixFileMode WithoutOthers(FileFacts facts) => facts.Mode & ~Others;

    private PutFile? KeepOld(Item item) => root.Read(item.Path) is { Succeeded: true } file
        ? new PutFile(FreeName($"{item.Path}.{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}"), file.Value!.Content)
        {
            MustBeNew = true,
            Mode = OwnerOnly,
            Owner = (file.Value.Facts.Owner, file.Value.Facts.Group),
        }
        : null;

    /// <summary>Two renewals in one second keep two old files.</summary>
    private string FreeName(string stem)
        => Enumerable.Range(1, 100).Select(i => i == 1 ? $"{stem}.old" : $"{stem}-{i}.old").First(name => !root.Exists(name));
}
