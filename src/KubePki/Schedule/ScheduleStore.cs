using System.Security.Cryptography;
using System.Text;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Schedule;

/// <summary>A schedule that is installed on a node.</summary>
/// <param name="Kind">What starts its runs.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Paths">Its files.</param>
internal sealed record InstalledSchedule(StarterKind Kind, ScheduleSettings Settings, IReadOnlyList<string> Paths);

/// <summary>
/// Writes, reads and removes the files of a schedule below a node's root. A file that kubepki did not write is never changed.
/// </summary>
internal sealed class ScheduleStore(NodeRoot root) : IDisposable
{
    private const UnixFileMode EverybodyReads =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode EverybodyEnters = EverybodyReads | UnixFileMode.UserExecute | UnixFileMode.GroupExecute
        | UnixFileMode.OtherExecute;

    private readonly HeldFiles _files = new(root);

    /// <summary>
    /// What can start runs on the node: on this machine systemd if it is the init (sd_booted(3)), in a directory if it has systemd's
    /// directory for units; else cron. Null for neither.
    /// </summary>
    public static StarterKind? Detect(NodeRoot root, bool isThisMachine)
        => root.Exists(isThisMachine ? "/run/systemd/system" : "/etc/systemd/system") ? StarterKind.Systemd
            : root.Exists("/etc/cron.d") ? StarterKind.Cron : null;

    /// <summary>
    /// Why other users could replace a program that root starts; null if only root can. A missing program is one in an image that gets it
    /// later.
    /// </summary>
    public Problem? ProblemOfProgram(string path) => Guarded(path, () =>
    {
        var real = _files.Resolve(path, followsLast: true);
        return !real.Succeeded ? real.Problem
            : _files.OpenAbove(real.Value) is { } open ? ScheduleMessages.OpenProgram.At(path, open)
            : _files.FactsOf(real.Value) is { } facts && HeldFiles.IsOpen(facts) ? ScheduleMessages.OpenProgram.At(path, path)
            : null;
    });

    /// <summary>The installed schedule; null if there is none.</summary>
    public InstalledSchedule? Installed()
    {
        foreach (var kind in Enum.GetValues<StarterKind>())
        {
            if (TextAt(Starter.MainPath(kind)) is { } text && OwnText.SettingsOf(text) is { } settings)
            {
                return new InstalledSchedule(kind, settings, [.. Starter.Paths(kind).Where(IsOwn)]);
            }
        }

        return null;
    }

    /// <summary>
    /// Writes the files of a schedule, and removes those of the other starter. Returns the paths that changed, or a problem of the first
    /// file that somebody else wrote; then nothing is changed.
    /// </summary>
    public Outcome<IReadOnlyList<string>> Install(StarterKind kind, IReadOnlyList<ScheduleFile> files)
    {
        var others = Enum.GetValues<StarterKind>().Where(k => k != kind).SelectMany(Starter.Paths).Where(IsOwn).ToList();
        if (files.Select(f => Objection(f.Path)).OfType<Problem>().FirstOrDefault() is { } foreign)
        {
            return foreign;
        }

        var changed = new List<string>();
        foreach (var file in files.Where(f => !IsThere(f)))
        {
            if (Guarded(file.Path, () => Write(file)) is { } problem)
            {
                return problem;
            }

            changed.Add(file.Path);
        }

        return Remove(others) is { } left ? left : (Outcome<IReadOnlyList<string>>)changed.Concat(others).ToList();
    }

    /// <summary>Removes the files that kubepki wrote. Returns their paths, or a problem of the first that cannot be removed.</summary>
    public Outcome<IReadOnlyList<string>> Uninstall()
    {
        var all = Enum.GetValues<StarterKind>().SelectMany(Starter.Paths).ToList();
        var own = all.Where(IsOwn).ToList();
        return Remove(own) is { } problem ? problem : own;
    }

    /// <summary>The files under the names of a schedule that kubepki did not write, or that were changed since.</summary>
    public IReadOnlyList<Problem> Foreign()
        => [.. Enum.GetValues<StarterKind>().SelectMany(Starter.Paths).Select(Objection).OfType<Problem>()];

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    private static Problem? Guarded(string path, Func<Problem?> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ScheduleMessages.NotWritten.Because(path, e);
        }
    }

    private Problem? Objection(string path) => Guarded(
        path, () => Real(path) is { } real && _files.FactsOf(real) is not null && !IsOwn(path) ? ScheduleMessages.Foreign.At(path) : null);

    private bool IsOwn(string path)
    {
        if (Real(path) is not { } real || _files.FactsOf(real) is not { } facts)
        {
            return false;
        }

        // The link is kubepki's if it leads to a unit that is, or that is gone.
        return facts.Kind == FileKind.Link
            ? _files.LinkTarget(real) is { } target && Starter.Paths(StarterKind.Systemd).Contains(target) && Objection(target) is null
            : TextAt(path) is { } text && OwnText.Is(text);
    }

    private bool IsThere(ScheduleFile file)
        => file.Text is { } text ? TextAt(file.Path) == text : Real(file.Path) is { } real && _files.LinkTarget(real) == file.Target;

    private string? TextAt(string path)
        => Real(path) is { } real && _files.FactsOf(real) is { Kind: FileKind.Regular } && _files.Read(real).Value is { } read
            ? Encoding.UTF8.GetString(read.File.Content)
            : null;

    private string? Real(string path) => _files.Resolve(path, followsLast: false).Value;

    private Problem? Write(ScheduleFile file)
    {
        var resolved = _files.Resolve(file.Path, followsLast: false);
        if (!resolved.Succeeded)
        {
            return resolved.Problem;
        }

        var directory = Path.GetDirectoryName(resolved.Value)!;
        if (_files.FactsOf(directory) is null)
        {
            _files.MakeDirectory(directory, EverybodyEnters);
        }

        var staged = $"{directory}/.kubepki-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        if (file.Target is { } target)
        {
            _files.CreateLink(staged, target, Posix.EffectiveUser, uint.MaxValue);
        }
        else
        {
            using var content = new NewFiles();
            _files.Write(
                staged, Encoding.UTF8.GetBytes(file.Text!), FileAttributesSnapshot.Private with { Mode = EverybodyReads }, content);
            content.Sync();
        }

        _files.Rename(staged, resolved.Value);
        _files.Sync(directory);
        return null;
    }

    /// <summary>Removes files in reverse order: the link before the unit that it leads to.</summary>
    private Problem? Remove(IReadOnlyList<string> paths)
    {
        foreach (var path in paths.Reverse())
        {
            if (Guarded(path, () => RemoveOne(path)) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private Problem? RemoveOne(string path)
    {
        if (Real(path) is { } real)
        {
            _files.Remove(real);
            _files.Sync(Path.GetDirectoryName(real)!);
        }

        return null;
    }
}
