using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Language;
using KubePki.X509;

namespace KubePki.Observe;

/// <summary>
/// The kubeconfigs in people's home directories that belong to this cluster: those with a user who has a client certificate, and
/// a context that joins him to a cluster whose CA data holds this cluster's CA. Copies of the node's own kubeconfigs, known by
/// the certificate, belong to it too when the CA has been replaced since. What people keep in their homes is not trusted: it is read as
/// they could read it themselves, and their links are followed inside the home only.
/// </summary>
internal static class HomeKubeconfigs
{
    /// <summary>
    /// The most users of one file that become items. People have a handful; whoever writes thousands must not make root's commands slow for
    /// everybody. What is left out is a problem of its own.
    /// </summary>
    internal const int MostUsers = 100;

    internal static IEnumerable<Item> Read(NodeRoot root, IReadOnlyList<Item> known)
    {
        var authorities = known.FirstOrDefault(i => i.Name == "ca")?.Certificates ?? [];
        var identities = known.Where(i => i.Entry.Kind == EntryKind.Kubeconfig).Select(i => i.Certificate).OfType<Certificate>().ToList();
        var already = known.SelectMany(i => i.Files).Select(f => f.RealPath).ToHashSet(StringComparer.Ordinal);
        using var held = new HeldFiles(root);
        foreach (var home in HomeDirectories.Of(root))
        {
            var path = $"{home}/.kube/config";

            // A link to admin.conf is admin.conf. Homes that this user may not look into are their owners' business.
            if (root.Facts(path) is null || root.Resolve(path) is not { Succeeded: true, Value: { } real } || !already.Add(real))
            {
                continue;
            }

            foreach (var item in LeadsOut(root, home, real) ? [Untrusted(path, real)] : ReadOne(root, held, home, real, authorities, identities))
            {
                yield return item with { HomeOwner = root.Resolve(home).Value is { } place ? root.Facts(place)?.Owner : null };
            }
        }
    }

    /// <summary>Whether a link that is not root's own leads out of the home.</summary>
    private static bool LeadsOut(NodeRoot root, string home, string real)
        => root.Resolve(home).Value is { } realHome
            && !real.StartsWith(realHome + "/", StringComparison.Ordinal)
            && root.Resolve($"{home}/.kube/config", trustedLinksOnly: true).Problem is not null;

    private static Item Untrusted(string path, string real)
        => new() { Name = path, Entry = Entry(path), Path = path, Problem = ObserveMessages.LeadsOutOfHome.At(path, real) };

    private static IEnumerable<Item> ReadOne(NodeRoot root, HeldFiles held, string home, string real, IReadOnlyList<Certificate> authorities, IReadOnlyList<Certificate> identities)
    {
        var path = $"{home}/.kube/config";
        var file = held.ReadInHome(home, path, real);
        var read = file.Then(f => Kubeconfig.Read(f.Content, path));
        if (!read.Succeeded)
        {
            return [new Item { Name = path, Entry = Entry(path), Path = path, Problem = read.Problem }];
        }

        var kubeconfig = read.Value;
        var ours = kubeconfig.Clusters.Where(c => c.Authorities?.Any(authorities.Contains) == true).ToHashSet();
        var own = kubeconfig.Users.Where(u => u.CertificateData is { } data && HoldsOneOf(data, identities)).ToHashSet();
        var users = kubeconfig.Contexts
            .Select(context => (Cluster: kubeconfig.FindCluster(context.Cluster), User: kubeconfig.FindUser(context.User)))
            .Where(joined => joined is { Cluster.CertificateAuthorityData: not null, User.CertificateData: not null } && (ours.Contains(joined.Cluster) || own.Contains(joined.User)))
            .Select(joined => joined.User!.Name)
            .Distinct()
            .ToList();
        var unwritable = WriteProblem(held, path);
        return users.Take(MostUsers).Select(user => NodeObserver.ReadKubeconfig(
            root,
            new Item { Name = users.Count == 1 ? path : $"{path}#{user}", Entry = Entry(path), Path = path, WriteProblem = unwritable },
            file,
            read,
            user)).Concat(users.Count > MostUsers ? [Crowded(path, users.Count - MostUsers)] : []);
    }

    /// <summary>What stands for the users that were not looked at: whether they are in order is unknown.</summary>
    private static Item Crowded(string path, int leftOut)
        => new() { Name = $"{path} …", Entry = Entry(path), Path = path, Problem = ObserveMessages.TooManyUsers.At(path, leftOut.ToString(), MostUsers.ToString()) };

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

    private static bool HoldsOneOf(byte[] pem, IReadOnlyList<Certificate> certificates)
        => CertificateReader.ReadAll(pem, "") is { Succeeded: true } held && held.Value!.Any(certificates.Contains);

    private static CatalogueEntry Entry(string path) => new(
        path, EntryKind.Kubeconfig, path, null, "ca", "", null, null, Role.Client,
        [new Use(Components.People, null, null, Pickup.EachHandshake)], Renewal: RenewalRule.ByName, Optional: true);
}
