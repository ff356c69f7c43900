using KubePki.Files;
using KubePki.Localization;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Apply;

/// <summary>
/// Lets only one run at a time act on the components of a node, from before it puts manifests back until the components are healthy.
/// Another run would put back manifests that this run has moved away, and roll back the transaction that this run is activating. The lock
/// is held until it is disposed. The kernel releases the lock of a process that died.
/// </summary>
internal sealed class ActivationLock(NodeRoot root, TimeProvider clock) : IDisposable
{
    private const string Name = "activation.lock";
    private SafeFileHandle? _held;

    /// <summary>
    /// Acquires the lock if its file exists. Without the file, no run has activated anything, and a command that changes nothing creates no
    /// files. Returns null, or the run that holds the lock, or why that cannot be determined.
    /// </summary>
    public Problem? TakeIfMade(string verb) => Guarded(state => state.Has(Name) ? Take(state, verb) : null);

    /// <summary>
    /// Acquires the lock, unless this run holds it already. Returns null, or the run that holds the lock, or why it cannot be acquired.
    /// </summary>
    public Problem? Take(string verb) => Guarded(state => Take(state, verb));

    /// <summary>Releases the lock and empties its file, so that a command that changed nothing leaves the file as it was.</summary>
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
            // The content of the file only matters while the lock is held.
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
