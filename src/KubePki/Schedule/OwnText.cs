using System.Security.Cryptography;
using System.Text;

namespace KubePki.Schedule;

/// <summary>
/// Texts that kubepki wrote: the first line names the hash of the others, so that a file of somebody else, or one that was changed, is
/// recognised and left alone. The second line has the settings.
/// </summary>
internal static class OwnText
{
    private const string Mark = "# Written by 'kubepki schedule enable'; 'kubepki schedule disable' removes it. sha256: ";
    private const string Settings = "# Settings: ";

    /// <summary>The text with its first two lines.</summary>
    public static string Of(ScheduleSettings settings, string body)
    {
        var rest = $"{Settings}{settings.ToJson()}\n{body}";
        return $"{Mark}{Hash(rest)}\n{rest}";
    }

    /// <summary>Whether kubepki wrote the text and nobody changed it.</summary>
    public static bool Is(string text)
        => text.StartsWith(Mark, StringComparison.Ordinal) && text.IndexOf('\n', StringComparison.Ordinal) is var end and > 0
            && text[Mark.Length..end] == Hash(text[(end + 1)..]);

    /// <summary>The settings in a text that kubepki wrote; null for any other text.</summary>
    public static ScheduleSettings? SettingsOf(string text)
        => Is(text) && text.Split('\n') is [_, var line, ..] && line.StartsWith(Settings, StringComparison.Ordinal)
            ? ScheduleSettings.OfJson(line[Settings.Length..])
            : null;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
