using System.Runtime.ExceptionServices;

namespace KubePki.Files;

/// <summary>Whom a file belongs to.</summary>
internal readonly record struct FileOwner(uint User, uint Group);

/// <summary>
/// One thread that is an ordinary user for the file system. What that user may not do the kernel refuses it, whatever they exchange
/// while it works; everything else of this process stays root's. A file system of the user's that never answers costs one wait, and
/// after it nothing is asked in this user's name any more.
/// </summary>
internal sealed class OwnersThread(TimeSpan patience) : IDisposable
{
    private readonly Lock _oneAtATime = new();
    private readonly HashSet<uint> _silent = [];
    private Worker? _worker;

    /// <summary>Does something as a user; throws <see cref="IOException"/> when that is not possible.</summary>
    internal T As<T>(FileOwner owner, Func<T> work)
    {
        lock (_oneAtATime)
        {
            if (_silent.Contains(owner.User))
            {
                throw Silence(owner);
            }

            _worker ??= new Worker();
            var (result, failure) = (default(T), (ExceptionDispatchInfo?)null);
            var isDone = _worker.Does(patience, owner, () => result = work(), caught => failure = ExceptionDispatchInfo.Capture(caught));
            if (!isDone)
            {
                _worker = null;
                _silent.Add(owner.User);
                throw Silence(owner);
            }

            failure?.Throw();
            return result!;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _worker?.Dispose();

    private static IOException Silence(FileOwner owner) => new($"the file system of user {owner.User} does not answer");

    private sealed class Worker : IDisposable
    {
        private readonly SemaphoreSlim _begin = new(0);
        private readonly SemaphoreSlim _done = new(0);
        private FileOwner? _is;
        private Action? _work;

        internal Worker() => new Thread(Loop) { IsBackground = true, Name = "owner" }.Start();

        internal bool Does(TimeSpan patience, FileOwner owner, Action work, Action<Exception> fails)
        {
            _work = () =>
            {
                try
                {
                    Become(owner);
                    work();
                }
                catch (Exception e)
                {
                    fails(e);
                }
            };
            _begin.Release();
            return _done.Wait(patience);
        }

        /// <summary>Lets the thread end; it disposes of what it waits for.</summary>
        public void Dispose()
        {
            _work = null;
            _begin.Release();
        }

        private void Loop()
        {
            for (_begin.Wait(); _work is { } work; _begin.Wait())
            {
                work();
                _done.Release();
            }

            _begin.Dispose();
            _done.Dispose();
        }

        private void Become(FileOwner owner)
        {
            if (_is == owner)
            {
                return;
            }

            _is = null;
            _is = Posix.BecomeForFiles(owner.User, owner.Group) ? owner : throw new IOException($"the system does not allow acting as user {owner.User}");
        }
    }
}
