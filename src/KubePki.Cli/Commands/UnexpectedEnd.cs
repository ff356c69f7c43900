using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Language;

namespace KubePki.Cli.Commands;

/// <summary>Reports that a command ended with an exception: a disk may fail at any call, and there may be bugs.</summary>
/// <param name="Changes">Whether something can be different on the node: then a person has to look.</param>
/// <param name="Tongue">The language, and how suggested commands name the node.</param>
/// <param name="Diagnostics">Where the report goes.</param>
internal sealed record UnexpectedEnd(bool Changes, Tongue Tongue, TextWriter Diagnostics)
{
    /// <summary>Reports an exception and gives its exit code; <paramref name="report"/> is added where the exception is a bug.</summary>
    public int Tell(Exception failure, IEnumerable<string> report)
    {
        if (failure is IOException or UnauthorizedAccessException)
        {
            // Whatever was begun is in the journal.
            Tell(Texts.SystemRefused.In(Tongue, failure.Message.TrimEnd('.')), Changes ? Texts.RefusedChange : Texts.RefusedAnswer);
            return Changes ? ExitCode.HalfWay : ExitCode.Failed;
        }

        // The type names the bug well enough for a report; messages and traces may carry anything.
        Tell(Texts.Unexpected.In(Tongue, failure.GetType().Name), Texts.UnexpectedHint);
        foreach (var line in report)
        {
            Diagnostics.WriteLine($"  {line}", colours: false);
        }

        return ExitCode.HalfWay;
    }

    /// <summary>Reports an error and what to do about it.</summary>
    public void Tell(string error, Text hint)
    {
        Diagnostics.WriteLine($"{Texts.Error.In(Tongue)}: {error}", colours: false);
        Diagnostics.WriteLine($"  {Texts.Hint.In(Tongue)}: {hint.In(Tongue)}", colours: false);
    }
}
