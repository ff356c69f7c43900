using System.Diagnostics;

namespace KubePki.Lab;

/// <summary>Waits for a condition, with a limit.</summary>
internal static class Polling
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>Polls until the condition holds; fails the test after the limit.</summary>
    public static void Until(TimeSpan limit, string what, Func<bool> isSo)
    {
        for (var clock = Stopwatch.StartNew(); !isSo(); Thread.Sleep(Pause))
        {
            Assert.True(clock.Elapsed < limit, $"not after {limit.TotalSeconds:0} s: {what}");
        }
    }
}
