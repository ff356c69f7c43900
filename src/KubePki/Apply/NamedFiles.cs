using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Language;

namespace KubePki.Apply;

/// <summary>
/// Files at places of this machine that an operator names, which may lie in somebody's home. A link that an ordinary user made is not
/// followed, and each directory is walked to once and held: whoever exchanges it meanwhile exchanges nothing of root's.
/// </summary>
/// <param name="asOwners">
/// Whether a file in a directory of an ordinary user is made as that user, and theirs. Keys of the control plane stay root's wherever they are
/// put.
/// </param>
internal sealed class NamedFiles(bool asOwners) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode EverybodyReads = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>What leads to the caller's own terminal, pipe or file, and to nothing at all.</summary>
    private static readonly string[] CallersOwn = ["/dev/stdout", "/dev/stderr", "/dev/tty", "/dev/null", "/dev/full", "/dev/fd/", "/proc/self/fd/"];

    private readonly HeldFiles _files = new(new NodeRoot("/"), asOwners);
    private readonly List<string> _written = [];
    private readonly List<string> _made = [];

    /// <summary>
    /// Writes content to a path, in the place of a file that is there. Null, or why it could not be written.
    /// </summary>
    public static Problem? Replace(string path, byte[] content, Message failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var full = Path.GetFullPath(path);
        try
        {
            if (Array.Exists(CallersOwn, own => full == own || (own[^1] == '/' && full.StartsWith(own, StringComparison.Ordinal))))
            {
                File.WriteAllBytes(full, content);
                return null;
            }

            using var files = new NamedFiles(asOwners: true);
            return files.ReplaceOne(full, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return failure.Because(path, e);
        }
    }

    /// <summary>Why no new file can come to a path; null when nothing is there.</summary>
    internal Problem? WhyNotNew(string path)
    {
        try
        {
            var real = _files.Resolve(path, followsLast: false);
            return !real.Succeeded ? real.Problem : _files.Look(real.Value) is null ? null : ApplyMessages.AlreadyThere.At(path);
        }
        catch (IOException e)
        {
            return ApplyMessages.NotWritten.At(path, e.Message);
        }
    }

    /// <summary>
    /// Why a key of the control plane must not be kept at a path, where the user of the directories on the way could exchange it; null when
    /// it may.
    /// </summary>
    internal Problem? WhyNotKept(string path)
    {
        try
        {
            var real = _files.Resolve(path, followsLast: false);
            return !real.Succeeded ? real.Problem : _files.OpenAbove(real.Value) is { } open ? ApplyMessages.OpenToOthers.At(path, open)
                : null;
        }
        catch (IOException e)
        {
            return ApplyMessages.NotWritten.At(path, e.Message);
        }
    }

    /// <summary>
    /// Writes a new file, readable by its owner only. <paramref name="makesDirectories"/>: missing directories are made, for the owner only.
    /// Throws <see cref="IOException"/>.
    /// </summary>
    internal void WriteNew(string path, byte[] content, bool makesDirectories = false)
    {
        var real = Real(_files.Resolve(path, followsLast: false));
        if (makesDirectories)
        {
            MakeDirectories(Path.GetDirectoryName(real)!);
        }

        // Again, for what has come to be since it was asked: the directories are held from here on.
        if (!asOwners && _files.OpenAbove(real) is { } open)
        {
            throw new IOException(ApplyMessages.OpenToOthers.At(path, open).ToString());
        }

        using var file = new NewFiles();
        _files.Write(real, content, FileAttributesSnapshot.Private, file);
        _written.Add(real);
        file.Sync();
        _files.Sync(Path.GetDirectoryName(real)!);
    }

    /// <summary>Removes what was written, and the directories that were made for it, as far as that is possible.</summary>
    internal void TakeBack()
    {
        _written.ForEach(real => Try(() => _files.Remove(real)));
        foreach (var real in Enumerable.Reverse(_made))
        {
            Try(() => _files.RemoveEmptyDirectory(real));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    private static void Try(Action removes)
    {
        try
        {
            removes();
        }
        catch (IOException)
        {
            // Whoever took the directory away has what was written there.
        }
    }

    private static string Real(Outcome<string> resolved) => resolved.Succeeded ? resolved.Value : throw new IOException(resolved.Problem.ToString());

    private Problem? ReplaceOne(string path, byte[] content)
    {
        var resolved = _files.Resolve(path, followsLast: true);
        if (!resolved.Succeeded)
        {
            return resolved.Problem;
        }

        var old = _files.Look(resolved.Value);
        if (old is not null and not { Kind: FileKind.Regular })
        {
            return FileMessages.NotAFile.At(path, NodeRoot.Name(old.Kind));
        }

        if (WriteTrust.Fixed(_files, path, resolved.Value) is { } unmovable)
        {
            return unmovable;
        }

        // Not the process number: in a container it may be the same at each run, and a run that was killed leaves its file.
        var directory = Path.GetDirectoryName(resolved.Value)!;
        var staged = $"{directory}/.kubepki-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        using var file = new NewFiles();
        try
        {
            _files.Write(staged, content, old is null ? FileAttributesSnapshot.Private with { Mode = EverybodyReads } : new(old.Mode, old.Owner, old.Group, new Dictionary<string, byte[]>()), file);
            _written.Add(staged);
            file.Sync();
            _files.Rename(staged, resolved.Value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TakeBack();
            throw;
        }

        _files.Sync(directory);
        return null;
    }

    private void MakeDirectories(string real)
    {
        if (real == "/" || _files.Look(real) is not null)
        {
            return;
        }

        var parent = Path.GetDirectoryName(real)!;
        MakeDirectories(parent);
        _made.Add(real);
        _files.MakeDirectory(real, OwnerOnly);
        _files.Sync(parent);
    }
}
