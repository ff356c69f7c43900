using KubePki.Files;
using KubePki.Language;

namespace KubePki.Sandbox;

/// <summary>
/// Writes a control plane that exists on disk only: kubeadm's layout for one node or several, of any age. No other program
/// is needed. Either the whole directory appears or nothing does.
/// </summary>
public static class PracticeControlPlane
{
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>How many keys <see cref="Create"/> will make.</summary>
    public static int KeyCount(SandboxWish wish)
        => SandboxCluster.KeyCount + Enumerable.Range(0, wish.Nodes).Sum(i => SandboxNode.KeyCount(wish.MinorVersion, first: i == 0));

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
            return SandboxMessages.NotWritable.At(directory, e.Message);
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
            Posix.Rename(unfinished, target);
            return roots.Select(root => target + root[unfinished.Length..]).ToList();
        }
        catch
        {
            Directory.Delete(unfinished, recursive: true);
            throw;
        }
    }

    private static List<string> Fill(string directory, SandboxWish wish, DateTimeOffset now, Action keyMade)
    {
        var roots = new List<string>();
        using var cluster = SandboxCluster.Make(wish, now, keyMade);
        foreach (var facts in cluster.Nodes)
        {
            var root = wish.Nodes == 1 ? directory : $"{directory}/{facts.NodeName}";
            foreach (var file in new SandboxNode(cluster, facts, first: roots.Count == 0).Files(keyMade))
            {
                Put(root, file);
            }

            roots.Add(root);
        }

        return roots;
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
