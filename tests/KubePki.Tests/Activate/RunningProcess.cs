using System.Diagnostics;
using KubePki.Activate;

namespace KubePki.Tests.Activate;

/// <summary>A process with its own name in this network namespace, like a static pod's; it ends with the test.</summary>
internal sealed class RunningProcess : IDisposable
{
    private readonly Process _process;

    public RunningProcess()
    {
        _process = Process.Start(new ProcessStartInfo("bash", ["-c", $"exec -a {Name} sleep 600"]) { RedirectStandardInput = true })!;
        Assert.True(SpinWait.SpinUntil(() => ComponentProcess.Find(Name, TimeProvider.System) is not null, TimeSpan.FromSeconds(30)));
    }

    public string Name { get; } = $"component-{Guid.NewGuid():N}"[..24];

    public void End()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            End();
        }

        _process.Dispose();
    }
}

/// <summary>A clock whose timers fire when it is advanced, and which records the waiting timers.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _elapsed.Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            var timer = new Waiting(this, () => callback(state)) { Due = dueTime == Timeout.InfiniteTimeSpan ? null : _elapsed + dueTime };
            _waiting.Add(timer);
            return timer;
        }
    }

    /// <summary>Waits until a timer waits for the clock, then advances it.</summary>
    public async Task MoveAsync(TimeSpan time)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_waiting.Exists(w => w.Due is not null))
                {
                    break;
                }
            }

            await Task.Yield();
        }

        List<Waiting> due;
        lock (_lock)
        {
            _elapsed += time;
            due = [.. _waiting.Where(w => w.Due <= _elapsed)];
            due.ForEach(w => w.Due = null);
        }

        due.ForEach(w => w.Fire());
    }

    private sealed class Waiting(SteppedClock clock, Action fire) : ITimer
    {
        public TimeSpan? Due { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._elapsed + dueTime;
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._waiting.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
