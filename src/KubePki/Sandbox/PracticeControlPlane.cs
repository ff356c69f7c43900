using System.Globalization;
using System.Security.Cryptography;
using KubePki.Apply;
using KubePki.Files;
using KubePki.Language;

namespace KubePki.Sandbox;

/// <summary>
/// Writes a control plane that exists on disk only: kubeadm's layout for one node or several, of any age. No other program
/// is needed. Either the whole directory appears or nothing does. It is written where no other user can exchange anything: below
/// directories that are closed to them, in one that only the acting user may enter until it is complete.
/// </summary>
internal static class PracticeControlPlane
{
    /// <summary>Between the name of the directory and the number of the process that is writing it.</summary>
    private const string Unfinished = ".unfinished-";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

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

            if (OpenToOthers(directory, target) is { } open)
            {
                return open;
            }

            return Write(directory, target, wish, now, () =>
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
                    .Where(found => ProcessOf(found[(target.Length + Unfinished.Length)..]) is { } process && !Runs(process) && IsOwn(found))
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

    /// <summary>Why nothing of root's may be made there: another user could exchange it, or a link of theirs leads there. Null when none could.</summary>
    private static Problem? OpenToOthers(string directory, string target)
    {
        using var files = new HeldFiles(new NodeRoot("/"));
        var real = files.Resolve(target, followsLast: false);
        return !real.Succeeded ? real.Problem : files.OpenAbove(real.Value) is { } open ? SandboxMessages.OpenToOthers.At(directory, open) : null;
    }

    private static Outcome<IReadOnlyList<string>> Write(string directory, string target, SandboxWish wish, DateTimeOffset now, Action keyMade)
    {
        MakeDirectory(Parent(target));

        // Again, for the directories that were missing: in one that everybody may write to, somebody else may have been faster.
        if (OpenToOthers(directory, target) is { } open)
        {
            return open;
        }

        var unfinished = $"{target}{Unfinished}{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        Directory.CreateDirectory(unfinished, OwnerOnly);
        try
        {
            var roots = Fill(unfinished, wish, now, keyMade);
            if (!roots.Succeeded)
            {
                Directory.Delete(unfinished, recursive: true);
                return roots.Problem;
            }

            File.SetUnixFileMode(unfinished, DirectoryMode);
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

    private static int? ProcessOf(string ending)
        => int.TryParse(ending.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : null;

    private static bool IsOwn(string path) => Posix.Facts(path, out _) is { } facts && NodeRoot.Trusts(facts);
}
