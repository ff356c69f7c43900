using System.Runtime.InteropServices;

namespace KubePki.Faults.Fuzz;

/// <summary>Processor time of the current thread (clock_gettime(2), CLOCK_THREAD_CPUTIME_ID).</summary>
internal static partial class ProcessorTime
{
    private const int ThreadClock = 3;

    public static TimeSpan OfThread
        => Read(ThreadClock, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0)
            : throw new InvalidOperationException("no clock");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
