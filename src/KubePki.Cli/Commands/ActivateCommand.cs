using System.CommandLine;
using KubePki.Activate;
using KubePki.Catalogue;
using KubePki.Cli.Present;
using KubePki.Observe;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki activate</c>: makes running components use what is on disk, and proves it.</summary>
internal static class ActivateCommand
{
    private const string Name = "activate";

    public static Command Build(CommonOptions common)
    {
        var components = new Argument<string[]>("component") { HelpName = "[COMPONENT…]", Description = HelpTexts.ComponentArgument.In(common.Tongue), Arity = ArgumentArity.ZeroOrMore };
        components.CompletionSources.Add([.. ActivationJudge.Order]);
        var changing = new ChangeOptions(common);
        var timeout = new TimeoutOption(common);
        var verb = new Verb(Name, HelpTexts.ActivateAbout, common, "kubepki activate --dry-run", "kubepki activate --yes", "kubepki activate kube-scheduler kubelet --yes") { components, timeout.Option };
        changing.AddTo(verb);
        return verb.OnNodes(common, NodesManner.OneByOne).Does(common, (invocation, parsed) => Run(invocation, parsed.GetValue(components) ?? [], timeout.Read(parsed), changing.IsDryRun(parsed), changing.SaysYes(parsed)));
    }

    private static int Run(Invocation invocation, IReadOnlyList<string> named, ActivationLimits limits, bool dryRun, bool yes)
    {
        var terminal = invocation.Terminal;
        if (!invocation.IsThisMachine)
        {
            return invocation.Fail(Name, CliMessages.NotThisMachine.At(invocation.RootOption));
        }

        if (!dryRun && invocation.RecoverFirst(Name) is { } cutOff)
        {
            return cutOff;
        }

        var state = invocation.Observe();
        if (state.IsEmpty)
        {
            return invocation.Fail(Name, CliMessages.NothingFound.At(invocation.RootOption));
        }

        var known = Activation.ComponentsOf(state);
        if (named.FirstOrDefault(n => !known.Contains(n)) is { } unknown)
        {
            return invocation.Fail(Name, ActivateMessages.UnknownComponent.At("", unknown, string.Join(' ', known)));
        }

        // A kubelet that rotates its certificate by itself holds a newer one than it started with: it is restarted by name only.
        var components = named.Count > 0 ? named : [.. known.Where(c => c != Components.Kubelet)];
        var decisions = new Activation(invocation.Root, invocation.Clock, limits, _ => { }).PlanAsync(state, components, _ => true, CancellationToken.None).GetAwaiter().GetResult();
        terminal.Show(ActivationView.Lines(decisions, terminal));
        var nothingToDo = decisions.All(d => d.Need == ActivationNeed.Nothing);
        if (dryRun || nothingToDo)
        {
            if (terminal.IsDocument)
            {
                var document = Documents.Result(Name, nothingToDo ? Documents.NothingToDoOutcome : Documents.PlannedOutcome);
                document["plan"] = ActivationView.Document(decisions, terminal.Tongue);
                return invocation.Report(document);
            }

            terminal.Results([terminal.Say(nothingToDo ? Texts.NothingToDo : Texts.DryRun)]);
            return ExitCode.Done;
        }

        return invocation.GoesAhead(Name, yes, terminal.Say(Texts.Ask)) is { } refused ? invocation.Fail(Name, refused) : Carry(invocation, state, limits, components);
    }

    private static int Carry(Invocation invocation, NodeState state, ActivationLimits limits, IReadOnlyList<string> components)
    {
        var terminal = invocation.Terminal;
        var report = Activating.Activate(invocation, state, limits, components, _ => true);
        if (terminal.IsDocument)
        {
            var document = Documents.Result(Name, report.Failure is null ? Documents.DoneOutcome : Documents.HalfWayOutcome);
            document["activation"] = ActivationView.Document(report, terminal.Tongue);
            invocation.Write(document);
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
