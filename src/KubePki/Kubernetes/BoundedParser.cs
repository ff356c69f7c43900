using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KubePki.Kubernetes;

/// <summary>
/// YamlDotNet's parser with bounds on depth, aliases and number of events, checked while nodes are built, so that a file is
/// scanned once only. Beyond a bound it throws <see cref="UnreasonableException"/>: YamlDotNet knows no other way to stop.
/// </summary>
internal sealed class BoundedParser(IParser inner) : IParser
{
    private const int MaximumDepth = 64;
    private const int MaximumAliases = 100;
    private const int MaximumEvents = 200_000;
    private int _depth;
    private int _aliases;
    private int _events;

    public ParsingEvent? Current => inner.Current;

    public bool MoveNext()
    {
        var moved = inner.MoveNext();
        _depth += moved ? inner.Current?.NestingIncrease ?? 0 : 0;
        _aliases += moved && inner.Current is AnchorAlias ? 1 : 0;
        return _depth > MaximumDepth || _aliases > MaximumAliases || ++_events > MaximumEvents ? throw new UnreasonableException() : moved;
    }

    internal sealed class UnreasonableException : Exception;
}
