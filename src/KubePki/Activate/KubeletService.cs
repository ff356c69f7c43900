using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Language;

namespace KubePki.Activate;

/// <summary>
/// Restarts the kubelet: by systemd where it is the machine's init (sd_booted(3)); elsewhere by SIGTERM, because whatever
/// keeps the service alive starts it again. Its containers go on meanwhile.
/// </summary>
internal static class KubeletService
{
    private const string SystemdRuns = "/run/systemd/system";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SystemctlLimit = TimeSpan.FromMinutes(2);

    /// <summary>How long whatever keeps the service may take: systemd's unit of kubeadm waits 10 s.</summary>
    private static readonly TimeSpan KeeperLimit = TimeSpan.FromSeconds(30);

    /// <summary>Null once another process runs than before.</summary>
    internal static async Task<Problem?> RestartAsync(TimeProvider clock, CancellationToken cancellation)
    {
        var before = ComponentProcess.Find(Components.Kubelet, clock);
        if (Directory.Exists(SystemdRuns))
        {
            if (await SystemctlAsync(cancellation).ConfigureAwait(false) is { } failed)
            {
                return failed;
            }
        }
        else if (before is not null && !Posix.Terminate(before.Id))
        {
            return ActivateMessages.NoServiceKeeper.At(Components.Kubelet);
        }

        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < KeeperLimit)
        {
            if (ComponentProcess.Find(Components.Kubelet, clock) is { } now && now.Id != before?.Id)
            {
                return null;
            }

            await Task.Delay(Interval, clock, cancellation).ConfigureAwait(false);
        }

        return ActivateMessages.NoServiceKeeper.At(Components.Kubelet);
    }

    private static async Task<Problem?> SystemctlAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(SystemctlLimit);
        try
        {
            using var process = Process.Start(new ProcessStartInfo("systemctl", ["restart", "kubelet"]) { RedirectStandardError = true, RedirectStandardOutput = true });
            await process!.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return process.ExitCode == 0 ? null : ActivateMessages.SystemctlFailed.At(Components.Kubelet, process.ExitCode.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is Win32Exception || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return ActivateMessages.SystemctlFailed.At(Components.Kubelet, "-");
        }
    }
}
