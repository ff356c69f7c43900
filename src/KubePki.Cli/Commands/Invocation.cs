using System.Text.Json.Nodes;
using KubePki.Apply;
using KubePki.Cli.Present;
using KubePki.Files;
using KubePki.Language;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Cli.Commands;

/// <summary>One run of a command: where it looks, where it speaks, what time it is.</summary>
/// <param name="RootOption">The value of <c>--root</c> as it was given, for the texts that suggest a next command.</param>
internal sealed record Invocation(Terminal Terminal, NodeRoot Root, string RootOption, TimeProvider Clock)
{
    /// <summary>Problems that mean that the command line was wrong.</summary>
    private static readonly HashSet<Message> UsageProblems =
    [
        PlanMessages.UnknownName, PlanMessages.KeepAndChange, PlanMessages.NotRenewable, ApplyMessages.NoTransaction, ApplyMessages.NoBackup,
        CliMessages.NeedsYes, CliMessages.NeedsWhat, CliMessages.AllAndNames,
    ];

    /// <summary>The transactions of this node. The static pod directory is looked up first: nothing may be staged there.</summary>
    public Transactions Transactions => new(Root, Clock, [NodeLayout.Of(Root).ManifestDirectory]);

    /// <summary>The <c>--root</c> to repeat in a suggested command, or nothing.</summary>
    public string RootArgument => RootOption == "/" ? "" : $" --root {RootOption}";

    /// <summary>Prints a problem and gives the exit code it means. With <c>-o json</c> the result document says it too.</summary>
    public int Fail(string verb, Problem problem) => Fail(verb, [problem]);

    /// <summary>Prints problems and gives the exit code they mean.</summary>
    public int Fail(string verb, IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems)
        {
            Terminal.Error(problem);
        }

        var code = CodeOf(problems);
        var outcome = code switch { ExitCode.HalfWay => Documents.HalfWayOutcome, ExitCode.Usage => Documents.UsageOutcome, _ => Documents.FailedOutcome };
        if (Terminal.IsDocument)
        {
            var document = Documents.Result(verb, outcome);
            document["problems"] = Documents.Array(problems.Select(p => Documents.Problem(p, Terminal.Tongue)));
            Write(document);
        }

        return code;
    }

    public void Write(JsonNode document) => Terminal.Result(DocumentWriter.Write(document, Terminal.Format));

    /// <summary>Writes the result's document; the exit code of a command that is done.</summary>
    public int Report(JsonNode document)
    {
        Write(document);
        return ExitCode.Done;
    }

    /// <summary>Null when the person at the terminal agrees or said <c>--yes</c>, else why to stop.</summary>
    public Problem? Consents(bool yes, string question)
    {
        if (yes)
        {
            return null;
        }

        if (Console.IsInputRedirected || Terminal.IsDocument)
        {
            return CliMessages.NeedsYes.At("");
        }

        Console.Error.Write(question);
        return Console.ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES" or "是" ? null : CliMessages.Declined.At("");
    }

    private static int CodeOf(IReadOnlyList<Problem> problems)
        => problems.Any(p => p.Id == ApplyMessages.HalfWay.Id) ? ExitCode.HalfWay
            : problems.Any(p => UsageProblems.Contains(p.Message)) ? ExitCode.Usage : ExitCode.Failed;

}
