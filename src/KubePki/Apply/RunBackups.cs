using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Apply;

/// <summary>The backups of runs. Each has a part for each transaction, with the node's own files first.</summary>
internal sealed class RunBackups(StateDirectory state)
{
    /// <summary>The changes that restore the content of a backup's parts.</summary>
    internal Outcome<IReadOnlyList<Change>> Changes(
        string id, IReadOnlyList<string> parts, Func<string, Outcome<BackupManifest>> manifestOf, bool checks)
    {
        var all = new List<Change>();
        foreach (var part in parts)
        {
            var changes = manifestOf(part)
                .Then(manifest => BackupStore.Changes(
                    state.BackupOf(part), id, manifest, state.JournalOf(part).Read()?.Last.Files ?? [], checks));
            if (!changes.Succeeded)
            {
                Wipe(all);
                return changes.Problem;
            }

            all.AddRange(changes.Value);
        }

        return all;
    }

    /// <summary>A backup as its manifests describe it.</summary>
    internal BackupRecord Find(string id)
    {
        var manifests = ManifestsOf(id);
        return Record(id, manifests.Value) with { Problem = manifests.Problem };
    }

    /// <summary>A backup with every hash checked.</summary>
    internal BackupRecord Verified(string id)
    {
        var manifests = ManifestsOf(id);
        var changes = manifests.Then(all => Changes(id, [.. all.Keys], part => all[part], checks: false));
        Wipe(changes.Value ?? []);
        return Record(id, manifests.Value) with { Problem = changes.Problem };
    }

    private static BackupRecord Record(string id, IReadOnlyDictionary<string, BackupManifest>? manifests)
        => new(
            id, manifests?.Values.FirstOrDefault()?.MadeAt,
            [.. (manifests?.Values ?? []).SelectMany(m => m.Files).Where(f => !f.WasMissing).Select(f => f.Path)]);

    /// <summary>The manifests of a backup's parts, with the node's own files first.</summary>
    internal Outcome<IReadOnlyDictionary<string, BackupManifest>> ManifestsOf(string id)
    {
        try
        {
            var manifests = new Dictionary<string, BackupManifest>(StringComparer.Ordinal);
            foreach (var part in state.PartsOfBackup(id))
            {
                var manifest = ManifestIn(part, id);
                if (!manifest.Succeeded)
                {
                    return manifest.Problem;
                }

                manifests[part] = manifest.Value;
            }

            return manifests.Count > 0 ? manifests : ApplyMessages.NoBackup.At("", id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ApplyMessages.BadState.Because(Transactions.DefaultStateDirectory, e);
        }
    }

    /// <summary>
    /// The files that the parts of a run changed. A file that was written with the content it already had is not included.
    /// </summary>
    internal IEnumerable<string> Changed(IEnumerable<string> parts) => parts.SelectMany(part =>
    {
        var before = BackupStore.Manifest(state.BackupOf(part))?.Files.ToDictionary(f => f.Path, StringComparer.Ordinal) ?? [];
        return (state.JournalOf(part).Read()?.Last.Files ?? [])
            .Where(f => before.GetValueOrDefault(f.Path) is not { } was || (was.Sha256, was.LinkTarget) != (f.Sha256, f.LinkTarget))
            .Select(f => f.Path);
    });

    /// <summary>The manifest of one part.</summary>
    internal Outcome<BackupManifest> ManifestIn(string part, string id)
        => BackupStore.Manifest(state.BackupOf(part)) is { } manifest ? manifest : ApplyMessages.DamagedManifest.At("", id);

    /// <summary>Wipes old contents, which may contain keys.</summary>
    internal static void Wipe(IReadOnlyList<Change> changes)
    {
        foreach (var put in changes.OfType<PutFile>())
        {
            CryptographicOperations.ZeroMemory(put.Content);
        }
    }
}
