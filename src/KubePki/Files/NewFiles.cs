using Microsoft.Win32.SafeHandles;

namespace KubePki.Files;

/// <summary>
/// New files that become durable together. Each wait for the disk commits the file system's journal. Files whose writeback began before the
/// first wait share that commit.
/// </summary>
internal sealed class NewFiles : IDisposable
{
    /// <summary>The maximum number of open files: far below the usual limit of 1,024 per process.</summary>
    private const int Most = 64;

    private readonly List<(SafeFileHandle File, string Path, HeldDirectory? Directory)> _files = [];

    /// <summary>
    /// Writes one of this program's own files. It is readable only by its owner until it has its mode, and durable after
    /// <see cref="Sync"/>. Throws <see cref="IOException"/>; a failed file is removed.
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

    /// <summary>Same as for a path, in a held directory, with owner and labels.</summary>
    internal void Write(HeldDirectory directory, string name, string path, byte[] content, FileAttributesSnapshot attributes)
    {
        var file = Add(() => directory.Create(name), path, directory);
        try
        {
            directory.Fill(file, content);
            directory.SetAttributes(file, name, attributes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Removed(() => directory.Remove(name));
            throw;
        }

        directory.BeginSync(file);
    }

    /// <summary>Waits until the content of all files is durable; throws <see cref="IOException"/> for the first one that fails.</summary>
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

    /// <summary>Removes a failed file. An error of the removal is ignored, because the first error is more useful.</summary>
    private static void Removed(Action remove)
    {
        try
        {
            remove();
        }
        catch (IOException)
        {
            // The cause of the first error may also prevent the removal.
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
