using System.Text;
using KubePki.Apply;
using KubePki.Cli.Commands;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Schedule;

namespace KubePki.Cli.Schedule;

/// <summary>
/// The file of metrics for node_exporter's textfile collector. It is replaced by a rename, so that no half of it is ever read.
/// </summary>
internal static class ScheduleMetrics
{
    private const string Default = $"{Transactions.DefaultStateDirectory}/metrics/kubepki.prom";

    /// <summary>Writes the metrics to a path on the node; returns a problem if that fails.</summary>
    public static Problem? Write(Invocation invocation, string? file, string metrics)
    {
        var path = invocation.Root.OnThisMachine(file ?? Default);
        try
        {
            if (file is null)
            {
                StateDirectory.CreatePrivateDirectory(Path.GetDirectoryName(path)!);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ScheduleMessages.NoMetrics.Because(path, e);
        }

        return OperatorFiles.Replace(path, Encoding.UTF8.GetBytes(metrics), ScheduleMessages.NoMetrics);
    }
}
