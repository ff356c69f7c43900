using KubePki.Localization;

namespace KubePki.Files;

/// <summary>
/// A node's files for the duration of one change. Each directory is opened once, one path component at a time and without following links,
/// and held open. From then on, its entries are accessed through its file descriptor. Below a home directory, everything is done as the
/// owner of the directory. Paths are the node's. Failures throw <see cref="IOException"/>.
/// </summary>
/// <param name="root">The node.</param>
/// <param name="asOwners">For paths that an operator names: entries are accessed as the directory's owner, starting at the first directory
/// that belongs neither to root nor to the acting user.</param>
internal sealed partial class HeldFiles(NodeRoot root, bool asOwners = false) : IDisposable
{
    private const int MaximumLinks = 40;

    private readonly Dictionary<string, HeldDirectory> _directories = new(StringComparer.Ordinal);
    private readonly UserThread _owners = new(root.Homes);
    private readonly UserThread _nobodys = new(root.Homes);
    private NamedHomes? _homes;
    private IReadOnlyDictionary<uint, uint>? _groups;

    /// <summary>Opens a directory whose path contains no links; null if it does not exist.</summary>
    internal HeldDirectory? OpenDirectory(string realDirectory)
    {
        if (_directories.TryGetValue(realDirectory, out var held))
        {
            return held;
        }

        if (InTimeOf(HomeOnTheWay(realDirectory), () => Open(realDirectory)) is { } opened)
        {
            _directories[realDirectory] = opened;
            return opened;
        }

        return null;
    }

    /// <summary>
    /// The path with its links followed, inside the root. With <paramref name="followsLast"/>, the last component is followed too. A link
    /// is followed only if root or the effective user of this process made it. Below a home directory, it is followed only if, in addition,
    /// no other user could move it. Missing components are kept as named.
    /// </summary>
    internal Outcome<string> Resolve(string nodePath, bool followsLast) => Resolve(nodePath, followsLast, Follows);

    /// <summary>
    /// Same as <see cref="Resolve(string, bool)"/>, for paths that are only read: outside home directories, links of every user are
    /// followed.
    /// </summary>
    internal Outcome<string> ResolveForReading(string nodePath)
        => Resolve(nodePath, followsLast: true, (link, directory, name) => !IsInHome(directory, name) || Follows(link, directory, name));

    /// <summary>The home directory that contains a kubeconfig or a copy beside it; null if the path is not in one.</summary>
    internal string? HomeOf(string nodePath)
        => Path.GetDirectoryName(nodePath) is { } directory && Path.GetFileName(directory) == HomeDirectories.Kubeconfigs
            && Path.GetDirectoryName(directory) is { } home && Homes.Named(home) is not null ? home : null;

    /// <summary>The real path of a home directory, following only root's own links; a problem if it cannot be determined.</summary>
    internal Outcome<string> RealHome(string home)
        => InTimeOf(
            root.OnThisMachine(home),
            () => Walk(home, followsLast: true, (link, directory, _) => NodeRoot.Trusts(link) && IsRootsOwn(directory)));

    /// <summary>Facts about an entry itself; null if it does not exist.</summary>
    internal FileFacts? FactsOf(string realPath)
        => realPath == "/"
            ? OpenDirectory("/")!.Facts
            : InTimeOf(HomeOnTheWay(realPath), () => OpenDirectory(Holder(realPath))?.FactsOf(Name(realPath)));

    /// <summary>The target and facts of a link; null if there is no link at the path.</summary>
    internal (string Target, FileFacts Facts)? Link(string realPath)
        => InTimeOf(HomeOnTheWay(realPath), () => OpenDirectory(Holder(realPath))?.Link(Name(realPath)));

    /// <summary>
    /// Runs a call as the acting user, within the budget of a home directory. Throws <see cref="IOException"/> if the home directory's file
    /// system does not respond in time.
    /// </summary>
    internal T Within<T>(string home, Func<T> work) => _nobodys.As(null, root.OnThisMachine(home), work);

    /// <summary>The target of a link; null if there is no link.</summary>
    internal string? LinkTarget(string realPath) => Link(realPath)?.Target;

    /// <summary>Content, facts and extended attributes of a regular file, all from one file descriptor.</summary>
    internal Outcome<HeldFile> Read(string realPath)
    {
        try
        {
            return OpenDirectory(Holder(realPath)) is { } directory
                ? directory.Read(Name(realPath), realPath)
                : FileMessages.Missing.At(realPath);
        }
        catch (IOException e)
        {
            return FileMessages.Unreadable.At(realPath, e.Message);
        }
    }

    /// <summary>
    /// Reads a file in a home directory as its owner. Links in the home directory are followed as long as they stay in it. A file that
    /// root's own links lead to outside the home directory is read as root. <paramref name="real"/>: the resolved path.
    /// </summary>
    internal Outcome<NodeFile> ReadInHome(string home, string path, string real)
    {
        try
        {
            return InTimeOf(root.OnThisMachine(home), () =>
            {
                var place = RealHome(home);
                var isInside = place.Succeeded && real.StartsWith(place.Value + "/", StringComparison.Ordinal)
                    && path.StartsWith(home + "/", StringComparison.Ordinal);
                var read = isInside ? ReadBeneath(place.Value!, path[(home.Length + 1)..], path)
                    : Resolve(path, followsLast: true).Then(Read);
                return read.Then<NodeFile>(file => file.File with { Path = path, RealPath = real });
            });
        }
        catch (IOException e)
        {
            return FileMessages.Unreadable.At(path, e.Message);
        }
    }

    private Outcome<HeldFile> ReadBeneath(string realHome, string below, string path)
        => OpenDirectory(realHome) is not { } home ? FileMessages.Missing.At(path)
            : home.ReadBeneath(
                below, path, Another(home.Facts) ?? (home.FactsOf(HomeDirectories.Kubeconfigs) is { } holder ? Another(holder) : null));

    /// <summary>Renames an entry within its directory and replaces an existing entry of the new name.</summary>
    internal void Rename(string from, string to) => Directory(to).Rename(Name(from), Name(to));

    /// <summary>Renames an entry within its directory. Returns false if the new name is taken.</summary>
    internal bool RenameNew(string from, string to) => Directory(to).RenameNew(Name(from), Name(to));

    /// <summary>Removes an entry. A missing entry is not an error.</summary>
    internal void Remove(string realPath) => OpenDirectory(Holder(realPath))?.Remove(Name(realPath));

    internal void CreateLink(string realPath, string target, uint user, uint group)
        => Directory(realPath).CreateLink(Name(realPath), target, user, group);

    /// <summary>Writes a new file with its attributes, as one of the files that become durable together.</summary>
    internal void Write(string realPath, byte[] content, FileAttributesSnapshot attributes, NewFiles files)
        => files.Write(Directory(realPath), Name(realPath), root.OnThisMachine(realPath), content, attributes);

    /// <summary>Makes a directory's entries durable.</summary>
    internal void Sync(string realDirectory) => (OpenDirectory(realDirectory) ?? throw Gone(realDirectory)).Sync();

    internal void MakeDirectory(string realPath, UnixFileMode mode) => InTimeOf(HomeOnTheWay(realPath), () =>
    {
        Directory(realPath).MakeDirectory(Name(realPath), mode);
        return 0;
    });

    /// <summary>Removes a directory unless it contains entries.</summary>
    internal void RemoveEmptyDirectory(string realPath)
    {
        if (_directories.Remove(realPath, out var held))
        {
            held.Dispose();
        }

        InTimeOf(HomeOnTheWay(realPath), () =>
        {
            OpenDirectory(Holder(realPath))?.RemoveEmptyDirectory(Name(realPath));
            return 0;
        });
    }

    /// <summary>
    /// Whether the path of a directory still leads to the directory that is held open. Throws <see cref="IOException"/> if that cannot be
    /// determined.
    /// </summary>
    internal bool IsStillThere(string realDirectory)
    {
        if (!_directories.TryGetValue(realDirectory, out var held))
        {
            return true;
        }

        try
        {
            using var again = new HeldFiles(root);
            var now = again.OpenDirectory(realDirectory)?.Facts;
            return now is not null && (now.Device, now.Inode) == (held.Facts.Device, held.Facts.Inode);
        }
        catch (IOException e) when (held.Owner is not null || e.HResult == Posix.TooManyLinks)
        {
            // The directory was replaced by a link, or its owner made it inaccessible: either way, it is no longer at its path.
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var directory in _directories.Values)
        {
            directory.Dispose();
        }

        _owners.Dispose();
        _nobodys.Dispose();
    }

    private NamedHomes Homes => _homes ??= new NamedHomes(root, Real);

    private static string Holder(string realPath) => Path.GetDirectoryName(realPath)!;

    private static string Name(string realPath) => Path.GetFileName(realPath);

    private HeldDirectory Directory(string realPath) => OpenDirectory(Holder(realPath)) ?? throw Gone(Holder(realPath));

    private IOException Gone(string realDirectory)
        => new($"{root.OnThisMachine(realDirectory)}: {Posix.Describe(Posix.NoEntry)}", Posix.NoEntry);

    private HeldDirectory? Open(string realDirectory)
    {
        if (realDirectory == "/")
        {
            var handle = Posix.OpenRoot(root.OnThisMachine("/"));
            if (Posix.Facts(handle, out var error) is not { } facts)
            {
                handle.Dispose();
                throw new IOException($"{root.OnThisMachine("/")}: {Posix.Describe(error)}", error);
            }

            return new HeldDirectory(handle, "", root.OnThisMachine(""), facts, null, null, _owners);
        }

        if (OpenDirectory(Holder(realDirectory)) is not { } parent)
        {
            return null;
        }

        // In and below a home directory, entries are accessed as its owner. If root owns the home directory, this starts at the first
        // directory of another user.
        var isOwners = asOwners || HomeOf($"{realDirectory}/config") is not null;
        var acting = parent.Owner ?? (isOwners ? Another(parent.Facts) : null);
        if (parent.OpenEntry(Name(realDirectory), acting) is not { } entry)
        {
            return null;
        }

        if (entry.Facts.Kind != FileKind.Directory)
        {
            entry.Place.Dispose();
            return entry.Facts.Kind != FileKind.Link
                ? null
                : throw new IOException($"{root.OnThisMachine(realDirectory)}: was exchanged for a symbolic link", Posix.TooManyLinks);
        }

        acting ??= isOwners ? Another(entry.Facts) : null;
        var home = acting is null && IsOnTheNodesDisk(entry.Facts) ? null
            : parent.Home ?? HomeWith(realDirectory) ?? (acting is null ? null : root.OnThisMachine(realDirectory));
        return new HeldDirectory(entry.Place, realDirectory, root.OnThisMachine(realDirectory), entry.Facts, acting, home, _owners);
    }

    /// <summary>
    /// Whether a directory is on the file system of the node's root. If that one does not answer, nothing does: there is nothing to limit.
    /// A file system that a user mounted can claim that root owns its directories, but it is another file system.
    /// </summary>
    private bool IsOnTheNodesDisk(FileFacts directory) => directory.Device == OpenDirectory("/")!.Facts.Device;

    /// <summary>
    /// The owner of a directory, if it is neither root nor the effective user of this process; only root can act as another user. The group
    /// is the owner's primary group: the directory's own group may give its members access to more.
    /// </summary>
    private FileOwner? Another(FileFacts directory)
    {
        _groups ??= HomeDirectories.Groups(root);
        return Posix.EffectiveUser == 0 && directory.Owner != 0
            ? new FileOwner(directory.Owner, _groups.GetValueOrDefault(directory.Owner, HomeDirectories.NoGroup))
            : null;
    }

    private string? HomeWith(string path) => Homes.Of(path) is { } home ? root.OnThisMachine(home) : null;

    /// <summary>
    /// The home directory whose budget pays for walking to a path. With <c>asOwners</c>, each path that the operator named has a budget of
    /// its own.
    /// </summary>
    private string? HomeOnTheWay(string path)
        => HomeWith(path) ?? _owners.Asking ?? (asOwners && path.Length > 1 ? root.OnThisMachine(path) : null);

    private T InTimeOf<T>(string? home, Func<T> work)
    {
        var before = _owners.Asking;
        try
        {
            _owners.Asking = home;
            return work();
        }
        finally
        {
            _owners.Asking = before;
        }
    }

    private string? Real(string home)
    {
        try
        {
            return RealHome(home).Value;
        }
        catch (IOException)
        {
            // A path that cannot be accessed does not need to be matched.
            return null;
        }
    }

    private Outcome<string> Resolve(string nodePath, bool followsLast, Func<FileFacts, HeldDirectory, string, bool> follows)
        => InTimeOf(HomeOnTheWay(nodePath), () => Walk(nodePath, followsLast, follows));

    private Outcome<string> Walk(string nodePath, bool followsLast, Func<FileFacts, HeldDirectory, string, bool> follows)
    {
        if (NodeRoot.NotAPath(nodePath) is { } refused)
        {
            return refused;
        }

        var pending = new Stack<string>(nodePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var at = new List<string>();
        for (var links = 0; pending.Count > 0;)
        {
            var part = pending.Pop();
            if (part is "." or "..")
            {
                // Same as the kernel: <c>.</c> and <c>..</c> are invalid after a component that is not a directory.
                if (OpenDirectory(Joined(at)) is null)
                {
                    return FileMessages.Missing.At(nodePath);
                }

                at = at[..Math.Max(at.Count - (part.Length - 1), 0)];
                continue;
            }

            var here = Joined(at);
            at.Add(part);
            if ((pending.Count == 0 && !followsLast) || OpenDirectory(here) is not { } directory || directory.Link(part) is not { } link)
            {
                continue;
            }

            if (!follows(link.Facts, directory, part))
            {
                return NodeRoot.Untrusted(
                    nodePath, Joined(at), link.Facts, directory.Owner?.User ?? directory.Facts.Owner, IsRootsOwn(directory));
            }

            if (++links > MaximumLinks)
            {
                return FileMessages.TooManyLinks.At(nodePath);
            }

            at = link.Target.StartsWith('/') ? [] : at[..^1];
            foreach (var next in link.Target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                pending.Push(next);
            }
        }

        return Joined(at);
    }

    private bool Follows(FileFacts link, HeldDirectory directory, string name)
        => NodeRoot.Trusts(link) && (!IsInHome(directory, name) || IsRootsOwn(directory));

    private bool IsInHome(HeldDirectory directory, string name)
        => directory.Owner is not null || HomeOf($"{directory.Path}/{name}") is not null
            || (name == HomeDirectories.Kubeconfigs && Homes.Named(directory.Path) is not null);

    /// <summary>Whether only root controls the content of a directory and of all its parents.</summary>
    internal bool IsRootsOwn(HeldDirectory directory)
    {
        for (var at = directory; at is not null; at = at.Path.Length == 0 ? null : OpenDirectory(Holder(at.Path)))
        {
            if (at.Owner is not null || !IsRootsAlone(at.Facts))
            {
                return false;
            }
        }

        return true;
    }
}
