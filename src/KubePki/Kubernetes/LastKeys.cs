using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KubePki.Kubernetes;

/// <summary>A position in a file, counted from 1.</summary>
internal readonly record struct Place(long Line, long Column);

/// <summary>
/// The events of a file in which a mapping has duplicate keys, without the earlier duplicates: the components use the last value (yaml.v2
/// puts one after the other into a map). YamlDotNet rejects such a file.
/// </summary>
internal sealed class LastKeys : IParser
{
    private readonly List<ParsingEvent> _events = [];
    private readonly Stack<OpenMapping?> _open = new();
    private readonly bool[] _isDropped;
    private readonly List<(int From, int Until)> _dropped = [];
    private readonly List<Place> _repeated = [];
    private int _at = -1;

    private LastKeys(IParser bounded)
    {
        while (bounded.MoveNext())
        {
            _events.Add(bounded.Current!);
            Follow(_events.Count - 1);
        }

        _isDropped = new bool[_events.Count];
        foreach (var (from, until) in _dropped)
        {
            Array.Fill(_isDropped, true, from, until - from);
        }
    }

    /// <summary>The positions of repeated keys, in the order of the file.</summary>
    internal IReadOnlyList<Place> Repeated => [.. _repeated.OrderBy(p => p.Line).ThenBy(p => p.Column)];

    /// <inheritdoc/>
    public ParsingEvent? Current => _at >= 0 && _at < _events.Count ? _events[_at] : null;

    /// <summary>Reads all events; the parser limits their number.</summary>
    internal static LastKeys Of(IParser bounded) => new(bounded);

    /// <inheritdoc/>
    public bool MoveNext()
    {
        for (_at++; _at < _events.Count && _isDropped[_at]; _at++)
        {
        }

        return _at < _events.Count;
    }

    private void Follow(int index)
    {
        var current = _events[index];
        if (current is MappingEnd or SequenceEnd)
        {
            _open.Pop()?.Close(index, _dropped);
        }
        else if (current is NodeEvent or AnchorAlias && _open.TryPeek(out var holder) && holder is not null
            && holder.Next(current, index, _dropped))
        {
            _repeated.Add(new Place(current.Start.Line, current.Start.Column));
        }

        if (current is MappingStart or SequenceStart)
        {
            _open.Push(current is MappingStart ? new OpenMapping() : null);
        }
    }

    /// <summary>A mapping whose end has not been read yet, with the positions of its pairs.</summary>
    private sealed class OpenMapping
    {
        private readonly Dictionary<string, (int From, int Until)> _pairs = new(StringComparer.Ordinal);
        private string? _key;
        private int _from;
        private bool _valueIsNext;

        /// <summary>Handles the next node; true if it is a repeated key.</summary>
        internal bool Next(ParsingEvent current, int index, List<(int From, int Until)> dropped)
        {
            _valueIsNext = !_valueIsNext;
            if (!_valueIsNext)
            {
                return false;
            }

            Close(index, dropped);
            (_key, _from) = ((current as Scalar)?.Value ?? "", index);
            return _pairs.ContainsKey(_key);
        }

        /// <summary>Ends the pair before <paramref name="index"/>; an earlier pair with its key is dropped.</summary>
        internal void Close(int index, List<(int From, int Until)> dropped)
        {
            if (_key is not null)
            {
                if (_pairs.TryGetValue(_key, out var earlier))
                {
                    dropped.Add(earlier);
                }

                _pairs[_key] = (_from, index);
            }
        }
    }
}
