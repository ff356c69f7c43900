using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KubePki.Apply;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;

namespace KubePki.Schedule;

/// <summary>The result of the last scheduled run.</summary>
/// <param name="At">When it ended.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Message">Its result in one line.</param>
/// <param name="Renewed">The number of renewed items.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="SucceededAt">When the last run with exit code 0 ended; null if there was none.</param>
internal sealed record LastRun(
    DateTimeOffset At, int ExitCode, string Message, int Renewed, TimeSpan Duration, DateTimeOffset? SucceededAt)
{
    private const string Name = "schedule-run.json";

    /// <summary>The last run on a node; null if there was none, or its record cannot be read.</summary>
    public static LastRun? On(NodeRoot root)
        => root.Read($"{Transactions.DefaultStateDirectory}/{Name}").Value is { } file
            && WellFormedJson.ReadObject(file.Content) is { } read
            ? Of(read)
            : null;

    /// <summary>Records the run in the state directory; returns a problem if that fails.</summary>
    public Problem? WriteTo(NodeRoot root)
    {
        var state = new StateDirectory(root, Transactions.DefaultStateDirectory);
        if (state.Prepare() is { } unusable)
        {
            return unusable;
        }

        try
        {
            var staged = $"{state.Path}/.{Name}";
            Posix.Remove(staged);
            DurableFiles.WriteNew(staged, Encoding.UTF8.GetBytes(ToJson() + "\n"), FileAttributesSnapshot.Private);
            File.Move(staged, $"{state.Path}/{Name}", overwrite: true);
            DurableFiles.SyncDirectory(state.Path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ApplyMessages.BadState.Because(Transactions.DefaultStateDirectory, e);
        }
    }

    private static LastRun? Of(JsonObject read)
    {
        return Time("at") is { } at && Number("exitCode") is { } code
            ? new LastRun(
                at, (int)code, read["message"]?.ToString() ?? "", (int)(Number("renewed") ?? 0),
                TimeSpan.FromSeconds(Number("seconds") ?? 0), Time("succeededAt"))
            : null;

        long? Number(string name) => read[name] is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;

        DateTimeOffset? Time(string name)
            => DateTimeOffset.TryParse(read[name]?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : null;
    }

    private string ToJson() => new JsonObject
    {
        ["at"] = Text(At),
        ["exitCode"] = ExitCode,
        ["message"] = Message,
        ["renewed"] = Renewed,
        ["seconds"] = (long)Duration.TotalSeconds,
        ["succeededAt"] = SucceededAt is { } time ? Text(time) : null,
    }.ToJsonString();

    private static string Text(DateTimeOffset time)
        => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
