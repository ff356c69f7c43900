namespace KubePki.Cli.Present;

/// <summary>Lines for any writer: a terminal gets their styles, anything else their plain text.</summary>
internal static class Screen
{
    public static void WriteLine(this TextWriter to, Line line, bool colours)
    {
        if (to is SteadyWriter screen)
        {
            screen.WriteLine(line, colours);
        }
        else
        {
            to.WriteLine(line.Plain.TrimEnd());
        }
    }
}
