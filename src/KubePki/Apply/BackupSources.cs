using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Apply;

/// <summary>The files and links of a standalone backup, and the skipped files.</summary>
internal sealed class BackupSources
{
    private readonly HeldFiles _held;
    private readonly List<Problem> _left = [];

    private BackupSources(HeldFiles held) => _held = held;

    /// <summary>The resolved paths, each once: the files, then the links that lead to them.</summary>
    internal IReadOnlyList<string> RealPaths { get; private set; } = [];

    /// <summary>The reasons why files are skipped.</summary>
    internal IReadOnlyList<Problem> Left => _left;

    /// <summary>Finds the sources. Missing files are not included.</summary>
    internal static BackupSources Of(NodeRoot root, HeldFiles held, IReadOnlyList<string> paths)
    {
        var sources = new BackupSources(held);
        var files = paths.Select(path => (Path: path, Real: sources.Find(path))).Where(f => f.Real is not null).ToList();

        var links = files.SelectMany(f => sources.LinksOf(root, f.Path));
        sources.RealPaths = [.. files.Select(f => f.Real!).Concat(links).Distinct(StringComparer.Ordinal)];
        return sources;
    }

    /// <summary>Whether an unreadable file is skipped. This is the case in a home directory, where the owner controls access.</summary>
    internal bool Skips(string realPath, Problem problem)
    {
        if (_held.HomeOf(realPath) is null)
        {
            return false;
        }

        _left.Add(problem);
        return true;
    }

    /// <summary>
    /// The links to a file, in reverse order, so that a link is restored only after its target. Links that other users made are not backed
    /// up.
    /// </summary>
    private List<string> LinksOf(NodeRoot root, string path)
    {
        List<string> Links() => [.. root.LinksOf(path).Reverse()];
        try
        {
            var links = _held.HomeOf(path) is { } home ? _held.Within(home, Links) : Links();
            return links.FindAll(link => _held.FactsOf(link) is { } facts && NodeRoot.Trusts(facts));
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

            return _held.FactsOf(real.Value) is not null ? real.Value : null;
        }
        catch (IOException e) when (_held.HomeOf(path) is not null)
        {
            _left.Add(FileMessages.Unreadable.Because(path, e));
            return null;
        }
    }
}
