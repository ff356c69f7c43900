using KubePki.Files;
using KubePki.Language;

namespace KubePki.Apply;

/// <summary>The files and links of a backup that is made by itself, and what is left out of it.</summary>
internal sealed class BackupSources
{
    private readonly HeldFiles _held;
    private readonly List<Problem> _left = [];

    private BackupSources(HeldFiles held) => _held = held;

    /// <summary>Where they really lie, each once: the files, then the links that lead to them.</summary>
    internal IReadOnlyList<string> RealPaths { get; private set; } = [];

    /// <summary>What is left out, and why.</summary>
    internal IReadOnlyList<Problem> Left => _left;

    /// <summary>Finds them. What is not there is none of them.</summary>
    internal static BackupSources Of(NodeRoot root, HeldFiles held, IReadOnlyList<string> paths)
    {
        var sources = new BackupSources(held);
        var files = paths.Select(path => (Path: path, Real: sources.Find(path))).Where(f => f.Real is not null).ToList();

        var links = files.SelectMany(f => sources.LinksOf(root, f.Path));
        sources.RealPaths = [.. files.Select(f => f.Real!).Concat(links).Distinct(StringComparer.Ordinal)];
        return sources;
    }

    /// <summary>Whether what cannot be read is left out: in a home, where its owner decides what can be.</summary>
    internal bool Leaves(string realPath, Problem problem)
    {
        if (_held.HomeOf(realPath) is null)
        {
            return false;
        }

        _left.Add(problem);
        return true;
    }

    /// <summary>
    /// The links to a file, the last first, so that none ever leads to one that is not back yet. A link that others made is not ours to make.
    /// </summary>
    private List<string> LinksOf(NodeRoot root, string path)
    {
        List<string> Links() => [.. root.LinksOf(path).Reverse()];
        try
        {
            var links = _held.HomeOf(path) is { } home ? _held.Within(home, Links) : Links();
            return links.FindAll(link => _held.Look(link) is { } facts && NodeRoot.Trusts(facts));
        }
        catch (IOException e) when (_held.HomeOf(path) is not null)
        {
            _left.Add(FileMessages.Unreadable.Because(path, e));
            return [];
        }
    }

    private string? Find(string path)
    {
        try
        {
            var real = _held.HomeOf(path) is null ? _held.ResolveForReading(path) : _held.Resolve(path, followsLast: true);
            if (!real.Succeeded)
            {
                _left.Add(real.Problem);
                return null;
            }

            return _held.Look(real.Value) is not null ? real.Value : null;
        }
        catch (IOException e) when (_held.HomeOf(path) is not null)
        {
            _left.Add(FileMessages.Unreadable.Because(path, e));
            return null;
        }
    }
}
