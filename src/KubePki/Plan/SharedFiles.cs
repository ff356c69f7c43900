using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>Items that have a certificate or a key in the same file.</summary>
internal static class SharedFiles
{
    /// <summary>
    /// Whether an item is in a file that is already being renewed: some operators give etcd one key pair for clients and peers.
    /// </summary>
    internal static bool SharesFile(RenewalAction action, PkiEntry item)
        => action.Item.Files[0].RealPath == item.Files[0].RealPath && action.Item.UserName == item.UserName;

    /// <summary>Whether two certificates would each get a new key in the same file.</summary>
    internal static bool SharesKeyOnly(RenewalAction action, RenewalAction other)
        => !action.KeepsKey && !SharesFile(action, other.Item) && KeyFile(action.Item) is { } key && KeyFile(other.Item) == key;

    /// <summary>
    /// Whether two items have the same certificate through a symbolic link, and separate copies of its key: a new key would reach only one
    /// of them.
    /// </summary>
    internal static bool SharesCertificateOnly(RenewalAction action, RenewalAction other)
        => !action.KeepsKey && SharesFile(action, other.Item) && KeyFile(action.Item) != KeyFile(other.Item);

    private static string? KeyFile(PkiEntry item) => item.Files.FirstOrDefault(f => f.Path == item.KeyPath)?.RealPath;
}
