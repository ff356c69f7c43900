using System.Globalization;
using KubePki.Localization;

namespace KubePki.Activate.Runtime;

/// <summary>Waits for the kubelet to start a static pod's container again.</summary>
internal static class StaticPodWatch
{
    /// <summary>Time between two queries.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Queries the runtime until a container runs that started after <paramref name="previous"/>; null waits for any running container. A
    /// query that fails does not end the wait (the runtime may be restarting too); the last failure is the cause of the problem after a
    /// timeout. Every observation is reported to <paramref name="progress"/>.
    /// </summary>
    public static async Task<Outcome<RuntimeContainer>> WaitForNewAsync(
        ContainerRuntime runtime,
        StaticPodName name,
        RuntimeContainer? previous,
        TimeSpan limit,
        TimeProvider time,
        CancellationToken cancellation,
        IProgress<RuntimePod>? progress = null)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var clock = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        RuntimePod? seen = null;
        Problem? problem = null;
        try
        {
            while (true)
            {
                var pod = await runtime.FindAsync(name, clock.Token).ConfigureAwait(false);
                (seen, problem) = (pod.Value ?? seen, pod.Problem);
                if (pod.Succeeded)
                {
                    progress?.Report(pod.Value);
                    if (pod.Value.Running is { } running && IsNewer(running, previous))
                    {
                        return running;
                    }
                }

                await Task.Delay(Interval, time, clock.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var seconds = limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            return RuntimeMessages.NotBack.At(runtime.Endpoint.ToString(), name.Component, seconds, LastSeen(seen)) with
            {
                Cause = problem,
            };
        }
    }

    private static bool IsNewer(RuntimeContainer running, RuntimeContainer? previous)
        => previous is null || (running.StartedAt ?? running.CreatedAt) > (previous.StartedAt ?? previous.CreatedAt);

    /// <summary>The newest container in the runtime's terms, which are the same in every language.</summary>
    private static string LastSeen(RuntimePod? pod) => pod switch
    {
        null => "?",
        { Containers: [{ ExitCode: { } code } newest, ..] } =>
            string.Create(CultureInfo.InvariantCulture, $"{newest.State} ({newest.Reason}, exit code {code}, attempt {newest.Attempt})"),
        { Containers: [var newest, ..] } => string.Create(CultureInfo.InvariantCulture, $"{newest.State} (attempt {newest.Attempt})"),
        { Sandboxes.Count: > 0 } => "sandbox without container",
        _ => "no sandbox",
    };
}
