using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Localization;

namespace KubePki.Cli.Commands;

/// <summary>Reports that a command ended with an exception: a disk may fail at any call, and there may be bugs.</summary>
/// <param name="Changes">Whether something may have changed on the node, so that the operator must act.</param>
/// <param name="Language">The language, and how suggested commands name the node.</param>
/// <param name="Diagnostics">The destination of the report.</param>
internal sealed record UnexpectedEnd(bool Changes, Language Language, TextWriter Diagnostics)
{
    /// <summary>Where the command's changes can be seen.</summary>
    public Trace Leaves { get; init; }

    /// <summary>Reports an exception and returns its exit code. <paramref name="report"/> is appended if the exception is a bug.</summary>
    public int Tell(Exception failure, IEnumerable<string> report)
    {
        if (failure is IOException or UnauthorizedAccessException)
        {
            // Every started change is in the journal.
            Tell(
                Texts.SystemRefused.In(Language, failure.Message.TrimEnd('.')),
                !Changes ? Texts.RefusedAnswer : Leaves == Trace.Place ? Texts.RefusedFiles : Texts.RefusedChange);
            return Changes ? ExitCode.HalfWay : ExitCode.Failed;
        }

        // The type is enough to identify the bug; messages and stack traces may contain anything.
        Tell(Texts.Unexpected.In(Language, failure.GetType().Name), Texts.UnexpectedHint);
        foreach (var line in report)
        {
            Diagnostics.WriteLine($"  {line}", colours: false);
        }

        return ExitCode.HalfWay;
    }

    /// <summary>Reports an error and what to do about it.</summary>
    public void Tell(string error, Text hint)
    {
        Diagnostics.WriteLine($"{Texts.Error.In(Language)}: {error}", colours: false);
        Diagnostics.WriteLine($"  {Texts.Hint.In(Language)}: {hint.In(Language)}", colours: false);
    }
}
