namespace KubePki.Files;

/// <summary>
/// Determines which paths are home directories of the node: those in passwd and below <c>/home</c>, and the directories to which root's
/// links lead from there.
/// </summary>
/// <param name="root">The node.</param>
/// <param name="real">Returns the real path of a home directory; null if it does not exist or cannot be determined.</param>
internal sealed class NamedHomes(NodeRoot root, Func<string, string?> real)
{
    private readonly HashSet<string> _homes = [.. HomeDirectories.Of(root)];
    private Dictionary<string, string>? _realHomes;

    /// <summary>The name of the home directory at a path; null if the path is not a home directory.</summary>
    internal string? Named(string path) => _homes.Contains(path) ? path : RealHomes().GetValueOrDefault(path);

    /// <summary>
    /// The home directory whose <c>.kube</c> contains a path; null if there is none. Other directories in a home directory may belong to
    /// the node: a service may have its home directory there.
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
