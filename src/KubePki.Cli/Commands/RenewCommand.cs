using System.CommandLine;
using System.Text;
using KubePki.Catalogue;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Operations;
using KubePki.Plan;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki renew</c>: plan, ask, carry out, check the result, report what is left to do.</summary>
internal static class RenewCommand
{
    private const string Name = "renew";

    /// <summary>The reasons for skipping an item that are findings.</summary>
    private static readonly string[] Unfinished = [PlanMessages.NothingThere.Id, PlanMessages.PointsAtFiles.Id, FileMessages.Unreadable.Id];

    public static Command Build(CommonOptions common)
    {
        var what = new Argument<string[]>("what")
        {
            HelpName = "all|NAME…",
            Description = HelpTexts.WhatArgument.In(common.Language),
            Arity = ArgumentArity.ZeroOrMore,
        };
        what.CompletionSources.Add([
            .. KubeadmCatalogue.Entries.Where(e => e.Renewal != RenewalRule.Never).Select(e => e.Name).Prepend("all"),
        ]);
        var issuing = new RenewOptions(common);
        var authorityKeys = new AuthorityKeyOptions(common);
        var clusterNames = new ClusterNames(common);
        var places = new LayoutConfigOption(common);
        var changing = new ChangeOptions(common);
        var activating = new Activating(common);
        var verb = new Verb(
            Name,
            HelpTexts.RenewAbout,
            common,
            new("kubepki renew all --dry-run", HelpTexts.ExampleDryRun),
            new("kubepki renew all --validity 10y --yes", HelpTexts.ExampleTenYears),
            new("kubepki renew all --within 90d --yes", HelpTexts.ExampleWithin),
            "kubepki renew apiserver etcd-server --key-algorithm ecdsa-p256",
            new("kubepki renew apiserver --add-san api.example.com --add-san 203.0.113.7", HelpTexts.ExampleAddSan))
        {
            what,
        };
        issuing.AddTo(verb);
        authorityKeys.AddTo(verb);
        clusterNames.AddTo(verb);
        places.AddTo(verb);
        changing.AddTo(verb);
        activating.AddTo(verb);
        return verb.OnNodes(common, FleetMode.InTwoSteps).Does(common, (invocation, values) =>
        {
            var names = values.GetValue(what) ?? [];
            return names.Length == 0 ? invocation.Fail(Name, CliMessages.NeedsWhat.At(""))
                : names.Length > 1 && names.Contains("all") ? invocation.Fail(Name, CliMessages.AllAndNames.At(""))
                : places.With(invocation, values, Name, at => Run(at, values, Request(at), changing.SaysYes(values)));

            RenewalRequest Request(Invocation at) => new(issuing.Read(values, names is ["all"] ? null : names))
            {
                DryRun = changing.IsDryRun(values),
                Keys = () => authorityKeys.Read(at, values),
                Activation = activating.Read(values),
                UpdateConfiguration = clusterNames.Read(values),
            };
        });
    }

    private static int Run(Invocation invocation, CommandValues values, RenewalRequest request, bool yes)
    {
        var terminal = invocation.Terminal;
        var change = new ChangeOutput(invocation, Name, Texts.Done);
        IReadOnlyList<Statement> notes = [];
        using var listener = new OperationListener(invocation);
        var callbacks = listener.Callbacks<PlannedRenewal>(
            planned =>
            {
                notes = planned.Plan.Notes;
                return change.Asks(
                    Lines(planned, terminal), yes, PlanBounds.Warnings(planned.Plan, terminal).Concat(
                        ClusterNames.Warnings(planned.Configuration, terminal)));
            },
            planned => DocumentWriter.Kept(RenewalPlanDocument.Of(planned.Plan, Language.English)),
            told =>
            {
                if (told is FilesChanged)
                {
                    notes.ToList().ForEach(note => terminal.Note(terminal.Yellow("! " + note.Text(terminal.Language))));
                }

                change.Tell(told);
            });
        var result = Renewal.Run(invocation.Node, request, callbacks);
        return result switch
        {
            { End: OperationEnd.Planned or OperationEnd.NothingToDo, Planned: { } planned } =>
                ShowOnly(change, planned, request.DryRun, terminal),
            { Planned.Plan: var plan, Change: { } done } => change.Finish(
                done, result.Activated, ResultDocument.Of(plan, done, result.Activated, terminal.Language), Left(plan)),
            _ => Refuse(invocation, values, change, result),
        };
    }

    private static IEnumerable<Line> Lines(PlannedRenewal planned, Terminal terminal)
        => PlanView.Lines(planned.Plan, terminal).Concat(ClusterNames.Lines(planned.Configuration, terminal));

    /// <summary>If one item prevents the renewal of all, the others can be renewed by name.</summary>
    private static int Refuse(Invocation invocation, CommandValues values, ChangeOutput change, ChangeResult<PlannedRenewal> result)
    {
        var code = change.Fail(result);
        if (code == ExitCode.Failed && result.Planned is { Renewable: { Count: > 0 } rest })
        {
            var terminal = invocation.Terminal;
            var words = ShellWord.Of(ForwardedValues.Words(values, rest));
            terminal.Note(terminal.Say(Texts.RestByName));
            terminal.Note($"  kubepki {words}{invocation.RootArgument}");
        }

        return code;
    }

    private static int ShowOnly(ChangeOutput change, PlannedRenewal planned, bool dryRun, Terminal terminal)
    {
        var plan = planned.Plan;
        var code = ExitCode.Worst([ChangeOutput.CodeOf(Left(plan)), ChangeOutput.CodeOf(plan.Remaining)]);
        change.ShowOnly(
            Lines(planned, terminal), dryRun ? RenewalPlanDocument.Of(plan, terminal.Language)
                : ResultDocument.Of(plan, null, null, terminal.Language), !plan.Changes, dryRun, code);
        return code;
    }

    /// <summary>
    /// The skipped items that are findings although everything else was done: missing, unreadable, or not renewable because of their kind.
    /// </summary>
    internal static IReadOnlyList<Skip> Left(RenewalPlan plan)
        => [.. plan.Skipped.Where(s => Unfinished.Contains(s.Reason.Id) || RenewalPlanner.IsLeft(s, plan.Spec))];
}
