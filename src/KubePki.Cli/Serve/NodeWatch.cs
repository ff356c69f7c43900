using KubePki.Cli.Commands;
using KubePki.Language;

namespace KubePki.Cli.Serve;

/// <summary>
/// Looks at a node when somebody asks, and at most once in <see cref="Freshness"/>: however many ask, the node has no more work from it.
/// </summary>
/// <param name="look">Looks at the node.</param>
/// <param name="root">The node's root as it was given, for what is said of it.</param>
internal sealed class NodeWatch(Func<NodeLook> look, string root, TimeProvider clock)
{
    /// <summary>How old an answer may be.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(10);

    private readonly Lock _one = new();
    private Outcome<NodeLook>? _last;
    private long _taken;

    /// <summary>The node as it is, or why that cannot be told: nothing is there, or the system fails.</summary>
    public Outcome<NodeLook> Look()
    {
        lock (_one)
        {
            if (_last is null || clock.GetElapsedTime(_taken) >= Freshness)
            {
                _last = Take();
                _taken = clock.GetTimestamp();
            }

            return _last;
        }
    }

    private Outcome<NodeLook> Take()
    {
        try
        {
            var seen = look();
            return seen.State.IsEmpty ? CliMessages.NothingFound.At(root) : seen;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CliMessages.NotSeen.At(root, e.Message.TrimEnd('.'));
        }
    }
}
