using KubePki.Files;
using KubePki.Language;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Apply;

/// <summary>
/// Lets one run at a time act on the components of a node, from before it puts manifests back until they are well: another one
/// would put back what this one is holding away, and take back what this one is activating. Held until it is disposed; that of a
/// process that died is gone with it.
/// </summary>
internal sealed class ActivationLock(NodeRoot root, TimeProvider clock) : IDisposable
{
    private const string Name = "activation.lock";
    private SafeFileHandle? _held;

    /// <summary>
    /// Takes it where there is one: where nobody has made it nobody has activated anything, and a command that comes to nothing makes
    /// nothing. Null, or who has it, or why that cannot be told.
    /// </summary>
    public Problem? TakeIfMade(string verb) => Guarded(state => state.Has(Name) ? Take(state, verb) : null);

    /// <summary>Takes it, unless this run has it. Null, or who has it, or why it cannot be had.</summary>
    public Problem? Take(string verb) => Guarded(state => Take(state, verb));

    /// <summary>Gives it back, and leaves it as empty as a command that changed nothing found it.</summary>
    public void Dispose()
    {
        if (_held is not null)
        {
            Empty(_held);
            Posix.Unlock(_held);
            _held.Dispose();
            _held = null;
        }
    }

    private static void Empty(SafeFileHandle file)
    {
        try
        {
            RandomAccess.SetLength(file, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What stands in it counts only while somebody holds it.
        }
    }

    private Problem? Take(StateDirectory state, string verb)
    {
        if (state.Prepare() is { } unusable)
        {
            return unusable;
        }

        var taken = state.Lock(Name, verb, clock.GetUtcNow());
        _held = taken.Value;
        return taken.Problem;
    }

    private StateDirectory State => new(root, Transactions.DefaultStateDirectory);

    private Problem? Guarded(Func<StateDirectory, Problem?> take)
    {
        try
        {
            return _held is null ? take(State) : null;
        }
        catch (IOException) when (State.Prepare() is { } unusable)
        {
            // Report the wrong owner rather than the read error. A read error alone must stop the command: an earlier run may be half done.
            return unusable;
        }
    }
}
