using System.Globalization;
using System.Security.Cryptography;
using KubePki.Apply;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Sandbox;

/// <summary>
/// Writes a control plane that exists only on disk: kubeadm's layout for one or more nodes, of any age. It needs no other program. Either
/// the complete directory appears or none. No other user can replace it: other users can write to none of its parent
/// directories, except sticky ones, and only the acting user can enter the new directory until it is complete.
/// </summary>
internal static class PracticeControlPlane
{
    /// <summary>Separates the name of the directory and the number of the process that writes it.</summary>
    private const string Unfinished = ".unfinished-";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Number of keys that <see cref="Create"/> generates.</summary>
    public static int KeyCount(SandboxSpec spec)
        => Enumerable.Range(0, spec.Nodes).Sum(i => SandboxNode.KeyCount(spec.MinorVersion, first: i == 0));

    /// <summary>
    /// Creates the control plane. A single node has <paramref name="directory"/> as its root; several nodes have a subdirectory each, named
    /// cp1, cp2 … Returns the roots. <paramref name="keyMade"/> is called after each new key, from any thread.
    /// <paramref name="cancellation"/> takes effect at the next key; the written files are then removed.
    /// </summary>
    public static Outcome<IReadOnlyList<string>> Create(
        string directory, SandboxSpec spec, DateTimeOffset now, Action keyMade, CancellationToken cancellation = default)
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

            return Write(directory, target, spec, now, () =>
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
    /// Directories beside this one that belong to killed runs for it. They are reported, not removed: another program may have created one
    /// with this name.
    /// </summary>
    public static IReadOnlyList<string> Leftovers(string directory)
    {
        var target = Target(directory);
        try
        {
            return
            [
                .. Directory.EnumerateDirectories(Parent(target), System.IO.Path.GetFileName(target) + Unfinished + "*")
                    .Where(found => ProcessOf(found[(target.Length + Unfinished.Length)..]) is { } process && !Runs(process)
                        && IsOwn(found))
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// Whether a process still runs. A process that has ended and was not waited for has a directory in /proc, but no command line.
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

    /// <summary>
    /// Whether an exception is a cancellation. Keys are generated in parallel, so it may consist of the cancellations of several threads.
    /// </summary>
    private static bool IsCancellation(Exception e)
        => e is OperationCanceledException || (e is AggregateException several && several.InnerExceptions.All(IsCancellation));

    /// <summary>
    /// Why root must not write into the directory: another user could replace it, or a symbolic link of theirs leads there. Null if it is
    /// safe.
    /// </summary>
    private static Problem? OpenToOthers(string directory, string target)
    {
        using var files = new HeldFiles(new NodeRoot("/"));
        var real = files.Resolve(target, followsLast: false);
        return !real.Succeeded
            ? real.Problem
            : files.OpenAbove(real.Value) is { } open ? SandboxMessages.OpenToOthers.At(directory, open) : null;
    }

    private static Outcome<IReadOnlyList<string>> Write(
        string directory, string target, SandboxSpec spec, DateTimeOffset now, Action keyMade)
    {
        MakeDirectory(Parent(target));

        // Check again because of the created directories: in a directory that everybody can write to, another user may have created them
        // first.
        if (OpenToOthers(directory, target) is { } open)
        {
            return open;
        }

        var unfinished = $"{target}{Unfinished}{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        Directory.CreateDirectory(unfinished, OwnerOnly);
        try
        {
            var roots = Fill(unfinished, spec, now, keyMade);
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

    private static Outcome<List<string>> Fill(string directory, SandboxSpec spec, DateTimeOffset now, Action keyMade)
    {
        var cluster = new SandboxCluster(spec, now);
        var (roots, made) = (new List<string>(), new List<NewMaterial>());
        try
        {
            foreach (var facts in cluster.Nodes)
            {
                roots.Add(spec.Nodes == 1 ? directory : $"{directory}/{facts.NodeName}");
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

    /// <summary>Creates the missing directories of a path with kubeadm's mode, regardless of the umask.</summary>
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
