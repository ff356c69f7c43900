using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>
/// Finds the files of an inventory on the operator's machine: a file, or a directory whose files together form one inventory, and
/// <c>group_vars/</c> and <c>host_vars/</c> beside it. It finds the same files as Ansible, and runs none of them.
/// </summary>
internal sealed class InventoryFiles
{
    /// <summary>The maximum number of files of one inventory.</summary>
    private const int MostFiles = 2000;

    /// <summary>The maximum number of bytes of all of them together.</summary>
    private const long MostBytes = 4L * NodeRoot.MaximumFileSize;

    /// <summary>The maximum depth of directories.</summary>
    private const int Deepest = 16;

    /// <summary>The possible extensions of a file of variables; the first one that exists is used.</summary>
    private static readonly string[] Extensions = ["", ".yml", ".yaml", ".json"];

    /// <summary>The extensions that are ignored in a directory of inventories (Ansible's INVENTORY_IGNORE_EXTS).</summary>
    private static readonly string[] Ignored =
    [
        ".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".ini", ".cfg", ".retry",
    ];

    private static readonly string[] IgnoredNames = ["host_vars", "group_vars", "vars_plugins"];
    private int _files;
    private long _bytes;

    /// <summary>The nodes of an inventory; <paramref name="group"/> names a group other than the usual ones.</summary>
    public static Outcome<IReadOnlyList<NodeTarget>> Read(string path, string? group)
    {
        try
        {
            var files = new InventoryFiles();
            var isDirectory = Directory.Exists(path);
            var folder = isDirectory ? path : Path.GetDirectoryName(path) is { Length: > 0 } above ? above : ".";
            var sources = isDirectory ? files.Inventories(path, 0) : [path];
            var loaded = files.Load(sources);
            return loaded.Value?.FirstOrDefault(IsProgram) is { } program ? InventoryMessages.Program.At(program.Path)
                : loaded.Then(read => Inventory.Read(
                    read, path, group, (kind, name) => files.Load(files.Variables(Path.Combine(folder, kind), name))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FleetMessages.UnreadableInventory.At(path, e.Message);
        }
    }

    /// <summary>Whether a file is an executable script. Ansible runs executable inventories; kubepki does not.</summary>
    private static bool IsProgram(VariableFile file)
        => file.Content.AsSpan().StartsWith("#!"u8) && (File.GetUnixFileMode(file.Path) & UnixFileMode.UserExecute) != 0;

    private List<string> Inventories(string folder, int depth)
    {
        var found = new List<string>();
        foreach (var entry in Sorted(folder, depth)
            .Where(e => !IgnoredNames.Contains(Path.GetFileName(e)) && !Ignored.Any(end => e.EndsWith(end, StringComparison.Ordinal))))
        {
            found.AddRange(Directory.Exists(entry) ? Inventories(entry, depth + 1) : [entry]);
        }

        return found;
    }

    private List<string> Variables(string folder, string name)
    {
        var found = name.Contains('/')
            ? null
            : Extensions.Select(extension => Path.Combine(folder, name + extension)).FirstOrDefault(Path.Exists);
        return found is null ? [] : Directory.Exists(found) ? VariablesIn(found, 0) : [found];
    }

    private List<string> VariablesIn(string folder, int depth)
    {
        var found = new List<string>();
        foreach (var entry in Sorted(folder, depth).Where(e => !e.EndsWith('~')))
        {
            var extension = Path.GetExtension(entry);
            if (Directory.Exists(entry))
            {
                found.AddRange(extension.Length == 0 ? VariablesIn(entry, depth + 1) : []);
            }
            else if (Extensions.Contains(extension))
            {
                found.Add(entry);
            }
        }

        return found;
    }

    /// <summary>The entries of a directory that are not hidden, sorted by name. Throws an exception if a limit is exceeded.</summary>
    private IEnumerable<string> Sorted(string folder, int depth)
    {
        var entries = Directory.EnumerateFileSystemEntries(folder).Take(MostFiles + 1).ToList();
        _files += entries.Count;
        return _files > MostFiles || depth > Deepest
            ? throw new IOException($"{folder}: more than {MostFiles} files, or directories within directories")
            : entries.Where(e => Path.GetFileName(e)[0] != '.').Order(StringComparer.Ordinal);
    }

    private Outcome<IReadOnlyList<VariableFile>> Load(IReadOnlyList<string> paths)
    {
        var loaded = new List<VariableFile>();
        foreach (var path in paths)
        {
            var read = GivenFile.Read(path);
            if (read.Problem is { } problem)
            {
                var reason = problem.Is(FileMessages.Unreadable) ? problem.Arguments[0] : Posix.Describe(Posix.NoEntry);
                return problem.Is(FileMessages.NotAFile) ? InventoryMessages.NotAFile.At(path, problem.Arguments[0])
                    : problem.Is(FileMessages.TooLarge) ? FleetMessages.LargeInventory.At(path)
                    : FleetMessages.UnreadableInventory.At(path, reason);
            }

            _bytes += read.Value!.Content.Length;
            if (_files++ > MostFiles || _bytes > MostBytes)
            {
                return FleetMessages.LargeInventory.At(path);
            }

            loaded.Add(new VariableFile(path, read.Value.Content));
        }

        return loaded;
    }
}
