using System.Buffers;
using System.Security.Cryptography;
using KubePki.Language;

namespace KubePki.Files;

/// <summary>One file of a node as it was read.</summary>
/// <param name="Path">The path on the node, as asked for.</param>
/// <param name="RealPath">The path on the node after following symbolic links inside the root.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Facts">Mode, owner and the rest of the file the links lead to.</param>
internal sealed record NodeFile(string Path, string RealPath, byte[] Content, FileFacts Facts)
{
    /// <summary>SHA-256 of the content, which is wiped: for those who need to know no more of it.</summary>
    internal byte[] HashAndWipe()
    {
        var hash = SHA256.HashData(Content);
        CryptographicOperations.ZeroMemory(Content);
        return hash;
    }
}

/// <summary>
/// The file system of a node, seen under a directory (<c>--root</c>; <c>/</c> on the node itself). All paths given and
/// returned are the node's own absolute paths; links are resolved as the node would resolve them, never out of the root.
/// Reading never blocks, never reads more than <see cref="MaximumFileSize"/>, and never throws for what a file system can do.
/// </summary>
internal sealed class NodeRoot
{
    /// <summary>Largest file that is read, in bytes. A CA bundle of a thousand certificates is about 1.5 MB.</summary>
    public const int MaximumFileSize = 8 * 1024 * 1024;

    private const int MaximumLinks = 40;
    private readonly string _directory;

    /// <summary>A node seen under <paramref name="directory"/>.</summary>
    public NodeRoot(string directory)
    {
        var full = System.IO.Path.GetFullPath(directory);
        _directory = full == "/" ? "" : full.TrimEnd('/');
    }

    /// <summary>How long the node's home directories may keep a command waiting.</summary>
    internal HomePatience Homes { get; init; } = new(HomePatience.Usual);

    /// <summary>Where the node's path is on this machine.</summary>
    public string OnThisMachine(string nodePath) => _directory + nodePath;

    /// <summary>Facts about an entry without following a final link, or null when it is not there or not reachable.</summary>
    public FileFacts? Facts(string nodePath) => ResolveParent(nodePath).Value is { } place ? Here(place) : null;

    /// <summary>
    /// Whether something is there, a dangling link included. What cannot be told counts as there: who reads it then learns why,
    /// and who took it for absent would say that all is well.
    /// </summary>
    public bool Exists(string nodePath)
    {
        var place = ResolveParent(nodePath);
        return place.Succeeded
            ? Posix.Facts(OnThisMachine(place.Value), out var error) is not null || !(Posix.SaysAbsent(error) || error == Posix.NameTooLong)
            : !place.Problem.Is(FileMessages.Missing);
    }

    /// <summary>
    /// The path after following every link in it, inside the root. With <paramref name="trustedLinksOnly"/> a link is followed
    /// only if root, or whom this process acts as, made it: for paths that are written to.
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
                // As the kernel does: there is no way back from what is no directory.
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
                // It may be a link, and then the kernel would follow it out of the root.
                return FileMessages.Unreadable.At(nodePath, Posix.Describe(error));
            }

            if (facts is not { Kind: FileKind.Link } link)
            {
                continue;
            }

            if (trustedLinksOnly && !Trusts(link))
            {
                return FileMessages.UntrustedLink.At(nodePath, here, link.Owner.ToString());
            }

            if (++links > MaximumLinks)
            {
                return FileMessages.TooManyLinks.At(nodePath);
            }

            // A link whose target cannot be read leads to an unknown place, not to the directory it lies in.
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

    /// <summary>The path after following every link in it but the last part's own: the kernel would follow those out of the root.</summary>
    public Outcome<string> ResolveParent(string nodePath, bool trustedLinksOnly = false)
        => NotAPath(nodePath) is { } refused ? refused
            : Resolve(System.IO.Path.GetDirectoryName(nodePath) ?? "/", trustedLinksOnly)
                .Then<string>(parent => $"{parent.TrimEnd('/')}/{System.IO.Path.GetFileName(nodePath)}");

    /// <summary>
    /// A zero character ends a path for the system: what stands behind it would be lost, and another file be taken. Configurations can name such
    /// paths; the system has none.
    /// </summary>
    internal static Problem? NotAPath(string nodePath)
        => nodePath.Contains('\0', StringComparison.Ordinal) ? FileMessages.Unreadable.At(nodePath, Posix.Describe(Posix.InvalidArgument)) : null;

    /// <summary>Whether root, or whom this process acts as, made a link.</summary>
    internal static bool Trusts(FileFacts link) => link.Owner == 0 || link.Owner == Posix.EffectiveUser;

    /// <summary>
    /// The links that lead from a path to its file, one after the other, each by the real path of its directory. Links among the
    /// directories are none of them.
    /// </summary>
    internal IEnumerable<string> LinksOf(string nodePath)
    {
        var at = nodePath;
        for (var links = 0; links < MaximumLinks && ResolveParent(at).Value is { } place && LinkTarget(place) is { Length: > 0 } target; links++)
        {
            yield return place;
            at = target.StartsWith('/') ? target : $"{System.IO.Path.GetDirectoryName(place)!.TrimEnd('/')}/{target}";
        }
    }

    /// <summary>Where a symbolic link points; null when it is none.</summary>
    public string? LinkTarget(string nodePath) => Facts(nodePath)?.Kind == FileKind.Link ? new FileInfo(OnThisMachine(nodePath)).LinkTarget : null;

    /// <summary>Reads a regular file, following links inside the root.</summary>
    public Outcome<NodeFile> Read(string nodePath) => Resolve(nodePath).Then(real => ReadResolved(nodePath, real));

    /// <summary>The names of a directory's entries, sorted; empty when it cannot be listed.</summary>
    public IReadOnlyList<string> Names(string nodeDirectory) => List(nodeDirectory).Value ?? [];

    /// <summary>The names of a directory's entries, sorted; none where no directory is, and a problem where that cannot be told.</summary>
    public Outcome<IReadOnlyList<string>> List(string nodeDirectory)
    {
        var resolved = Resolve(nodeDirectory);
        if (!resolved.Succeeded)
        {
            return resolved.Problem;
        }

        if (Posix.Facts(OnThisMachine(resolved.Value), out var error)?.Kind != FileKind.Directory)
        {
            return error == 0 || Posix.SaysAbsent(error) ? Array.Empty<string>() : FileMessages.Unreadable.At(nodeDirectory, Posix.Describe(error));
        }

        try
        {
            var names = Directory.EnumerateFileSystemEntries(OnThisMachine(resolved.Value)).Select(p => System.IO.Path.GetFileName(p)).ToList();
            names.Sort(StringComparer.Ordinal);
            return names;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileMessages.Unreadable.At(nodeDirectory, Reason(e));
        }
    }

    /// <summary>Facts about an entry on the way to which there is no link.</summary>
    private FileFacts? Here(string realPath) => Posix.Facts(OnThisMachine(realPath), out _);

    private Outcome<NodeFile> ReadResolved(string nodePath, string real)
    {
        var onThisMachine = OnThisMachine(real);
        var facts = Posix.Facts(onThisMachine, out var error);
        if (facts is null)
        {
            return error is not Posix.NoEntry ? FileMessages.Unreadable.At(nodePath, Posix.Describe(error))
                : LeadsNowhere(nodePath, real) ? FileMessages.Dangling.At(nodePath, real)
                : FileMessages.Missing.At(nodePath);
        }

        if (facts.Kind != FileKind.Regular)
        {
            return FileMessages.NotAFile.At(nodePath, Name(facts.Kind));
        }

        if (facts.Size > MaximumFileSize)
        {
            return FileMessages.TooLarge.At(nodePath, facts.Size.ToString(), MaximumFileSize.ToString());
        }

        using var handle = Posix.OpenForReading(onThisMachine, out error);
        return handle is null ? FileMessages.Unreadable.At(nodePath, Posix.Describe(error)) : ReadOpened(nodePath, real, handle);
    }

    /// <summary>
    /// Whether a link is what is wrong, and not just a file that was never there: the path itself is a link, or it leads into a
    /// directory that does not exist.
    /// </summary>
    private bool LeadsNowhere(string nodePath, string real)
        => real != nodePath && (Facts(nodePath)?.Kind == FileKind.Link || Facts(System.IO.Path.GetDirectoryName(real)!) is null);

    /// <summary>Reads to the end, whatever the size was when it was asked for: a file may grow meanwhile, and those of /proc claim to be empty.</summary>
    internal static Outcome<NodeFile> ReadOpened(string nodePath, string real, Microsoft.Win32.SafeHandles.SafeFileHandle handle)
    {
        if (Posix.Facts(handle, out var error) is not { } facts)
        {
            return FileMessages.Unreadable.At(nodePath, Posix.Describe(error));
        }

        // It may be another than the one that was looked at before it was opened.
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

            return new NodeFile(nodePath, real, Unmoved.IfKey(content.AsSpan(0, filled)), facts with { Access = Posix.AccessListOf(handle) });
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

    /// <summary>The system's word for it, without the path on this machine that .NET puts beside it.</summary>
    private static string Reason(Exception failure) => failure is UnauthorizedAccessException ? Posix.Describe(Posix.AccessDenied) : failure.Message.Split(" : ")[0];

    /// <summary>It may have held a key, and whoever wipes the result does not know of this one.</summary>
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
