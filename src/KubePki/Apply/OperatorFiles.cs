using System.Globalization;
using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Apply;

/// <summary>
/// Files of this machine at paths that an operator names, which may be in a user's home directory. Links that an ordinary user made are not
/// followed. Each directory is resolved once and held open, so a directory that is replaced meanwhile has no effect on root's files.
/// </summary>
/// <param name="asOwners">Whether a file in a directory of an ordinary user is created as that user and belongs to them. Keys of the
/// control plane belong to root in every directory.</param>
internal sealed class OperatorFiles(bool asOwners) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode EverybodyReads =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Paths of the caller's own terminal, and of null devices.</summary>
    private static readonly string[] Devices = ["/dev/tty", "/dev/null", "/dev/full"];

    /// <summary>Directories that name the file descriptors of this process by their numbers.</summary>
    private static readonly string[] OfDescriptors = ["/dev/fd/", "/proc/self/fd/"];

    private readonly HeldFiles _files = new(new NodeRoot("/"), asOwners);
    private readonly List<string> _written = [];
    private readonly List<string> _made = [];

    /// <summary>Writes content to a path and replaces an existing file. Returns null, or why the content could not be written.</summary>
    public static Problem? Replace(string path, byte[] content, Message failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var full = Path.GetFullPath(path);
        try
        {
            if (Descriptor(full) is { } descriptor)
            {
                Posix.Write(descriptor, content);
                return null;
            }

            if (Devices.Contains(full))
            {
                File.WriteAllBytes(full, content);
                return null;
            }

            using var files = new OperatorFiles(asOwners: true);
            return Here(files.ReplaceOne(full, content));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return failure.Because(path, e);
        }
    }

    /// <summary>
    /// The file descriptor of this process that a path names, so that it can be written to directly. Opening the path would open the file
    /// behind the descriptor again. Null for any other path, including a path below an open directory's descriptor.
    /// </summary>
    private static int? Descriptor(string path) => path switch
    {
        "/dev/stdout" => 1,
        "/dev/stderr" => 2,
        _ => Array.Find(OfDescriptors, d => path.StartsWith(d, StringComparison.Ordinal)) is { } directory
            && int.TryParse(path.AsSpan(directory.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private static Problem? Here(Problem? problem) => problem is null ? null : problem with { IsOfThisMachine = true };

    /// <summary>Why no new file can be created at a path; null if the path is free.</summary>
    internal Problem? ProblemOfNewFile(string path)
    {
        try
        {
            var real = _files.Resolve(path, followsLast: false);
            return Here(!real.Succeeded ? real.Problem : _files.FactsOf(real.Value) is null ? null : ApplyMessages.AlreadyThere.At(path));
        }
        catch (IOException e)
        {
            return ApplyMessages.NotWritten.At(path, e.Message);
        }
    }

    /// <summary>
    /// Why a key of the control plane must not be stored at a path: the user who owns a directory on the way could replace the key. Null if
    /// it may be stored there.
    /// </summary>
    internal Problem? ProblemOfKeyFile(string path)
    {
        try
        {
            var real = _files.Resolve(path, followsLast: false);
            return Here(
                !real.Succeeded
                    ? real.Problem
                    : _files.OpenAbove(real.Value) is { } open ? ApplyMessages.OpenToOthers.At(path, open) : null);
        }
        catch (IOException e)
        {
            return ApplyMessages.NotWritten.At(path, e.Message);
        }
    }

    /// <summary>
    /// Writes a new file that only its owner can read. <paramref name="makesDirectories"/>: create missing directories, for the owner only.
    /// Throws <see cref="IOException"/>.
    /// </summary>
    internal void WriteNew(string path, byte[] content, bool makesDirectories = false)
    {
        var real = Real(_files.Resolve(path, followsLast: false));
        if (makesDirectories)
        {
            MakeDirectories(Path.GetDirectoryName(real)!);
        }

        // Check again, because the directories may have changed since the first check. From here on they are held open.
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

    /// <summary>Removes the written files and the directories that were created for them, as far as possible.</summary>
    internal void RemoveWritten()
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
            // The directory was removed together with its file.
        }
    }

    private static string Real(Outcome<string> resolved)
        => resolved.Succeeded ? resolved.Value : throw new IOException(resolved.Problem.ToString());

    private Problem? ReplaceOne(string path, byte[] content)
    {
        var resolved = _files.Resolve(path, followsLast: true);
        if (!resolved.Succeeded)
        {
            return resolved.Problem;
        }

        var old = _files.FactsOf(resolved.Value);
        if (old is not null and not { Kind: FileKind.Regular })
        {
            return FileMessages.NotAFile.At(path, NodeRoot.Name(old.Kind));
        }

        if (WriteTrust.Fixed(_files, path, resolved.Value) is { } unmovable)
        {
            return unmovable;
        }

        // A random name instead of the process ID: in a container, every run may have the same process ID, and a killed run leaves its file
        // behind.
        var directory = Path.GetDirectoryName(resolved.Value)!;
        var staged = $"{directory}/.kubepki-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        using var file = new NewFiles();
        try
        {
            _files.Write(
                staged, content,
                old is null
                    ? FileAttributesSnapshot.Private with { Mode = EverybodyReads }
                    : new(old.Mode, old.Owner, old.Group, new Dictionary<string, byte[]>()),
                file);
            _written.Add(staged);
            file.Sync();
            _files.Rename(staged, resolved.Value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            RemoveWritten();
            throw;
        }

        try
        {
            _files.Sync(directory);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The new file is in place, but may be lost in a power failure.
            return ApplyMessages.NotDurable.At(path, e.Message.TrimEnd('.'));
        }
    }

    private void MakeDirectories(string real)
    {
        if (real == "/" || _files.FactsOf(real) is not null)
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
