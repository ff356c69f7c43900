namespace KubePki.Cli;

/// <summary>
/// What the program is called by. kubectl runs a file <c>kubectl-pki</c> for <c>kubectl pki</c>: under that name, texts say so, and what is
/// copied from them works.
/// </summary>
internal static class ProgramName
{
    /// <summary>The program's own name, with which its texts are written.</summary>
    public const string Own = "kubepki";

    private const string PluginFile = "kubectl-pki";
    private const string PluginWords = "kubectl pki";

    /// <summary>The words that start it.</summary>
    public static string Words { get; } = Of(Environment.GetCommandLineArgs() is [var file, ..] ? file : Own);

    /// <summary>The words for a file that was started, which may have a path before its name.</summary>
    public static string Of(string file) => Path.GetFileName(file) == PluginFile ? PluginWords : Own;

    /// <summary>A text of the help with the commands in it called by these words.</summary>
    public static string In(string text) => Words == Own ? text : In(text, Words);

    /// <summary>A text of the help with the commands in it called by other words; the program's name elsewhere stays.</summary>
    public static string In(string text, string words)
    {
        if (text == Own)
        {
            return words;
        }

        foreach (var next in CommandLine.VerbNames.Prepend("COMMAND"))
        {
            text = text.Replace($"{Own} {next}", $"{words} {next}", StringComparison.Ordinal);
        }

        return text.StartsWith($"{Own}:", StringComparison.Ordinal) ? words + text[Own.Length..] : text;
    }
}
