using System.Text.RegularExpressions;

namespace KubePki.Faults.Order;

/// <summary>
/// What a power cut could take, at each system call of a run: content that was written and not synced, and entries of directories that were
/// made, renamed or removed and not synced. It holds the run to the promise of write-ahead journals: a line is written when everything
/// before it is durable, and nothing is changed before the line is durable itself.
/// </summary>
/// <param name="root">The node's directory; calls elsewhere do not count.</param>
/// <param name="stage">The stage that the newest journal was at before the run; null where there was none.</param>
internal sealed partial class DiskModel(string root, string? stage)
{
    private readonly SortedSet<string> _contents = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _removedBackups = [];
    private readonly List<string> _complaints = [];
    private readonly List<string> _stages = [];
    private string? _durableStage = stage;
    private string? _journal;

    /// <summary>What could be lost that must not be, in the order of the calls.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints.Select(c => c.Replace(root, "", StringComparison.Ordinal))];

    /// <summary>The stages journalled, in order, and how many files got their names after each.</summary>
    public IReadOnlyList<string> Stages => _stages;

    /// <summary>Files that got their names after each stage.</summary>
    public Dictionary<string, int> Renames { get; } = new(StringComparer.Ordinal);

    /// <summary>What is not durable when the run has ended.</summary>
    public IReadOnlyList<string> LeftBehind => [.. _contents.Concat(_entries.Select(e => $"{e}/")).Select(p => p[root.Length..])];

    /// <summary>Whether changes of the node's own files are held to a journal; those of a command that writes elsewhere are not.</summary>
    public bool IsJournalled { get; init; } = true;

    public void Happen(string call)
    {
        var name = call[..call.IndexOf('(', StringComparison.Ordinal)];
        if (name is "fsync" or "fdatasync")
        {
            Sync(Descriptor().Match(call).Groups[1].Value);
        }
        else if (name is "openat" or "open" or "creat")
        {
            if (Made().Match(call) is { Success: true } made && call.Contains("O_EXCL", StringComparison.Ordinal))
            {
                Create(made.Groups[1].Value);
            }
        }
        else if (name.StartsWith("rename", StringComparison.Ordinal))
        {
            if (Paths(call) is [var from, var to])
            {
                Rename(from, to);
            }
        }
        else if (name is "unlink" or "unlinkat" or "rmdir")
        {
            if (Paths(call) is [var removed])
            {
                Remove(removed);
            }
        }
        else if (name is "mkdir" or "mkdirat")
        {
            if (Paths(call) is [var directory])
            {
                Enter(directory, "makes");
            }
        }
        else if (name is "symlinkat")
        {
            if (Paths(call[call.IndexOf(", ", StringComparison.Ordinal)..]) is [var link])
            {
                Enter(link, "makes");
            }
        }
        else if (Descriptor().Match(call) is { Success: true } written)
        {
            Write(written.Groups[1].Value, call);
        }
    }

    private void Sync(string path)
    {
        _contents.Remove(path);
        _entries.Remove(path);
        _removedBackups.RemoveAll(b => Holder(b) == path);
        if (_journal is not null && !_contents.Contains(_journal) && !_entries.Contains(Holder(_journal)))
        {
            _journal = null;
            _durableStage = _stages[^1];
        }
    }

    private void Create(string path)
    {
        if (IsList(path))
        {
            Complain(_contents.Where(c => Holder(c) == Holder(path) && !IsList(c)), $"before the list {path} is begun");
        }

        Enter(path, "makes");
        if (Counts(path))
        {
            _contents.Add(path);
        }
    }

    private void Rename(string from, string to)
    {
        if (!Counts(to))
        {
            return;
        }

        Complain(_contents.Where(c => c == from), $"before it becomes {to}");
        Enter(to, "renames");
        _entries.Add(Holder(from));
        if (!IsOwn(to))
        {
            Renames[_stages.LastOrDefault() ?? ""] = Renames.GetValueOrDefault(_stages.LastOrDefault() ?? "") + 1;
        }
    }

    private void Remove(string path)
    {
        if (!Counts(path))
        {
            return;
        }

        // A transaction that has a backup and no journal looks like one that lost it.
        if (Path.GetFileName(path) == "journal")
        {
            Complain(_removedBackups.Where(b => Holder(b) == Holder(path)).Select(b => $"the removal of {b}"), "before that of its journal");
        }
        else if (Path.GetFileName(path) == "backup")
        {
            _removedBackups.Add(path);
        }

        Enter(path, "removes");
        _contents.Remove(path);
        _entries.Remove(path);
    }

    private void Enter(string path, string does)
    {
        if (Counts(path))
        {
            Change(path, does);
            _entries.Add(Holder(path));
        }
    }

    private void Write(string path, string call)
    {
        if (!Counts(path) || call.StartsWith("fallocate", StringComparison.Ordinal))
        {
            return;
        }

        if (Path.GetFileName(path) == "journal" && Stage().Match(call) is { Success: true } line)
        {
            var isNew = _contents.Contains(path);
            Complain(_contents.Where(c => c != path), $"before {line.Groups[1].Value} is journalled");
            Complain(_entries.Where(e => !isNew || e != Holder(path)).Select(e => $"{e}/"), $"before {line.Groups[1].Value} is journalled");
            _stages.Add(line.Groups[1].Value);
            _journal = path;
        }
        else
        {
            Change(path, "writes");
        }

        _contents.Add(path);
    }

    /// <summary>Holds a change to the journal: its line has to be durable, and to be of the stage in which such a change is made.</summary>
    private void Change(string path, string does)
    {
        if (_journal is not null && path != _journal)
        {
            Complain([_journal], $"before the run {does} {path}");
        }

        if (IsJournalled && !IsOwn(path) && !IsAllowed(path))
        {
            _complaints.Add($"{does} {path} while the journal says {_durableStage ?? "nothing"}");
        }
    }

    /// <summary>Staged files come and go at every stage but the first; what has its final name is changed between two lines only.</summary>
    private bool IsAllowed(string path)
        => Path.GetFileName(path).StartsWith(".kubepki-", StringComparison.Ordinal) || Directory.Exists(path) ? _durableStage is "Staging" or "Committing" : _durableStage is "Committing";

    private void Complain(IEnumerable<string> lost, string when) => _complaints.AddRange(lost.Select(l => $"{l} is not durable {when}"));

    private bool Counts(string path) => path.StartsWith(root + "/", StringComparison.Ordinal) && Path.GetFileName(path) is not ("lock" or "activation.lock");

    private bool IsOwn(string path) => path.StartsWith(root + "/var/lib/kubepki", StringComparison.Ordinal) || path == root + "/var/lib";

    private static bool IsList(string path) => Path.GetFileName(path).StartsWith("manifest.json", StringComparison.Ordinal);

    private static string Holder(string path) => Path.GetDirectoryName(path)!;

    /// <summary>The paths a call names: after the directory they are relative to, where it names one.</summary>
    private static List<string> Paths(string call)
        => [.. Named().Matches(call).Select(m => m.Groups[2].Value.StartsWith('/') ? m.Groups[2].Value : $"{m.Groups[1].Value}/{m.Groups[2].Value}")];

    [GeneratedRegex(@"^\w+\(\d+<([^>]*)>")]
    private static partial Regex Descriptor();

    [GeneratedRegex(@"O_CREAT.* = \d+<([^>]*)>$")]
    private static partial Regex Made();

    [GeneratedRegex("""(?:<([^>]*)>, )?"([^"]*)"(?=[,)])""")]
    private static partial Regex Named();

    [GeneratedRegex(@"stage\\"":\\""(\w+)")]
    private static partial Regex Stage();
}
