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

    private readonly List<(SafeFileHandle File, string Path)> _files = [];

    /// <summary>
    /// Writes one, readable by its owner only until it has its owner, labels and mode. It is durable after <see cref="Sync"/>.
    /// Nothing is written when the file came to lie in another directory than <paramref name="directory"/>, which has no link in it: a user
    /// whose own directory is on the way may have exchanged it for a link after it was looked at. Throws <see cref="IOException"/>.
    /// </summary>
    internal void Write(string path, ReadOnlySpan<byte> content, FileAttributesSnapshot attributes, string? directory = null)
    {
        if (_files.Count == Most)
        {
            Sync();
        }

        var file = Posix.CreateExclusive(path);
        _files.Add((file, path));
        if (directory is not null && Posix.PathOf(file) is { } where && Path.GetDirectoryName(where) != directory)
        {
            Posix.Remove(where);
            throw new IOException($"{path}: its directory was exchanged for another one");
        }

        RandomAccess.Write(file, content, 0);
        foreach (var (name, value) in attributes.Extended)
        {
            Posix.SetAttribute(path, name, value);
        }

        Posix.SetOwnerAndMode(file, path, attributes.Owner, attributes.Group, attributes.Mode);
        Posix.BeginSync(file);
    }

    /// <summary>Waits until the content of all of them is durable; throws <see cref="IOException"/> for the first that is not.</summary>
    internal void Sync()
    {
        foreach (var (file, path) in _files)
        {
            Posix.Sync(file, path);
        }

        Dispose();
    }

    public void Dispose()
    {
        _files.ForEach(f => f.File.Dispose());
        _files.Clear();
    }
}
