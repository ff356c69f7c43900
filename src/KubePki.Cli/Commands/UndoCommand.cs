using System.CommandLine;
using System.Globalization;
using KubePki.Apply;
using KubePki.Cli.Present;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki undo</c>: takes a transaction back, as a transaction of its own.</summary>
internal static class UndoCommand
{
    private const string Name = "undo";

    public static Command Build(CommonOptions common)
    {
        var id = new Argument<string?>("id") { HelpName = "[ID]", Description = HelpTexts.TransactionArgument.In(common.Tongue), Arity = ArgumentArity.ZeroOrOne };
        var force = Options.Switch(common, "--force", HelpTexts.ForceOption);
        var changing = new ChangeOptions(common);
        var verb = new Verb(Name, HelpTexts.UndoAbout, common, "kubepki undo --dry-run", "kubepki undo --yes", "kubepki undo 20361124T073102123Z-4f1a") { id, force };
        changing.AddTo(verb);
        var activating = new Activating(common);
        activating.AddTo(verb);
        return verb.OnNodes(common, NodesManner.OneByOne).Reads(Name, common, (invocation, parsed) =>
            Run(invocation, parsed.GetValue(id), parsed.GetValue(force), changing.IsDryRun(parsed), changing.SaysYes(parsed), transaction => activating.Run(invocation, parsed, transaction, mayTakeBack: false)));
    }

    private static int Run(Invocation invocation, string? id, bool force, bool dryRun, bool yes, Func<TransactionRecord, Activated?> activate)
    {
        var terminal = invocation.Terminal;
        var transactions = invocation.Transactions;
        if (!dryRun && invocation.RecoverFirst(Name) is { } cutOff)
        {
            return cutOff;
        }

        if (transactions.UnclearUndo(id) is { } unclear)
        {
            return invocation.Fail(Name, unclear);
        }

        if (transactions.FindUndoable(id) is not { } target)
        {
            return id is null ? NothingToDo(invocation, terminal.Say(Texts.NothingToUndo)) : invocation.Fail(Name, ApplyMessages.NoTransaction.At("", id));
        }

        if (UndoneTransactions.Of(transactions.History()).GetValueOrDefault(target.Id) is { } undoneBy)
        {
            return NothingToDo(invocation, terminal.Say(Texts.UndoneAlready, target.Id, undoneBy));
        }

        terminal.Show(
        [
            terminal.Bold(terminal.Say(Texts.UndoTitle, target.Id, target.Verb, target.Paths.Count.ToString(CultureInfo.InvariantCulture))),
            .. target.Paths.Select(p => "  " + p),
        ]);
        if (transactions.UndoProblem(target.Id, force) is { } refusal)
        {
            return invocation.Fail(Name, refusal);
        }

        if (dryRun)
        {
            terminal.Show([terminal.Say(Texts.DryRun)]);
            return terminal.IsDocument ? invocation.Report(Documents.Transaction(Name, Documents.PlannedOutcome, target, terminal.Tongue)) : ExitCode.Done;
        }

        if (invocation.GoesAhead(Name, yes, terminal.Say(Texts.Ask)) is { } refused)
        {
            return invocation.Fail(Name, refused);
        }

        var undone = transactions.Undo(target.Id, force);
        if (!undone.Succeeded)
        {
            return invocation.Fail(Name, undone.Problem);
        }

        terminal.Show([terminal.Say(Texts.Undone, target.Id, undone.Value.Id)]);
        return invocation.Finish(Name, undone.Value, activate(undone.Value));
    }

    private static int NothingToDo(Invocation invocation, string reason)
    {
        var terminal = invocation.Terminal;
        terminal.Show([(Line)reason]);
        return terminal.IsDocument ? invocation.Report(Documents.Result(Name, Documents.NothingToDoOutcome)) : ExitCode.Done;
    }
}
