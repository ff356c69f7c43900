using System.CommandLine;
using System.Globalization;
using KubePki.Apply;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki undo</c>: undoes a transaction, as a transaction of its own.</summary>
internal static class UndoCommand
{
    private const string Name = "undo";

    public static Command Build(CommonOptions common)
    {
        var id = new Argument<string?>("id")
        {
            HelpName = "[ID]",
            Description = HelpTexts.TransactionArgument.In(common.Language),
            Arity = ArgumentArity.ZeroOrOne,
        };
        var force = Options.Switch(common, "--force", HelpTexts.ForceOption);
        var changing = new ChangeOptions(common);
        var verb = new Verb(
            Name, HelpTexts.UndoAbout, common, "kubepki undo --dry-run", "kubepki undo --yes",
            "kubepki undo 20361124T073102123Z-4f1a") { id, force };
        changing.AddTo(verb);
        var activating = new Activating(common);
        activating.AddTo(verb);
        return verb.OnNodes(common, FleetMode.OneByOne).Reads(Name, common, (invocation, values) =>
        {
            var request = new UndoRequest(values.GetValue(id))
            {
                Force = values.GetValue(force),
                DryRun = changing.IsDryRun(values),
                Activation = activating.Read(values),
            };
            return Run(invocation, request, changing.SaysYes(values));
        });
    }

    private static int Run(Invocation invocation, UndoRequest request, bool yes)
    {
        var terminal = invocation.Terminal;
        using var listener = new OperationListener(invocation);
        var callbacks = listener.Callbacks<TransactionRecord>(_ => invocation.Consents(yes, terminal.Say(Texts.Ask)), tell: Tell);
        var result = Undo.Run(invocation.Node, request, callbacks);
        switch (result)
        {
            case { End: OperationEnd.NothingToDo }:
                terminal.Show([
                    (Line)(result.UndoneBy is { } by
                        ? terminal.Say(Texts.UndoneAlready, result.Target!.Id, by)
                        : terminal.Say(Texts.NothingToUndo)),
                ]);
                return terminal.IsDocument ? invocation.Report(ResultDocument.Of(Name, Words.NothingToDo)) : ExitCode.Done;
            case { End: OperationEnd.Planned, Target: { } target }:
                terminal.Show([terminal.Say(Texts.DryRun)]);
                return terminal.IsDocument ? invocation.Report(ResultDocument.Of(Name, Words.Planned, target, terminal.Language))
                    : ExitCode.Done;
            case { Transaction: { } undone }:
                return invocation.Finish(Name, undone, result.Activated);
            default:
                return invocation.Fail(Name, result);
        }

        void Tell(OperationEvent told)
        {
            switch (told)
            {
                case UndoFound { Target: var target }:
                    terminal.Propose(
                    [
                        terminal.Bold(terminal.Say(
                            Texts.UndoTitle, target.Id, target.Verb, target.Paths.Count.ToString(CultureInfo.InvariantCulture))),
                        .. target.Paths.Select(p => "  " + p),
                    ],
                    agreed: yes && !request.DryRun);
                    break;
                case FilesRestored restored:
                    terminal.Show([terminal.Say(Texts.Undone, restored.Source, restored.Transaction.Id)]);
                    break;
            }
        }
    }
}
