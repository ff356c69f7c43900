namespace KubePki.Cli.Present;

/// <summary>Writes lines to any writer: a terminal gets styles, anything else plain text.</summary>
internal static class Screen
{
    public static void WriteLine(this TextWriter to, Line line, bool colours)
    {
        if (to is TerminalWriter screen)
        {
            screen.WriteLine(line, colours);
        }
        else
        {
            to.WriteLine(line.Plain.TrimEnd());
        }
    }
}
