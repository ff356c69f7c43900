using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace KubePki.Files;

/// <summary>The owner and group of a file.</summary>
internal readonly record struct FileOwner(uint User, uint Group);

/// <summary>
/// A thread that has the file system identity of an ordinary user, while the rest of the process stays root. The kernel refuses whatever
/// the user may not do, even if the user replaces files during a call. A call in a home directory takes no longer than
/// <see cref="HomePatience"/> allows. After a timeout, no more calls are made in that home directory.
/// </summary>
internal sealed class UserThread(HomePatience patience) : IDisposable
{
    private readonly Lock _oneAtATime = new();
    private Worker? _worker;

    /// <summary>
    /// The home directory whose budget pays for calls on the way to it, which are in no home directory themselves. Null if there is none.
    /// </summary>
    internal string? Asking { get; set; }

    /// <summary>
    /// Runs a call in a home directory. Throws <see cref="IOException"/> if that is not possible. <paramref name="owner"/>: the user that
    /// the call runs as; null for the acting user.
    /// </summary>
    internal T As<T>(FileOwner? owner, string home, Func<T> work)
    {
        lock (_oneAtATime)
        {
            var left = patience.Left(home);
            if (left == TimeSpan.Zero)
            {
                throw new IOException(HomePatience.Silence);
            }

            _worker ??= new Worker();
            var (before, began) = (patience.Spent(home), Stopwatch.GetTimestamp());
            var (result, failure) = (default(T), (ExceptionDispatchInfo?)null);
            var call = _worker.Begin(owner, () => result = work(), caught => failure = ExceptionDispatchInfo.Capture(caught));
            if (!call.Wait(left))
            {
                _worker.Dispose();
                _worker = null;
                patience.GiveUp(home, call);
                throw new IOException(HomePatience.Silence);
            }

            patience.SpendTo(home, before + Stopwatch.GetElapsedTime(began));
            failure?.Throw();
            return result!;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _worker?.Dispose();

    private sealed class Worker : IDisposable
    {
        private readonly SemaphoreSlim _begin = new(0);
        private FileOwner? _is;
        private Action? _work;
        private volatile bool _isOver;

        internal Worker() => new Thread(Loop) { IsBackground = true, Name = "owner" }.Start();

        internal Task Begin(FileOwner? owner, Action work, Action<Exception> fails)
        {
            var done = new TaskCompletionSource();
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

                done.SetResult();
            };
            _begin.Release();
            return done.Task;
        }

        /// <summary>Ends the thread after its current call. The thread then disposes of its semaphore.</summary>
        public void Dispose()
        {
            _isOver = true;
            _begin.Release();
        }

        private void Loop()
        {
            for (_begin.Wait(); !_isOver; _begin.Wait())
            {
                _work!();
            }

            _begin.Dispose();
        }

        private void Become(FileOwner? owner)
        {
            // A thread that became a user must become root again. Only a thread of root could become a user.
            var wanted = owner ?? (_is is null ? null : new FileOwner(0, 0));
            if (_is == wanted)
            {
                return;
            }

            _is = null;
            var (user, group) = wanted!.Value;
            _is = Posix.BecomeForFiles(user, group) ? wanted : throw new IOException($"the system does not allow acting as user {user}");
        }
    }
}
