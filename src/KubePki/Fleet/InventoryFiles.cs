using KubePki.Files;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>
/// The files of an inventory on the operator's machine: a file, or a directory whose files together are one inventory, and
/// <c>group_vars/</c> and <c>host_vars/</c> beside it. They are found as Ansible finds them, and nothing is run.
/// </summary>
internal sealed class InventoryFiles
{
    /// <summary>Most files of one inventory.</summary>
    private const int MostFiles = 2000;

    /// <summary>The deepest directory that is looked into.</summary>
    private const int Deepest = 16;

    /// <summary>What a file of variables may be called after its name; the first that is there counts.</summary>
    private static readonly string[] Extensions = ["", ".yml", ".yaml", ".json"];

    /// <summary>What is passed over in a directory of inventories (Ansible's INVENTORY_IGNORE_EXTS).</summary>
    private static readonly string[] Ignored = [".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".ini", ".cfg", ".retry"];

    private static readonly string[] IgnoredNames = ["host_vars", "group_vars", "vars_plugins"];
    private int _files;

    /// <summary>The nodes of an inventory; <paramref name="group"/> names a group other than the usual ones.</summary>
    public static Outcome<IReadOnlyList<NodeTarget>> Read(string path, string? group)
    {
        try
        {
            var files = new InventoryFiles();
            var isDirectory = Directory.Exists(path);
            var folder = isDirectory ? path : Path.GetDirectoryName(path) is { Length: > 0 } above ? above : ".";
            var sources = isDirectory ? files.Inventories(path, 0) : [path];
            if (sources.Find(IsProgram) is { } program)
            {
                return InventoryMessages.Program.At(program);
            }

            return files.Load(sources).Then(loaded => Inventory.Read(loaded, path, group, (kind, name) => files.Load(files.Variables(Path.Combine(folder, kind), name))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FleetMessages.UnreadableInventory.At(path, e.Message);
        }
    }

    /// <summary>Ansible runs what is executable; kubepki does not.</summary>
    private static bool IsProgram(string path)
    {
        if ((File.GetUnixFileMode(path) & UnixFileMode.UserExecute) == 0)
        {
            return false;
        }

        using var file = File.OpenRead(path);
        return file.ReadByte() == '#' && file.ReadByte() == '!';
    }

    private List<string> Inventories(string folder, int depth)
    {
        var found = new List<string>();
        foreach (var entry in Sorted(folder, depth).Where(e => !IgnoredNames.Contains(Path.GetFileName(e)) && !Ignored.Any(end => e.EndsWith(end, StringComparison.Ordinal))))
        {
            found.AddRange(Directory.Exists(entry) ? Inventories(entry, depth + 1) : [entry]);
        }

        return found;
    }

    private List<string> Variables(string folder, string name)
    {
        var found = name.Contains('/') ? null : Extensions.Select(extension => Path.Combine(folder, name + extension)).FirstOrDefault(Path.Exists);
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

    /// <summary>What is in a directory and not hidden, by name; an exception where there is more than is taken.</summary>
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
            using var file = File.OpenRead(path);
            var content = new byte[Math.Min(file.Length, NodeRoot.MaximumFileSize) + 1];
            var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            if (length == content.Length || _files++ > MostFiles)
            {
                return FleetMessages.LargeInventory.At(path);
            }

            loaded.Add(new VariableFile(path, content[..length]));
        }

        return loaded;
    }
}
