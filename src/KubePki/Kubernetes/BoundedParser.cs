using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KubePki.Kubernetes;

/// <summary>
/// YamlDotNet's parser with bounds on depth, aliases and number of events, checked while nodes are built, so that a file is
/// scanned once only. Keys must be plain words: an alias as a key would be hashed with all it stands for, which a few lines
/// can make endless. Beyond a bound it throws <see cref="UnreasonableException"/>: YamlDotNet knows no other way to stop.
/// </summary>
internal sealed class BoundedParser(IParser inner) : IParser
{
    private const int MaximumDepth = 64;
    private const int MaximumAliases = 100;
    private const int MaximumEvents = 200_000;
    private readonly Stack<(bool IsMapping, bool KeyIsNext)> _open = new();
    private int _aliases;
    private int _events;

    public ParsingEvent? Current => inner.Current;

    public bool MoveNext()
    {
        if (!inner.MoveNext())
        {
            return false;
        }

        if (inner.Current is NodeEvent or AnchorAlias && _open.TryPop(out var holder))
        {
            Insist(holder is not { IsMapping: true, KeyIsNext: true } || inner.Current is Scalar);
            _open.Push(holder with { KeyIsNext = !holder.KeyIsNext });
        }

        switch (inner.Current)
        {
            case MappingStart or SequenceStart:
                _open.Push((inner.Current is MappingStart, true));
                break;
            case MappingEnd or SequenceEnd:
                _open.Pop();
                break;
            case AnchorAlias:
                _aliases++;
                break;
        }

        Insist(_open.Count <= MaximumDepth && _aliases <= MaximumAliases && ++_events <= MaximumEvents);
        return true;
    }

    private static void Insist(bool isReasonable)
    {
        if (!isReasonable)
        {
            throw new UnreasonableException();
        }
    }

    internal sealed class UnreasonableException : Exception;
}
