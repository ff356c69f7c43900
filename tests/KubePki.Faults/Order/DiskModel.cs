using System.Text.RegularExpressions;

namespace KubePki.Faults.Order;

/// <summary>
/// What a power loss could destroy, at each system call of a run: content that was written but not synced, and directory entries that were
/// created, renamed or removed but not synced. The model checks the guarantees of a write-ahead journal: everything before a line is
/// durable when the line is written, and the line itself is durable before anything is changed.
/// </summary>
/// <param name="root">Directory of the node; calls elsewhere do not count.</param>
/// <param name="stage">Stage of the newest journal before the run; null if there was none.</param>
internal sealed partial class DiskModel(string root, string? stage)
{
    private readonly SortedSet<string> _contents = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _removedBackups = [];
    private readonly List<string> _complaints = [];
    private readonly List<string> _stages = [];
    private string? _durableStage = stage;
    private string? _journal;

    /// <summary>Violations: changes that could be lost although they must not be, in the order of the calls.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints.Select(c => c.Replace(root, "", StringComparison.Ordinal))];

    /// <summary>The journalled stages, in order.</summary>
    public IReadOnlyList<string> Stages => _stages;

    /// <summary>The number of files renamed to their final names after each stage.</summary>
    public Dictionary<string, int> Renames { get; } = new(StringComparer.Ordinal);

    /// <summary>Changes that are not durable when the run has ended.</summary>
    public IReadOnlyList<string> LeftBehind => [.. _contents.Concat(_entries.Select(e => $"{e}/")).Select(p => p[root.Length..])];

    /// <summary>True if changes of the node's own files must be journalled; false for a command that writes elsewhere.</summary>
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

        // A transaction with a backup and without a journal looks as if it had lost its journal.
        if (Path.GetFileName(path) == "journal")
        {
            Complain(
                _removedBackups.Where(b => Holder(b) == Holder(path)).Select(b => $"the removal of {b}"), "before that of its journal");
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

    /// <summary>Checks a change against the journal: its line must be durable, and its stage must allow the change.</summary>
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

    /// <summary>Staged files may change at every stage but the first. Files with their final names change only between two lines.</summary>
    private bool IsAllowed(string path)
        => Path.GetFileName(path).StartsWith(".kubepki-", StringComparison.Ordinal) || Directory.Exists(path)
            ? _durableStage is "Staging" or "Committing"
            : _durableStage is "Committing";

    private void Complain(IEnumerable<string> lost, string when) => _complaints.AddRange(lost.Select(l => $"{l} is not durable {when}"));

    private bool Counts(string path)
        => path.StartsWith(root + "/", StringComparison.Ordinal) && Path.GetFileName(path) is not ("lock" or "activation.lock");

    private bool IsOwn(string path) => path.StartsWith(root + "/var/lib/kubepki", StringComparison.Ordinal) || path == root + "/var/lib";

    private static bool IsList(string path) => Path.GetFileName(path).StartsWith("manifest.json", StringComparison.Ordinal);

    private static string Holder(string path) => Path.GetDirectoryName(path)!;

    /// <summary>The paths of a call, resolved against the directory of the call if it names one.</summary>
    private static List<string> Paths(string call)
        =>
        [
            .. Named().Matches(call)
                .Select(m => m.Groups[2].Value.StartsWith('/') ? m.Groups[2].Value : $"{m.Groups[1].Value}/{m.Groups[2].Value}"),
        ];

    [GeneratedRegex(@"^\w+\(\d+<([^>]*)>")]
    private static partial Regex Descriptor();

    [GeneratedRegex(@"O_CREAT.* = \d+<([^>]*)>$")]
    private static partial Regex Made();

    [GeneratedRegex("""(?:<([^>]*)>, )?"([^"]*)"(?=[,)])""")]
    private static partial Regex Named();

    [GeneratedRegex(@"stage\\"":\\""(\w+)")]
    private static partial Regex Stage();
}
