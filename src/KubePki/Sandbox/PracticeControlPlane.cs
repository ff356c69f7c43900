using KubePki.Apply;
using KubePki.Files;
using KubePki.Language;

namespace KubePki.Sandbox;

/// <summary>
/// Writes a control plane that exists on disk only: kubeadm's layout for one node or several, of any age. No other program
/// is needed. Either the whole directory appears or nothing does.
/// </summary>
internal static class PracticeControlPlane
{
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>How many keys <see cref="Create"/> will make.</summary>
    public static int KeyCount(SandboxWish wish)
        => Enumerable.Range(0, wish.Nodes).Sum(i => SandboxNode.KeyCount(wish.MinorVersion, first: i == 0));

    /// <summary>
    /// Makes it. One node has <paramref name="directory"/> as its root; several have a directory each inside, named cp1, cp2 …
    /// Returns the roots. <paramref name="keyMade"/> is called after each new key, from any thread.
    /// </summary>
    public static Outcome<IReadOnlyList<string>> Create(string directory, SandboxWish wish, DateTimeOffset now, Action keyMade)
    {
        var target = System.IO.Path.GetFullPath(directory).TrimEnd('/');
        try
        {
            if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            {
                return SandboxMessages.NotEmpty.At(directory);
            }

            return Write(target, wish, now, keyMade);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SandboxMessages.NotWritable.Because(directory, e);
        }
    }

    private static Outcome<IReadOnlyList<string>> Write(string target, SandboxWish wish, DateTimeOffset now, Action keyMade)
    {
        MakeDirectory(System.IO.Path.GetDirectoryName(target) ?? "/");
        var unfinished = $"{target}.unfinished-{Environment.ProcessId}";
        MakeDirectory(unfinished);
        try
        {
            var roots = Fill(unfinished, wish, now, keyMade);
            if (!roots.Succeeded)
            {
                Directory.Delete(unfinished, recursive: true);
                return roots.Problem;
            }

            Posix.Rename(unfinished, target);
            return roots.Value.Select(root => target + root[unfinished.Length..]).ToList();
        }
        catch
        {
            Directory.Delete(unfinished, recursive: true);
            throw;
        }
    }

    private static Outcome<List<string>> Fill(string directory, SandboxWish wish, DateTimeOffset now, Action keyMade)
    {
        var cluster = new SandboxCluster(wish, now);
        var (roots, made) = (new List<string>(), new List<NewMaterial>());
        try
        {
            foreach (var facts in cluster.Nodes)
            {
                roots.Add(wish.Nodes == 1 ? directory : $"{directory}/{facts.NodeName}");
                var node = new SandboxNode(cluster, facts, roots[^1]);
                var first = made.FirstOrDefault();
                Put(roots[^1], node.Surroundings().Concat(first is null ? [] : SandboxNode.Shared(first)));
                var material = node.Create(first, keyMade);
                if (!material.Succeeded)
                {
                    return material.Problem;
                }

                made.Add(material.Value);
                Put(roots[^1], node.Files(material.Value, made[0], keyMade));
            }

            return roots;
        }
        finally
        {
            made.ForEach(m => m.Dispose());
        }
    }

    private static void Put(string root, IEnumerable<SandboxFile> files)
    {
        foreach (var file in files)
        {
            Put(root, file);
        }
    }

    private static void Put(string root, SandboxFile file)
    {
        var path = root + file.Path;
        MakeDirectory(System.IO.Path.GetDirectoryName(path)!);
        if (file.LinkTarget is { } linkTarget)
        {
            File.CreateSymbolicLink(path, linkTarget);
            return;
        }

        using var created = Posix.CreateExclusive(path);
        RandomAccess.Write(created, file.Content, 0);
        File.SetUnixFileMode(created, file.Mode);
    }

    /// <summary>Makes what is missing of a directory's path, with kubeadm's mode whatever the umask.</summary>
    private static void MakeDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        MakeDirectory(System.IO.Path.GetDirectoryName(path)!);
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, DirectoryMode);
    }
}
