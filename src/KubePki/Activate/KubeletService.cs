using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Activate;

/// <summary>
/// Restarts the kubelet: with systemctl if systemd is the machine's init (sd_booted(3)), else with SIGTERM, because the service manager
/// starts it again. Its containers keep running.
/// </summary>
internal static class KubeletService
{
    private const string SystemdRuns = "/run/systemd/system";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SystemctlLimit = TimeSpan.FromMinutes(2);

    /// <summary>How long the service manager may take: kubeadm's systemd unit waits 10 s.</summary>
    private static readonly TimeSpan KeeperLimit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long to wait for a kubelet that is started again and again: longer than kubeadm's unit waits between two attempts.
    /// </summary>
    private static readonly TimeSpan RetryLimit = TimeSpan.FromSeconds(15);

    /// <summary>Returns null once a process other than the previous one runs.</summary>
    internal static async Task<Problem?> RestartAsync(TimeProvider clock, CancellationToken cancellation)
    {
        var before = ComponentProcess.Find(Components.Kubelet, clock);
        if (Directory.Exists(SystemdRuns))
        {
            var code = await SystemctlAsync("restart", cancellation).ConfigureAwait(false);
            if (code != 0)
            {
                return NotRestarted(code);
            }
        }
        else if (before is not null && !Posix.Terminate(before.Id))
        {
            return ActivateMessages.NoServiceKeeper.At(Components.Kubelet);
        }

        return await AppearsAsync(clock, KeeperLimit, before?.Id, cancellation).ConfigureAwait(false)
            ? null
            : ActivateMessages.NoServiceKeeper.At(Components.Kubelet);
    }

    /// <summary>
    /// The problem that systemctl did not restart the kubelet. <paramref name="code"/> is the exit code of systemctl; null if it could not
    /// be run or did not end in time.
    /// </summary>
    internal static Problem NotRestarted(int? code) => code is { } exit
        ? ActivateMessages.SystemctlFailed.At(Components.Kubelet, exit.ToString(CultureInfo.InvariantCulture))
        : ActivateMessages.SystemctlSilent.At(Components.Kubelet, SystemctlLimit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture));

    /// <summary>Whether something starts the kubelet: an enabled systemd unit, or a kubelet that appears while this method waits.</summary>
    internal static async Task<bool> IsKeptAliveAsync(TimeProvider clock, CancellationToken cancellation)
        => Directory.Exists(SystemdRuns)
            ? await SystemctlAsync("is-enabled", cancellation).ConfigureAwait(false) == 0
            : await AppearsAsync(clock, RetryLimit, null, cancellation).ConfigureAwait(false);

    private static async Task<bool> AppearsAsync(TimeProvider clock, TimeSpan limit, int? other, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < limit)
        {
            if (ComponentProcess.Find(Components.Kubelet, clock) is { } now && now.Id != other)
            {
                return true;
            }

            await Task.Delay(Interval, clock, cancellation).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>The exit code of a systemctl verb for the kubelet's unit; null if it could not be run or did not finish in time.</summary>
    private static async Task<int?> SystemctlAsync(string verb, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(SystemctlLimit);
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("systemctl", [verb, "kubelet"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            try
            {
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
                return process.ExitCode;
            }
            finally
            {
                // After the limit, systemctl is only waiting for systemd's job, which continues without it. Kill does nothing to a process
                // that has ended.
                process.Kill();
            }
        }
        catch (Exception e) when (e is Win32Exception || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }
}
