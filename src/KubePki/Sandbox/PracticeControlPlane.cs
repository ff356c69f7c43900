using System.Globalization;
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
    /// <summary>Between the name of the directory and the number of the process that is writing it.</summary>
    private const string Unfinished = ".unfinished-";

    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>How many keys <see cref="Create"/> will make.</summary>
    public static int KeyCount(SandboxWish wish)
        => Enumerable.Range(0, wish.Nodes).Sum(i => SandboxNode.KeyCount(wish.MinorVersion, first: i == 0));

    /// <summary>
    /// Makes it. One node has <paramref name="directory"/> as its root; several have a directory each inside, named cp1, cp2 …
    /// Returns the roots. <paramref name="keyMade"/> is called after each new key, from any thread. <paramref name="cancellation"/> ends it
    /// at the next key, and what was written is removed.
    /// </summary>
    public static Outcome<IReadOnlyList<string>> Create(
        string directory, SandboxWish wish, DateTimeOffset now, Action keyMade, CancellationToken cancellation = default)
    {
        var target = Target(directory);
        try
        {
            if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            {
                return SandboxMessages.NotEmpty.At(directory);
            }

            return Write(target, wish, now, () =>
            {
                cancellation.ThrowIfCancellationRequested();
                keyMade();
            });
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && IsCancellation(e))
        {
            return SandboxMessages.Interrupted.At(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SandboxMessages.NotWritable.Because(directory, e);
        }
    }

    /// <summary>
    /// What runs for this directory left beside it that were killed. It is reported, not removed: somebody else may have given it this
    /// name.
    /// </summary>
    public static IReadOnlyList<string> Leftovers(string directory)
    {
        var target = Target(directory);
        try
        {
            return
            [
                .. Directory.EnumerateDirectories(Parent(target), System.IO.Path.GetFileName(target) + Unfinished + "*")
                    .Where(found => ProcessOf(found[(target.Length + Unfinished.Length)..]) is { } process && !Runs(process))
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// Whether a process still runs. One that has ended and was not waited for has a directory in /proc, and no command line.
    /// </summary>
    private static bool Runs(int process)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{process}/cmdline").Length > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Target(string directory) => System.IO.Path.GetFullPath(directory).TrimEnd('/');

    private static string Parent(string target) => System.IO.Path.GetDirectoryName(target) ?? "/";

    /// <summary>Keys are made side by side: each thread may be cancelled.</summary>
    private static bool IsCancellation(Exception e)
        => e is OperationCanceledException || (e is AggregateException several && several.InnerExceptions.All(IsCancellation));

    private static Outcome<IReadOnlyList<string>> Write(string target, SandboxWish wish, DateTimeOffset now, Action keyMade)
    {
        MakeDirectory(Parent(target));
        var unfinished = target + Unfinished + Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
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

    private static int? ProcessOf(string number)
        => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : null;
}
