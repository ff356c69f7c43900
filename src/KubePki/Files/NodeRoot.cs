using System.Buffers;
using System.Security.Cryptography;
using KubePki.Localization;

namespace KubePki.Files;

/// <summary>One file of a node, as it was read.</summary>
/// <param name="Path">The requested path on the node.</param>
/// <param name="RealPath">The path on the node after following symbolic links inside the root.</param>
/// <param name="Content">The content in bytes.</param>
/// <param name="Facts">Mode, owner and other facts of the file that the links lead to.</param>
internal sealed record NodeFile(string Path, string RealPath, byte[] Content, FileFacts Facts)
{
    /// <summary>The SHA-256 of the content. Wipes the content, for callers that only need the hash.</summary>
    internal byte[] HashAndWipe()
    {
        var hash = SHA256.HashData(Content);
        CryptographicOperations.ZeroMemory(Content);
        return hash;
    }
}

/// <summary>
/// The file system of a node, under a directory (<c>--root</c>; <c>/</c> on the node itself). All paths given and returned are the node's
/// own absolute paths. Links are resolved as on the node, and never lead out of the root. Reading never blocks, never reads more than
/// <see cref="MaximumFileSize"/>, and returns file system errors as problems instead of throwing.
/// </summary>
internal sealed class NodeRoot
{
    /// <summary>Largest file that is read, in bytes. A CA bundle of a thousand certificates is about 1.5 MB.</summary>
    public const int MaximumFileSize = 8 * 1024 * 1024;

    private const int MaximumLinks = 40;

    /// <summary>The character that replaces bytes that are not UTF-8.</summary>
    private const char Replacement = '\uFFFD';

    private readonly string _directory;

    /// <summary>Creates a view of the node under <paramref name="directory"/>.</summary>
    public NodeRoot(string directory)
    {
        var full = System.IO.Path.GetFullPath(directory);
        _directory = full == "/" ? "" : full.TrimEnd('/');
    }

    /// <summary>The limit on the time that a command spends in the node's home directories.</summary>
    internal HomePatience Homes { get; init; } = new(HomePatience.Usual);

    /// <summary>Where the node's path is on this machine.</summary>
    public string OnThisMachine(string nodePath) => _directory + nodePath;

    /// <summary>Facts about an entry without following a final link, or null if it does not exist or cannot be reached.</summary>
    public FileFacts? Facts(string nodePath) => ResolveParent(nodePath).Value is { } place ? Here(place) : null;

    /// <summary>
    /// Whether an entry exists, including a dangling link. If this cannot be determined, for example for a name that is not UTF-8, the
    /// entry counts as existing: reading it then reports the reason, while an absent file would be no problem.
    /// </summary>
    public bool Exists(string nodePath)
    {
        var place = ResolveParent(nodePath);
        return place.Succeeded
            ? IsUndecodable(place.Value) || Posix.Facts(OnThisMachine(place.Value), out var error) is not null
                || !(Posix.MeansAbsent(error) || error == Posix.NameTooLong)
            : !place.Problem.Is(FileMessages.Missing);
    }

    /// <summary>
    /// The path with every link in it followed, inside the root. With <paramref name="trustedLinksOnly"/>, a link is followed only if root
    /// or the effective user of this process made it: for paths that are written to.
    /// </summary>
    public Outcome<string> Resolve(string nodePath, bool trustedLinksOnly = false)
    {
        if (NotAPath(nodePath) is { } refused)
        {
            return refused;
        }

        var pending = new Stack<string>(nodePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var resolved = new List<string>();
        for (var links = 0; pending.Count > 0;)
        {
            var part = pending.Pop();
            if (part == ".")
            {
                continue;
            }

            if (part == "..")
            {
                // Same as the kernel: <c>..</c> is invalid after a component that is not a directory.
                if (resolved.Count > 0 && Here("/" + string.Join('/', resolved))?.Kind != FileKind.Directory)
                {
                    return FileMessages.Missing.At(nodePath);
                }

                resolved.RemoveRange(Math.Max(resolved.Count - 1, 0), Math.Min(resolved.Count, 1));
                continue;
            }

            resolved.Add(part);
            var here = "/" + string.Join('/', resolved);
            var facts = Posix.Facts(OnThisMachine(here), out var error);
            if (error is not (0 or Posix.NoEntry or Posix.NotADirectory or Posix.NameTooLong))
            {
                // The entry may be a link, and the kernel would then follow it out of the root.
                return FileMessages.Unreadable.At(nodePath, Posix.Describe(error));
            }

            if (facts is not { Kind: FileKind.Link } link)
            {
                continue;
            }

            if (trustedLinksOnly && !Trusts(link))
            {
                var isRootsOwn = Here(System.IO.Path.GetDirectoryName(here)!) is { } directory && HeldFiles.IsRootsAlone(directory);
                return Untrusted(nodePath, here, link, link.Owner, isRootsOwn);
            }

            if (++links > MaximumLinks)
            {
                return FileMessages.TooManyLinks.At(nodePath);
            }

            // A link whose target cannot be read leads to an unknown path, not to its own directory.
            if (new FileInfo(OnThisMachine(here)).LinkTarget is not { Length: > 0 } target)
            {
                return FileMessages.Unreadable.At(nodePath, "the link cannot be read");
            }

            resolved.RemoveAt(resolved.Count - 1);
            if (target.StartsWith('/'))
            {
                resolved.Clear();
            }

            foreach (var next in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                pending.Push(next);
            }
        }

        return "/" + string.Join('/', resolved);
    }

    /// <summary>
    /// The path with every link in it followed except the last component: the kernel would follow these links out of the root.
    /// </summary>
    public Outcome<string> ResolveParent(string nodePath, bool trustedLinksOnly = false)
        => NotAPath(nodePath) is { } refused ? refused
            : Resolve(System.IO.Path.GetDirectoryName(nodePath) ?? "/", trustedLinksOnly)
                .Then<string>(parent => $"{parent.TrimEnd('/')}/{System.IO.Path.GetFileName(nodePath)}");

    /// <summary>
    /// Rejects a path with a NUL character. The system would end the path there and open another file. Configurations can contain such a
    /// path, but no file can have one.
    /// </summary>
    internal static Problem? NotAPath(string nodePath)
        => nodePath.Contains('\0', StringComparison.Ordinal)
            ? FileMessages.Unreadable.At(nodePath, Posix.Describe(Posix.InvalidArgument))
            : null;

    /// <summary>
    /// Whether a path contains a name that is not UTF-8, whose original bytes are lost: it contains the replacement character, and no entry
    /// has that name.
    /// </summary>
    internal bool IsUndecodable(string nodePath)
    {
        for (var at = nodePath.IndexOf(Replacement, StringComparison.Ordinal); at >= 0; at = nodePath.IndexOf(Replacement, at))
        {
            var (begin, end) = (nodePath.LastIndexOf('/', at), nodePath.IndexOf('/', at) is var slash and >= 0 ? slash : nodePath.Length);
            if (Here(nodePath[..end]) is null)
            {
                return Here(nodePath[..begin]) is not null;
            }

            at = end;
        }

        return false;
    }

    /// <summary>Whether root or the effective user of this process made a link.</summary>
    internal static bool Trusts(FileFacts link) => link.Owner == 0 || link.Owner == Posix.EffectiveUser;

    /// <summary>
    /// The problem that a link of another user is not followed. The hint to make root its owner is given only if root alone controls the
    /// link's directory.
    /// </summary>
    internal static Problem Untrusted(string path, string at, FileFacts link, uint directoryOwner, bool isRootsOwn)
        => FileMessages.UntrustedLink.At(path, at, (Trusts(link) ? directoryOwner : link.Owner).ToString()) is var problem && isRootsOwn
            && !Trusts(link)
            ? problem.WithHint(FileMessages.LetRootOwnTheLink, at) : problem;

    /// <summary>
    /// The links that lead from a path to its file, in order, each with the resolved path of its directory. Links among the parent
    /// directories are not included.
    /// </summary>
    internal IEnumerable<string> LinksOf(string nodePath)
    {
        var at = nodePath;
        for (var links = 0; links < MaximumLinks && ResolveParent(at).Value is { } place
            && LinkTarget(place) is { Length: > 0 } target; links++)
        {
            yield return place;
            at = target.StartsWith('/') ? target : $"{System.IO.Path.GetDirectoryName(place)!.TrimEnd('/')}/{target}";
        }
    }

    /// <summary>The target of a symbolic link; null if the entry is not a link.</summary>
    public string? LinkTarget(string nodePath)
        => Facts(nodePath)?.Kind == FileKind.Link ? new FileInfo(OnThisMachine(nodePath)).LinkTarget : null;

    /// <summary>Reads a regular file, following links inside the root.</summary>
    public Outcome<NodeFile> Read(string nodePath) => Resolve(nodePath).Then(real => ReadResolved(nodePath, real));

    /// <summary>The names of a directory's entries, sorted; empty if it cannot be listed.</summary>
    public IReadOnlyList<string> Names(string nodeDirectory) => List(nodeDirectory).Value ?? [];

    /// <summary>
    /// The names of a directory's entries, sorted; empty if there is no directory, and a problem if that cannot be determined.
    /// </summary>
    public Outcome<IReadOnlyList<string>> List(string nodeDirectory)
    {
        var resolved = Resolve(nodeDirectory);
        if (!resolved.Succeeded)
        {
            return resolved.Problem;
        }

        if (Posix.Facts(OnThisMachine(resolved.Value), out var error)?.Kind != FileKind.Directory)
        {
            return error == 0 || Posix.MeansAbsent(error)
                ? Array.Empty<string>()
                : FileMessages.Unreadable.At(nodeDirectory, Posix.Describe(error));
        }

        try
        {
            var names = Directory.EnumerateFileSystemEntries(OnThisMachine(resolved.Value)).Select(p => System.IO.Path.GetFileName(p))
                .ToList();
            names.Sort(StringComparer.Ordinal);
            return names;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileMessages.Unreadable.At(nodeDirectory, Reason(e));
        }
    }

    /// <summary>Facts about an entry whose path contains no links.</summary>
    private FileFacts? Here(string realPath) => Posix.Facts(OnThisMachine(realPath), out _);

    private Outcome<NodeFile> ReadResolved(string nodePath, string real)
    {
        var onThisMachine = OnThisMachine(real);
        var facts = Posix.Facts(onThisMachine, out var error);
        if (facts is null)
        {
            return error is not Posix.NoEntry ? FileMessages.Unreadable.At(nodePath, Posix.Describe(error))
                : IsUndecodable(real) ? FileMessages.Undecodable(nodePath)
                : LeadsNowhere(nodePath, real) ? FileMessages.Dangling.At(nodePath, real)
                : FileMessages.Missing.At(nodePath);
        }

        if (facts.Kind != FileKind.Regular)
        {
            return IsMountedOver(real, facts) ? FileMessages.Hidden(nodePath) : FileMessages.NotAFile.At(nodePath, Name(facts.Kind));
        }

        if (facts.Size > MaximumFileSize)
        {
            return FileMessages.TooLarge.At(nodePath, facts.Size.ToString(), MaximumFileSize.ToString());
        }

        using var handle = Posix.OpenForReading(onThisMachine, out error);
        return handle is null ? FileMessages.Unreadable.At(nodePath, Posix.Describe(error)) : ReadOpened(nodePath, real, handle);
    }

    /// <summary>
    /// Whether a device is mounted over a file: containers and systemd (InaccessiblePaths) hide files from a process with /dev/null. The
    /// device is on another file system than its directory; a device that was created there is not.
    /// </summary>
    private bool IsMountedOver(string real, FileFacts facts)
        => facts.Kind == FileKind.CharacterDevice && Here(System.IO.Path.GetDirectoryName(real)!) is { } directory
            && directory.Device != facts.Device;

    /// <summary>
    /// Whether the cause is a link, and not just a file that never existed: the path itself is a link, or leads into a directory that does
    /// not exist.
    /// </summary>
    private bool LeadsNowhere(string nodePath, string real)
        => real != nodePath && (Facts(nodePath)?.Kind == FileKind.Link || Facts(System.IO.Path.GetDirectoryName(real)!) is null);

    /// <summary>
    /// Reads to the end and not only the reported size: a file may grow meanwhile, and files in /proc report a size of 0.
    /// </summary>
    internal static Outcome<NodeFile> ReadOpened(string nodePath, string real, Microsoft.Win32.SafeHandles.SafeFileHandle handle)
    {
        if (Posix.Facts(handle, out var error) is not { } facts)
        {
            return FileMessages.Unreadable.At(nodePath, Posix.Describe(error));
        }

        // The opened file may be different from the one that was checked before.
        if (facts.Kind != FileKind.Regular)
        {
            return FileMessages.NotAFile.At(nodePath, Name(facts.Kind));
        }

        var content = ArrayPool<byte>.Shared.Rent((int)Math.Min(facts.Size, MaximumFileSize) + 1);
        var filled = 0;
        try
        {
            while (RandomAccess.Read(handle, content.AsSpan(filled), filled) is var count and > 0)
            {
                filled += count;
                if (filled > MaximumFileSize)
                {
                    return FileMessages.TooLarge.At(nodePath, Math.Max(filled, facts.Size).ToString(), MaximumFileSize.ToString());
                }

                if (filled == content.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent((2 * filled) + 4096);
                    content.CopyTo(larger, 0);
                    GiveBack(content, filled);
                    content = larger;
                }
            }

            return new NodeFile(
                nodePath, real, PinnedMemory.IfKey(content.AsSpan(0, filled)), facts with { Access = Posix.AccessListOf(handle) });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileMessages.Unreadable.At(nodePath, Reason(e));
        }
        finally
        {
            GiveBack(content, filled);
        }
    }

    /// <summary>The system's own message, without the path on this machine that .NET adds.</summary>
    private static string Reason(Exception failure)
        => failure is UnauthorizedAccessException ? Posix.Describe(Posix.AccessDenied) : failure.Message.Split(" : ")[0];

    /// <summary>Wipes the buffer, because it may contain a key and the code that wipes the result does not know this buffer.</summary>
    private static void GiveBack(byte[] content, int filled)
    {
        CryptographicOperations.ZeroMemory(content.AsSpan(0, filled));
        ArrayPool<byte>.Shared.Return(content);
    }

    internal static string Name(FileKind kind) => kind switch
    {
        FileKind.Directory => "directory",
        FileKind.Fifo => "FIFO",
        FileKind.Socket => "socket",
        FileKind.Link => "symbolic link",
        _ => "device",
    };
}
