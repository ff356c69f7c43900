using System.CommandLine;
using KubePki.Activate;
using KubePki.Catalogue;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki activate</c>: makes running components use the files on disk, and proves it.</summary>
internal static class ActivateCommand
{
    private const string Name = "activate";

    public static Command Build(CommonOptions common)
    {
        var components = new Argument<string[]>("component")
        {
            HelpName = "[COMPONENT…]",
            Description = HelpTexts.ComponentArgument.In(common.Language),
            Arity = ArgumentArity.ZeroOrMore,
        };
        components.CompletionSources.Add([.. Components.RestartOrder]);
        var changing = new ChangeOptions(common);
        var timeout = new TimeoutOption(common);
        var verb = new Verb(
            Name, HelpTexts.ActivateAbout, common, "kubepki activate --dry-run", "kubepki activate --yes",
            "kubepki activate kube-scheduler kubelet --yes") { components, timeout.Option }.Leaving(Trace.Components);
        changing.AddTo(verb);
        return verb.OnNodes(common, FleetMode.OneByOne).Does(common, (invocation, values) =>
        {
            var request = new ComponentActivationRequest(values.GetValue(components) ?? [])
            {
                DryRun = changing.IsDryRun(values),
                Limits = timeout.Read(values),
            };
            return Run(invocation, request, changing.SaysYes(values));
        });
    }

    private static int Run(Invocation invocation, ComponentActivationRequest request, bool yes)
    {
        var terminal = invocation.Terminal;
        using var listener = new OperationListener(invocation);
        var callbacks = listener.Callbacks<IReadOnlyList<ActivationDecision>>(decisions =>
        {
            terminal.Propose(ActivationView.Lines(decisions, terminal), agreed: yes);
            return invocation.Consents(yes, terminal.Say(Texts.Ask));
        });
        var result = ComponentActivation.Run(invocation.Node, request, callbacks);
        return result.End is OperationEnd.Planned or OperationEnd.NothingToDo ? ShowOnly(invocation, result)
            : result.Report is { } report ? Finish(invocation, report)
            : invocation.Fail(Name, result);
    }

    private static int ShowOnly(Invocation invocation, ComponentActivationResult result)
    {
        var terminal = invocation.Terminal;
        var nothingToDo = result.End == OperationEnd.NothingToDo;
        terminal.Show(ActivationView.Lines(result.Decisions, terminal));
        if (terminal.IsDocument)
        {
            return invocation.Report(
                ResultDocument.Of(Name, nothingToDo ? Words.NothingToDo : Words.Planned) with
                {
                    Plan = DecisionData.Of(result.Decisions, terminal.Language),
                });
        }

        terminal.Results([terminal.Say(nothingToDo ? Texts.NothingToDo : Texts.DryRun)]);
        return ExitCode.Done;
    }

    private static int Finish(Invocation invocation, ActivationReport report)
    {
        var terminal = invocation.Terminal;
        if (terminal.IsDocument)
        {
            invocation.Write(
                ResultDocument.Of(Name, report.Failure is null ? Words.Done : Words.HalfWay) with
                {
                    Activation = ActivationData.Of(report, terminal.Language),
                });
        }
        else
        {
            terminal.Results(ActivationView.Lines(report, terminal));
        }

        if (report.Failure?.Problem is { } problem)
        {
            terminal.Error(problem);
            return ExitCode.HalfWay;
        }

        return ExitCode.Done;
    }
}
