using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KubePki.Kubernetes;

/// <summary>
/// YamlDotNet's parser with limits on depth, aliases and number of events, checked while nodes are built, so that a file is scanned only
/// once. Keys must be scalars: an alias as a key would be hashed with all its contents, which can take forever with a file of a few lines.
/// Beyond a limit it throws <see cref="ImplausibleYamlException"/>: YamlDotNet has no other way to stop.
/// </summary>
internal sealed class BoundedParser(IParser inner) : IParser
{
    private const int MaximumDepth = 64;
    private const int MaximumAliases = 100;
    private const int MaximumEvents = 200_000;

    /// <summary>
    /// Maximum number of characters of long strings to which all aliases together expand: a reader of the nodes reads each of them again.
    /// </summary>
    private const int MaximumRepeated = 1024 * 1024;

    /// <summary>Minimum length of a long string: certificates and keys are longer.</summary>
    private const int LongText = 512;

    private readonly Stack<(bool IsMapping, bool KeyIsNext)> _open = new();
    private int _aliases;
    private int _events;
    private readonly Dictionary<AnchorName, long> _lengths = [];
    private readonly Stack<(AnchorName Anchor, long Start)> _started = new();
    private long _characters;
    private long _repeated;

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

        Measure();
        Insist(_repeated <= MaximumRepeated && _open.Count <= MaximumDepth && _aliases <= MaximumAliases && ++_events <= MaximumEvents);
        return true;
    }

    /// <summary>Adds up the lengths of anchors' contents and of their repetitions by aliases.</summary>
    private void Measure()
    {
        switch (inner.Current)
        {
            case Scalar scalar:
                var own = scalar.Value.Length >= LongText ? scalar.Value.Length : 0;
                _characters += own;
                Name(scalar.Anchor, own);
                break;
            case MappingStart or SequenceStart:
                _started.Push((((NodeEvent)inner.Current).Anchor, _characters));
                break;
            case MappingEnd or SequenceEnd:
                var (anchor, start) = _started.Pop();
                Name(anchor, _characters - start);
                break;
            case AnchorAlias alias:
                var length = _lengths.GetValueOrDefault(alias.Value);
                _characters += length;
                _repeated += length;
                break;
        }
    }

    private void Name(AnchorName anchor, long length)
    {
        if (!anchor.IsEmpty)
        {
            _lengths[anchor] = length;
        }
    }

    private static void Insist(bool isReasonable)
    {
        if (!isReasonable)
        {
            throw new ImplausibleYamlException();
        }
    }

    internal sealed class ImplausibleYamlException : Exception;
}
