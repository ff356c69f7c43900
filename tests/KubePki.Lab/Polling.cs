using System.Diagnostics;

namespace KubePki.Lab;

/// <summary>Waiting for what takes as long as it takes, within bounds.</summary>
internal static class Polling
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>Asks again until it is so; fails the test after the limit.</summary>
    public static void Until(TimeSpan limit, string what, Func<bool> isSo)
    {
        for (var clock = Stopwatch.StartNew(); !isSo(); Thread.Sleep(Pause))
        {
            Assert.True(clock.Elapsed < limit, $"not after {limit.TotalSeconds:0} s: {what}");
        }
    }
}
