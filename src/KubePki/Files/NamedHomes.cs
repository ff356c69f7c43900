namespace KubePki.Files;

/// <summary>
/// Which paths are the node's home directories: as passwd and <c>/home</c> name them, and where root's links lead from there.
/// </summary>
/// <param name="root">The node.</param>
/// <param name="real">The real path of a home; null where there is none, or nobody can tell.</param>
internal sealed class NamedHomes(NodeRoot root, Func<string, string?> real)
{
    private readonly HashSet<string> _homes = [.. HomeDirectories.Of(root)];
    private Dictionary<string, string>? _realHomes;

    /// <summary>The name of the home directory that a path is; null where it is none.</summary>
    internal string? Named(string path) => _homes.Contains(path) ? path : RealHomes().GetValueOrDefault(path);

    /// <summary>
    /// The home in whose <c>.kube</c> a path lies; null where it lies in none. Other directories of a home may be the node's own: a service
    /// may have its home there.
    /// </summary>
    internal string? Of(string path)
    {
        var at = $"{path}/".IndexOf($"/{HomeDirectories.Kubeconfigs}/", StringComparison.Ordinal);
        return at > 0 ? Named(path[..at]) : null;
    }

    private Dictionary<string, string> RealHomes()
    {
        if (_realHomes is null)
        {
            _realHomes = new Dictionary<string, string>(StringComparer.Ordinal);
            HomesThatAnswer.Ask(root, _homes);
            foreach (var home in _homes)
            {
                if (real(home) is { } place)
                {
                    _realHomes.TryAdd(place, home);
                }
            }
        }

        return _realHomes;
    }
}
