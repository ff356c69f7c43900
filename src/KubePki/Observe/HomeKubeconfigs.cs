using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;

namespace KubePki.Observe;

/// <summary>
/// The kubeconfigs in home directories that belong to this cluster: those with a user who has a client certificate, in a context that
/// <see cref="ClusterMatcher"/> assigns to this cluster. Home directories are not trusted: a kubeconfig is read with its owner's
/// permissions; the owner's links, and the files that the kubeconfig names, are followed only inside the home directory.
/// </summary>
internal static class HomeKubeconfigs
{
    /// <summary>
    /// The maximum number of users of one file that become items. Normal kubeconfigs have a handful. A file with thousands must not slow
    /// down root's commands. The skipped users are reported as a problem.
    /// </summary>
    internal const int MostUsers = 100;

    private const string Below = HomeDirectories.Kubeconfig;

    /// <summary>The home directory of the kubeconfig at a path.</summary>
    internal static string HomeOf(string path) => path.EndsWith(Below, StringComparison.Ordinal) ? path[..^Below.Length] : path;

    internal static IEnumerable<PkiEntry> Read(NodeRoot root, NodeLayout layout, IReadOnlyList<PkiEntry> known)
    {
        var matcher = new ClusterMatcher(root, layout, known);
        var already = known.SelectMany(i => i.Files).Select(f => f.RealPath).ToHashSet(StringComparer.Ordinal);
        var homes = HomeDirectories.Of(root).ToList();
        HomesThatAnswer.Ask(root, homes);
        var held = new HeldFiles(root);
        try
        {
            foreach (var home in homes)
            {
                IReadOnlyList<PkiEntry> items;
                try
                {
                    items = ReadHome(root, held, home, matcher, already);
                }
                catch (IOException e)
                {
                    items = [Unknown(home + Below, FileMessages.Unreadable.At(home + Below, e.Message))];

                    // The thread that still waits for the file system may use the directories, so they are not disposed.
                    held = new HeldFiles(root);
                }

                foreach (var item in items)
                {
                    yield return item;
                }
            }
        }
        finally
        {
            held.Dispose();
        }
    }

    /// <summary>Reads one home directory. Throws <see cref="IOException"/> if its file system does not respond within its budget.</summary>
    private static IReadOnlyList<PkiEntry> ReadHome(
        NodeRoot root, HeldFiles held, string home, ClusterMatcher matcher, HashSet<string> already)
    {
        var path = home + Below;
        var (place, unread) = held.Within(home, () => Find(root, path));
        if (place is null)
        {
            return unread is null ? [] : [Unknown(path, unread)];
        }

        // A link to admin.conf counts as admin.conf.
        return !already.Add(place) ? [] : held.Within<IReadOnlyList<PkiEntry>>(home, () =>
        {
            var owner = root.Resolve(home).Value is { } directory ? root.Facts(directory)?.Owner : null;
            var items = LeadsOut(root, home, place) ? [Untrusted(path, place)] : ReadOne(root, held, home, place, matcher);
            return [.. items.Select(item => item with { HomeOwner = owner })];
        });
    }

    private static PkiEntry Unknown(string path, Problem problem) => new(Entry(path)) { Name = path, Path = path, Problem = problem };

    /// <summary>
    /// The resolved path of the kubeconfig in a home directory, or the problem that it cannot be determined. Both are null if there is no
    /// kubeconfig.
    /// </summary>
    private static (string? Place, Problem? Unread) Find(NodeRoot root, string path)
    {
        var place = root.Resolve(path);
        return !place.Succeeded ? (null, Unresolved(root, path, place.Problem))
            : Posix.EffectiveUser == 0 && root.IsUndecodable(place.Value) ? (null, FileMessages.Undecodable(path))
            : root.Facts(path) is null && (Posix.EffectiveUser != 0 || !root.Exists(path)) ? (null, null)
            : (place.Value, null);
    }

    /// <summary>
    /// The problem of a kubeconfig whose path cannot be resolved. An ordinary user gets no problem for home directories that they may not
    /// enter; root gets the read error. Null if there is no kubeconfig.
    /// </summary>
    private static Problem? Unresolved(NodeRoot root, string path, Problem problem)
        => problem.Is(FileMessages.Unreadable) ? Posix.EffectiveUser == 0 ? problem : null
            : problem.Is(FileMessages.TooManyLinks) ? FileMessages.Unreadable.Because(path, Posix.TooManyLinks)
            : root.LinkTarget(path) is { } target ? FileMessages.Dangling.At(path, target)
            : null;

    /// <summary>True if a link that root does not own leads out of the home directory.</summary>
    private static bool LeadsOut(NodeRoot root, string home, string real)
        => root.Resolve(home).Value is { } realHome
            && !real.StartsWith(realHome + "/", StringComparison.Ordinal)
            && root.Resolve(home + Below, trustedLinksOnly: true).Problem is not null;

    private static PkiEntry Untrusted(string path, string real)
        => Unknown(path, ObserveMessages.LeadsOutOfHome.At(path, real));

    private static IEnumerable<PkiEntry> ReadOne(NodeRoot root, HeldFiles held, string home, string real, ClusterMatcher matcher)
    {
        var path = home + Below;
        var file = root.LinkTarget(path) is not null && !root.Exists(real)
            ? FileMessages.Dangling.At(path, real) : held.ReadInHome(home, path, real);
        var read = file.Then(f => Kubeconfig.Read(f.Content, path));
        if (!read.Succeeded)
        {
            return [Unknown(path, read.Problem)];
        }

        // A kubeconfig that root owns may name any file.
        var bound = file.Value!.Facts.Owner == 0 ? null : root.Resolve(home).Value;
        var namedFiles = new HomeFileReader(root, held, home, path);
        var contexts = matcher.Contexts(read.Value, bound, namedFiles.Read);
        var unwritable = WriteProblem(held, path);
        var items = contexts.Take(MostUsers).Select(context =>
        {
            var item = new PkiEntry(Entry(path))
            {
                Name = contexts.Count == 1 ? path : $"{path}#{context.User.Name}",
                Path = path,
                WriteProblem = unwritable,
                AuthorityFile = context.AuthorityFile,
            };
            var user = context.User;
            return user.CertificateData is null
                && new[] { user.CertificatePath, user.KeyPath }.OfType<string>()
                    .Select(named => matcher.Distrust(read.Value, path, named, bound))
                    .FirstOrDefault(p => p is not null) is { } problem
                ? item with { Kubeconfig = read.Value, UserName = user.Name, Problem = problem }
                : NodeObserver.ReadKubeconfig(root, item, file, read, user.Name, namedFiles.Read);
        }).ToList();
        var leftOut = contexts.Count > MostUsers
            ? ObserveMessages.TooManyUsers.At(path, (contexts.Count - MostUsers).ToString(), MostUsers.ToString()) : namedFiles.Refusal;
        return leftOut is null ? items : [.. items, SkippedUsers(path, leftOut)];
    }

    /// <summary>An item for the users that were not examined: their status is unknown.</summary>
    private static PkiEntry SkippedUsers(string path, Problem leftOut)
        => new(Entry(path)) { Name = $"{path} …", Path = path, Problem = leftOut };

    private static Problem? WriteProblem(HeldFiles held, string path)
    {
        try
        {
            return WriteTrust.Problem(held, path);
        }
        catch (IOException e)
        {
            return FileMessages.Unreadable.At(path, e.Message);
        }
    }

    /// <summary>The catalogue entry of a kubeconfig in a home directory.</summary>
    internal static CatalogueEntry Entry(string path) => new(
        path, EntryKind.Kubeconfig, path, null, "ca", "", null, null, Role.Client,
        [new Use(Components.Kubectl, null, null, ReloadBehavior.EachHandshake)], Renewal: RenewalRule.ByName, Optional: true);
}
