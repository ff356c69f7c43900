namespace KubePki.Cli;

/// <summary>
/// The name under which the program was started. kubectl runs a file named <c>kubectl-pki</c> for <c>kubectl pki</c>. Texts then use that
/// name, so that commands copied from them work.
/// </summary>
internal static class ProgramName
{
    /// <summary>The program's own name, which all texts contain in the source code.</summary>
    public const string Own = "kubepki";

    private const string PluginFile = "kubectl-pki";
    private const string PluginWords = "kubectl pki";

    /// <summary>The words that start it.</summary>
    public static string Words { get; } = Of(Environment.GetCommandLineArgs() is [var file, ..] ? file : Own);

    /// <summary>The words that start the program when it runs from this file; <paramref name="file"/> may be a path.</summary>
    public static string Of(string file) => Path.GetFileName(file) == PluginFile ? PluginWords : Own;

    /// <summary>A help text in which commands start with the words of <see cref="Words"/>.</summary>
    public static string In(string text) => Words == Own ? text : In(text, Words);

    /// <summary>A help text in which commands start with <paramref name="words"/>. Other mentions of the program's name stay.</summary>
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
