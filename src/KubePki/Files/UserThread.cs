using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace KubePki.Files;

/// <summary>The owner and group of a file.</summary>
internal readonly record struct FileOwner(uint User, uint Group);

/// <summary>
/// One thread that is an ordinary user for the file system. What that user may not do the kernel refuses it, whatever they exchange
/// while it works; everything else of this process stays root's. What is done in a home waits no longer than <see cref="HomePatience"/>
/// allows; after that nothing is asked in this home any more.
/// </summary>
internal sealed class UserThread(HomePatience patience) : IDisposable
{
    private readonly Lock _oneAtATime = new();
    private Worker? _worker;

    /// <summary>
    /// The home whose time calls take that belong to no home by their place: those on the way to it. Null when there is none.
    /// </summary>
    internal string? Asking { get; set; }

    /// <summary>
    /// Does something in a home; throws <see cref="IOException"/> when that is not possible. <paramref name="owner"/>: as whom; null for
    /// the acting user.
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

        /// <summary>Lets the thread end, after the call it may be in; it disposes of what it waits for.</summary>
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
            // Whoever was a user becomes root again: only root can have become one.
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
