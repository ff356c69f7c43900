using System.CommandLine;
using System.Text;
using KubePki.Apply;
using KubePki.Catalogue;
using KubePki.Cli.Present;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki renew</c>: plan, ask, carry out, look at the result, say what is left to do.</summary>
internal static class RenewCommand
{
    private const string Name = "renew";

    public static Command Build(CommonOptions common)
    {
        var what = new Argument<string[]>("what") { HelpName = "all|NAME…", Description = HelpTexts.WhatArgument.In(common.Tongue), Arity = ArgumentArity.ZeroOrMore };
        what.CompletionSources.Add([.. KubeadmCatalogue.Entries.Where(e => e.Renewal != RenewalRule.Never).Select(e => e.Name).Prepend("all")]);
        var issuing = new RenewOptions(common);
        var authorityKeys = new AuthorityKeyOptions(common);
        var clusterNames = new ClusterNames(common);
        var places = new PlacesOption(common);
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
        return verb.OnNodes(common, NodesManner.InTwoSteps).Does(common, (invocation, parsed) =>
        {
            var names = parsed.GetValue(what) ?? [];
            return names.Length == 0 ? invocation.Fail(Name, CliMessages.NeedsWhat.At(""))
                : names.Length > 1 && names.Contains("all") ? invocation.Fail(Name, CliMessages.AllAndNames.At(""))
                : places.With(invocation, parsed, Name, at => Run(at, parsed, issuing.Read(parsed, names is ["all"] ? null : names), authorityKeys, clusterNames, changing, activating));
        });
    }

    private static int Run(Invocation invocation, ParseResult parsed, RenewalWish wish, AuthorityKeyOptions authorityKeys, ClusterNames clusterNames, ChangeOptions changing, Activating activating)
    {
        var terminal = invocation.Terminal;
        if (!changing.IsDryRun(parsed) && invocation.RecoverFirst(Name) is { } cutOff)
        {
            return cutOff;
        }

        var read = authorityKeys.Read(invocation, parsed);
        if (!read.Succeeded)
        {
            return invocation.Fail(Name, read.Problem);
        }

        using var keys = read.Value;
        var state = keys.Into(invocation.Observe());
        if (state.IsEmpty)
        {
            return invocation.Fail(Name, CliMessages.NothingFound.At(invocation.RootOption));
        }

        var plan = RenewalPlanner.Plan(state, wish);
        if (plan.Refusals.Count > 0)
        {
            return Refuse(invocation, parsed, plan);
        }

        var within = wish.Within ?? ItemJudge.DefaultWithin;
        plan = plan with { Remaining = RemainingFindings.After(plan, state, Verification.Of(state, SurroundingsReader.Read(invocation.Root, state), within), within) };

        if (changing.IsDryRun(parsed) || (!plan.Changes && keys.Brought.Count == 0))
        {
            return ShowOnly(invocation, plan, changing.IsDryRun(parsed), clusterNames.Prepare(invocation, parsed, state, ClusterChanges.Of(plan)));
        }

        var inCluster = clusterNames.Prepare(invocation, parsed, state, ClusterChanges.Of(plan));

        // Read by the person who is asked; the document of the result says it again.
        terminal.Show(PlanView.Lines(plan, terminal).Concat(inCluster?.Lines(terminal) ?? []));
        return invocation.GoesAhead(Name, changing.SaysYes(parsed), terminal.Say(Texts.Ask)) is { } refused
            ? invocation.Fail(Name, refused)
            : Carry(invocation, state, plan, keys, inCluster, transaction => activating.Run(invocation, parsed, transaction, mayTakeBack: true));
    }

    private static int Refuse(Invocation invocation, ParseResult parsed, RenewalPlan plan)
    {
        var terminal = invocation.Terminal;
        var code = new PlannedChange(invocation, Name).Refuse(plan.Refusals);
        var rest = plan.Items.Where(i => !i.IsInHome && plan.Refusals.All(r => r.Where != i.Path)).Select(i => i.Name).ToList();
        if (plan.Wish.Names is null && rest.Count > 0 && code == ExitCode.Failed)
        {
            var words = Forwarded.Words(parsed, (Verb)parsed.CommandResult.Command, rest).Select(Shell.Quoted);
            terminal.Note(terminal.Say(Texts.RestByName));
            terminal.Note($"  kubepki {string.Join(' ', words)}{invocation.RootArgument}");
        }

        return code;
    }

    private static int ShowOnly(Invocation invocation, RenewalPlan plan, bool dryRun, ClusterNames.Pending? inCluster)
    {
        var terminal = invocation.Terminal;
        new PlannedChange(invocation, Name).ShowOnly(
            PlanView.Lines(plan, terminal).Concat(inCluster?.Lines(terminal) ?? []),
            dryRun ? Documents.Plan(plan, terminal.Tongue) : Documents.Renewal(plan, null, [], null, plan.Remaining, terminal.Tongue),
            !plan.Changes);
        return FleetFront.Worst([CodeOf(plan), PlannedChange.CodeOf(plan.Remaining)]);
    }

    private static int Carry(Invocation invocation, NodeState state, RenewalPlan plan, GivenKeys keys, ClusterNames.Pending? inCluster, Func<TransactionRecord, Activated?> activate)
    {
        var terminal = invocation.Terminal;
        var started = invocation.Clock.GetTimestamp();
        var planJson = Encoding.UTF8.GetBytes(DocumentWriter.Text(Documents.Plan(plan, Language.Tongue.English), OutputFormat.Json));
        using var progress = new Progress(terminal, Texts.MakingKeys, plan.Actions.Count(a => !a.KeepsKey));
        var done = new Renewal(invocation.Root, invocation.Clock, invocation.Transactions, keys).Run(state, plan, planJson, progress.Advance, invocation.Attendance?.Gate);
        progress.Dispose();
        var change = new PlannedChange(invocation, Name);
        if (!done.Succeeded)
        {
            return change.Refuse([done.Problem]);
        }

        foreach (var note in plan.Notes)
        {
            terminal.Note(terminal.Yellow("! " + note.Text(terminal.Tongue)));
        }

        var after = invocation.ObserveAgain();
        var remaining = change.Judged(after, plan.Wish.Within ?? ItemJudge.DefaultWithin, plan.Wish.Names is null ? null : [.. plan.Items, .. plan.Skipped.Select(s => s.Item)]);
        return change.Finish(
            new Changed(Texts.Done, state, after, [.. keys.Brought.Select(n => state.Find(n)!), .. plan.Items], plan.Effects, done.Value, invocation.Clock.GetElapsedTime(started)) { Remaining = remaining },
            activate,
            (renewed, activated) => Documents.Renewal(plan, done.Value, renewed, activated, remaining, terminal.Tongue),
            CodeOf(plan),
            () => inCluster?.Carry(terminal));
    }

    /// <summary>What is missing, or cannot be renewed for what it is, stays a finding, although everything else was done.</summary>
    private static int CodeOf(RenewalPlan plan)
        => plan.Skipped.Any(s => s.Reason.Is(PlanMessages.NothingThere) || s.Reason.Is(PlanMessages.PointsAtFiles) || RenewalPlanner.IsLeft(s, plan.Wish)) ? ExitCode.Findings : ExitCode.Done;
}
