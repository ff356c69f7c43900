using Microsoft.Win32.SafeHandles;

namespace KubePki.Files;

/// <summary>
/// New files that become durable together. Each wait for the disk is a commit of the file system's journal; files whose way to
/// the disk has begun before the first wait share that commit.
/// </summary>
internal sealed class NewFiles : IDisposable
{
    /// <summary>So many are held open at most: far below the 1,024 that a process may commonly open.</summary>
    private const int Most = 64;

    private readonly List<(SafeFileHandle File, string Path, HeldDirectory? Directory)> _files = [];

    /// <summary>
    /// Writes one of this program's own, readable by its owner only until it has its mode. It is durable after <see cref="Sync"/>. Throws
    /// <see cref="IOException"/>; nothing is left then of the file that failed.
    /// </summary>
    internal void Write(string path, ReadOnlySpan<byte> content, FileAttributesSnapshot attributes)
    {
        var file = Add(() => Posix.CreateExclusive(path), path, null);
        try
        {
            RandomAccess.Write(file, content, 0);
            Posix.SetOwnerAndMode(file, path, attributes.Owner, attributes.Group, attributes.Mode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Removed(() => Posix.Remove(path));
            throw;
        }

        Posix.BeginSync(file);
    }

    /// <summary>Likewise in a directory that is held, with owner and labels.</summary>
    internal void Write(HeldDirectory directory, string name, string path, byte[] content, FileAttributesSnapshot attributes)
    {
        var file = Add(() => directory.Create(name), path, directory);
        try
        {
            directory.Fill(file, content);
            directory.Dress(file, name, attributes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Removed(() => directory.Remove(name));
            throw;
        }

        directory.BeginSync(file);
    }

    /// <summary>Waits until the content of all of them is durable; throws <see cref="IOException"/> for the first that is not.</summary>
    internal void Sync()
    {
        foreach (var (file, path, directory) in _files)
        {
            if (directory is null)
            {
                Posix.Sync(file, path);
            }
            else
            {
                directory.Sync(file, path);
            }
        }

        Dispose();
    }

    /// <summary>Why the file failed says more than why it could not be removed.</summary>
    private static void Removed(Action remove)
    {
        try
        {
            remove();
        }
        catch (IOException)
        {
            // What it failed for may keep it from being removed, too.
        }
    }

    private SafeFileHandle Add(Func<SafeFileHandle> create, string path, HeldDirectory? directory)
    {
        if (_files.Count == Most)
        {
            Sync();
        }

        var file = create();
        _files.Add((file, path, directory));
        return file;
    }

    public void Dispose()
    {
        foreach (var (file, _, directory) in _files)
        {
            if (directory is null)
            {
                file.Dispose();
            }
            else
            {
                directory.Close(file);
            }
        }

        _files.Clear();
    }
}
